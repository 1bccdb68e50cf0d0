import type { Remote } from 'comlink';
import type { Prediction, Scene, StageOptions } from '../core/index.ts';
import type { Compared, FoundPoints, Judged, JudgeSettings, MappingChoice, PointQuery } from '../evaluation/index.ts';
import type { JudgeApi, LentCase } from './judge-protocol.ts';
import type { ComparedSide, JudgeCase, Judging } from './judging.ts';
import { WorkerHost, type WorkerLike } from './worker-host.ts';

/** Judging in a worker of its own: it neither waits for a network on the CPU nor keeps files from being read. */
export class WorkerJudge implements Judging {
  private readonly host: WorkerHost<JudgeApi>;
  /** What the worker of this generation has a copy of. */
  private lent = new Map<Scene | Prediction, number>();
  private generation = 0;
  private numbers = 0;

  constructor(spawn: () => WorkerLike) {
    this.host = new WorkerHost<JudgeApi>(spawn);
  }

  judge({ scene, prediction }: JudgeCase, settings: JudgeSettings, options: StageOptions): Promise<Judged> {
    return this.host.run(
      'judging',
      async (api, call, onProgress) =>
        api.judge(call, await this.lendCase(api, scene, prediction), settings, onProgress),
      options,
    );
  }

  find(
    { scene, prediction }: JudgeCase,
    settings: JudgeSettings,
    query: PointQuery,
    options: StageOptions,
  ): Promise<FoundPoints> {
    return this.host.run(
      'finding points',
      async (api, call, onProgress) =>
        api.find(call, await this.lendCase(api, scene, prediction), settings, query, onProgress),
      options,
    );
  }

  compare(
    scene: Scene,
    first: ComparedSide,
    second: ComparedSide,
    choice: MappingChoice | undefined,
    options: StageOptions,
  ): Promise<Compared> {
    return this.host.run(
      'comparing',
      async (api, call, onProgress) => {
        const own = await this.lendCase(api, scene, first.prediction);
        const other = await this.lend(api, second.prediction, [scene, first.prediction]);
        const { minConfidence } = second;
        return api.compare(
          call,
          own.scene,
          { prediction: own.prediction, minConfidence: first.minConfidence },
          { prediction: other, minConfidence },
          choice,
          onProgress,
        );
      },
      options,
    );
  }

  dispose(): void {
    this.host.dispose();
  }

  private async lendCase(api: Remote<JudgeApi>, scene: Scene, prediction: Prediction): Promise<LentCase> {
    // A second result of the same scene stays: a comparison asks for both in turn.
    const others = [...this.lent.keys()].filter((kept) => 'pointRows' in kept && this.lent.has(scene)).slice(-2);
    return {
      scene: await this.lend(api, scene, [prediction, ...others]),
      prediction: await this.lend(api, prediction, [scene, ...others]),
    };
  }

  /** Copies the columns over unless they are there; what is not in `keep` is dropped there. */
  private async lend(
    api: Remote<JudgeApi>,
    what: Scene | Prediction,
    keep: readonly (Scene | Prediction)[],
  ): Promise<number> {
    if (this.host.generation !== this.generation) {
      this.generation = this.host.generation;
      this.lent.clear();
    }
    const known = this.lent.get(what);
    if (known !== undefined) return known;
    for (const old of [...this.lent.keys()]) if (!keep.includes(old)) this.lent.delete(old);
    const number = ++this.numbers;
    await api.lend(number, columnsOf(what), [...this.lent.values()]);
    this.lent.set(what, number);
    return number;
  }
}

/** Everything is copied on its way: only what judging reads. */
function columnsOf(what: Scene | Prediction) {
  if ('cloud' in what) {
    const { cloud, truth, dataset, domain } = what;
    return { scene: { cloud: { positions: cloud.positions, origin: cloud.origin }, truth, dataset, domain } };
  }
  const { labelSet, semantic, confidence, instance, instances, boxes } = what;
  return { prediction: { labelSet, semantic, confidence, instance, instances, boxes } };
}
