import type { StoreApi } from 'zustand/vanilla';
import { CancelledError, type Prediction, type Scene, type StageOptions } from '../core/index.ts';
import type { Judging } from '../engine/index.ts';
import { canCompare } from '../evaluation/index.ts';
import type { AppStoreState } from './app-state.ts';
import type { CloudRegistry } from './cloud-registry.ts';
import type { CompareSlice, JudgeSlice } from './judge-state.ts';

/** Everything that a judgement depends on, by identity. */
type Wish = readonly unknown[];

/**
 * Keeps judgement and comparison equal to what is on screen: a new result, mapping or threshold is judged at once, and what was being judged
 * before is stopped. Nothing here is asked for by name.
 */
export function followJudging(store: StoreApi<AppStoreState>, registry: CloudRegistry, judging: Judging): void {
  const patch = (fields: Partial<JudgeSlice>): void =>
    store.setState((state) => ({ judge: { ...state.judge, ...fields } }));
  const patchSecond = (fields: Partial<CompareSlice>): void =>
    store.setState((state) => ({ compare: { ...state.compare, ...fields } }));
  const works = {
    judge: new Work((options) => judgeFirst(options)),
    compare: new Work((options) => compareBoth(options)),
  };

  async function judgeFirst(options: StageOptions): Promise<void> {
    const entry = registry.current;
    const { judge } = store.getState();
    if (!entry?.scene.truth || !entry.outcome) {
      if (judge.report || judge.found) patch({ report: undefined, found: undefined, object: undefined });
      return;
    }
    const { scene } = entry;
    patch({ isWorking: true, progress: undefined });
    try {
      const { prediction } = entry.outcome.understanding;
      const onProgress: StageOptions['onProgress'] = (progress) => patch({ progress });
      const { judgement, verdicts } = await judging.judge({ scene, prediction }, settingsOf(judge), {
        ...options,
        onProgress,
      });
      if (options.signal?.aborted) return;
      const { found } = store.getState().judge;
      store.setState((state) => ({
        revision: registry.putJudged(scene, { verdicts, found: undefined }),
        judge: { ...state.judge, report: judgement, found: undefined, object: undefined },
      }));
      // What was lit up is asked for again: other points may be meant now.
      const { query, title } = found ?? {};
      if (query && title && judgement.semantic && sameClasses(judge.report, judgement)) {
        await store.getState().findErrors(query, title, { stay: true });
      }
    } finally {
      if (!options.signal?.aborted) patch({ isWorking: false, progress: undefined });
    }
  }

  async function compareBoth(options: StageOptions): Promise<void> {
    const entry = registry.current;
    const { compare, judge } = store.getState();
    const second = entry?.judged?.second;
    if (!entry?.outcome || !second) {
      if (compare.model !== undefined) store.getState().stopComparing();
      return;
    }
    const { scene } = entry;
    const first = { prediction: entry.outcome.understanding.prediction, minConfidence: judge.minConfidence };
    const other = { prediction: second.understanding.prediction, minConfidence: compare.minConfidence };
    const isHopeless = !canCompare(first.prediction.labelSet, other.prediction.labelSet);
    patchSecond({ isHopeless, isWorking: !isHopeless });
    if (isHopeless) return;
    try {
      const { disagreement, column } = await judging.compare(scene, first, other, judge.mapping, options);
      if (options.signal?.aborted) return;
      store.setState((state) => ({
        revision: registry.putJudged(scene, { disagreement: column }),
        compare: { ...state.compare, disagreement, at: 0 },
      }));
      if (!scene.truth) return;
      const settings = { ...settingsOf(judge), minConfidence: compare.minConfidence };
      const { judgement, verdicts } = await judging.judge({ scene, prediction: other.prediction }, settings, options);
      if (options.signal?.aborted) return;
      store.setState((state) => ({
        revision: registry.putJudged(scene, { secondVerdicts: verdicts }),
        compare: { ...state.compare, report: judgement },
      }));
    } finally {
      if (!options.signal?.aborted) patchSecond({ isWorking: false });
    }
  }

  const onFailure = (error: unknown): void => {
    patch({ isStopped: true, isWorking: false });
    store.getState().report(error, 'the judgement');
  };
  let stoppedAt: Scene | undefined;
  store.subscribe((state) => {
    const { judge, compare } = state;
    const { scene, outcome, judged } = registry.current ?? {};
    if (judge.isStopped) {
      stoppedAt ??= scene;
      if (scene !== stoppedAt) patch({ isStopped: false });
      else if (works.judge.stop() || works.compare.stop()) {
        patch({ isWorking: false, progress: undefined });
        patchSecond({ isWorking: false });
      }
      return;
    }
    stoppedAt = undefined;
    const prediction = outcome?.understanding.prediction;
    const { mapping, iou, view, minConfidence } = judge;
    const onScreen: [Scene | undefined, Prediction | undefined] = [scene, prediction];
    works.judge.follow([...onScreen, mapping, iou, view, minConfidence], onFailure);
    const second = judged?.second?.understanding.prediction;
    const wish = [...onScreen, second, mapping, iou, view, minConfidence, compare.minConfidence];
    if (second || compare.model !== undefined) works.compare.follow(wish, onFailure);
  });
}

/** One piece of work that begins again whenever its wish changes. */
class Work {
  private wish: Wish = [];
  private running: AbortController | undefined;
  private readonly run: (options: StageOptions) => Promise<void>;

  constructor(run: (options: StageOptions) => Promise<void>) {
    this.run = run;
  }

  follow(wish: Wish, onFailure: (error: unknown) => void): void {
    if (wish.length === this.wish.length && wish.every((value, i) => Object.is(value, this.wish[i]))) return;
    this.running?.abort();
    this.wish = wish;
    const controller = new AbortController();
    this.running = controller;
    this.run({ signal: controller.signal }).catch((error: unknown) => {
      if (!(error instanceof CancelledError) && !controller.signal.aborted) onFailure(error);
    });
  }

  /** Forgets the wish too, so that the same one begins anew. @returns whether there was one */
  stop(): boolean {
    const had = this.wish.length > 0;
    this.running?.abort();
    this.wish = [];
    return had;
  }
}

function settingsOf({ mapping, iou, view, minConfidence }: JudgeSlice) {
  return { mapping, iou, view, minConfidence };
}

function sameClasses(before: JudgeSlice['report'], after: JudgeSlice['report']): boolean {
  const names = (report: JudgeSlice['report']) => report?.mapping.classes.map(({ name }) => name).join();
  return names(before) === names(after);
}
