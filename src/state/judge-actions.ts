import { CancelledError, type Scene, type StageOptions } from '../core/index.ts';
import type { Engine, Judging, Outcome } from '../engine/index.ts';
import type { JudgedObject, PointCluster } from '../evaluation/index.ts';
import { ballOf } from '../inspection/index.ts';
import type { AppStoreState } from './app-state.ts';
import type { CloudRegistry, JudgedColumns } from './cloud-registry.ts';
import type { History } from './history.ts';
import { undoable } from './history-actions.ts';
import type { RunJob } from './job.ts';
import type { CompareSlice, JudgeActions, JudgeSlice } from './judge-state.ts';

type Set = (update: Partial<AppStoreState> | ((state: AppStoreState) => Partial<AppStoreState>)) => void;

/** What the store lends to the actions on judging. */
export interface JudgeWork {
  readonly engine: Engine;
  readonly registry: CloudRegistry;
  readonly history: History;
  /** Absent: nothing is judged. */
  readonly judging: Judging | undefined;
  /** Runs the network, also over the loss of a device. */
  compute(scene: Scene, model: string, subject: string, options: StageOptions): Promise<Outcome>;
  readonly job: RunJob;
}

const share = (value: number): number => Math.min(1, Math.max(0, value));

const NOTHING_COMPARED = {
  model: undefined,
  title: undefined,
  isHopeless: false,
  isWorking: false,
  disagreement: undefined,
  report: undefined,
  at: 0,
  isFlipped: false,
} satisfies Partial<CompareSlice>;
const NO_SECOND: JudgedColumns = { second: undefined, secondVerdicts: undefined, disagreement: undefined };

/** Settings of judging, and what lights up in the picture. The judging itself follows the state: see `followJudging`. */
export function judgeActions(set: Set, get: () => AppStoreState, work: JudgeWork): JudgeActions {
  const { engine, registry, history, judging } = work;
  const change = undoable(set, get, history, 'judge');
  const changeSecond = undoable(set, get, history, 'compare');
  const patch = (fields: Partial<JudgeSlice>): void => set((state) => ({ judge: { ...state.judge, ...fields } }));
  const patchSecond = (fields: Partial<CompareSlice>): void =>
    set((state) => ({ compare: { ...state.compare, ...fields } }));
  let asked: AbortController | undefined;

  function light(mask: Uint8Array | undefined): void {
    const scene = registry.current?.scene;
    if (scene) set({ revision: registry.putJudged(scene, { found: mask }) });
  }

  function fly(cluster: PointCluster | undefined): void {
    if (cluster) get().flyTo(cluster.center, cluster.radiusM);
  }

  return {
    setJudgeMapping: (mapping) => {
      change('Label mapping', { mapping }, { ofScene: true });
    },
    setJudgeIou: (iou) => {
      change('Overlap that counts as found', { iou: Math.min(0.95, Math.max(0.05, iou)) }, { merge: 'judgeIou' });
    },
    setJudgeView: (view) => {
      change(view === 'bev' ? 'Overlap seen from above' : 'Overlap in space', { view });
    },
    setMinConfidence: (side, value) => {
      const fields = { minConfidence: share(value) };
      if (side === 'first') change('Least confidence', fields, { merge: 'minConfidence' });
      else changeSecond('Least confidence of the second', fields, { merge: 'minConfidence2' });
    },
    setDrawnObjects: (drawn) => {
      change(drawn === 'none' ? 'Draw boxes as they are' : 'Draw found, missed and false', { drawn });
    },
    stopJudging: () => patch({ isStopped: true }),
    judgeAgain: () => patch({ isStopped: false }),
    findErrors: async (query, title, { stay = false } = {}) => {
      const { scene, outcome } = registry.current ?? {};
      if (!judging || !scene || !outcome) return;
      asked?.abort();
      const { found, mapping, iou, view, minConfidence } = get().judge;
      if (found?.query && JSON.stringify(found.query) === JSON.stringify(query)) {
        get().clearFound();
        return;
      }
      const controller = new AbortController();
      asked = controller;
      try {
        const of = { scene, prediction: outcome.understanding.prediction };
        const options = { signal: controller.signal };
        const { count, mask, clusters } = await judging.find(of, { mapping, iou, view, minConfidence }, query, options);
        if (controller.signal.aborted || registry.current?.scene !== scene) return;
        light(count > 0 ? mask : undefined);
        patch({ found: { query, title, count, clusters, at: 0 }, object: undefined });
        set({ announcement: `${title}: ${count} points in ${clusters.length} places.` });
        if (!stay) fly(clusters[0]);
      } catch (error) {
        if (!(error instanceof CancelledError)) get().report(error, 'the confusion matrix');
      }
    },
    selectObject: (object, list, title) => {
      asked?.abort();
      const place = ballOf(object.box);
      const mask = list === 'instances' ? maskOf(registry, object) : undefined;
      light(mask);
      const count = object.points ?? 0;
      patch({ object, drawn: list, found: { title, count, clusters: [{ points: count, ...place }], at: 0 } });
      get().flyTo(place.center, place.radiusM);
    },
    stepFound: (by) => {
      const { found } = get().judge;
      if (!found || found.clusters.length === 0) return;
      const at = (found.at + by + found.clusters.length) % found.clusters.length;
      patch({ found: { ...found, at } });
      fly(found.clusters[at]);
    },
    clearFound: () => {
      asked?.abort();
      light(undefined);
      patch({ found: undefined, object: undefined });
    },
    compareWith: async (model) => {
      const { scene, outcome } = registry.current ?? {};
      if (!judging || !scene || !outcome) return;
      const subject = `“${scene.cloud.name}”`;
      const isSame = model === get().model.used;
      await work.job({ what: 'comparing', subject }, async (options) => {
        const second = isSame ? outcome : await work.compute(scene, model, subject, options);
        // Only its numbers are drawn: what it holds on the device goes back at once.
        if (!isSame) engine.release(second);
        if (options.signal?.aborted) throw new CancelledError('comparing');
        const { understanding, manifest } = second;
        const columns: JudgedColumns = { ...NO_SECOND, second: { understanding, manifest } };
        const compare = { ...NOTHING_COMPARED, model, title: manifest.title };
        // Together: a model without its result would be one whose scene is gone.
        set((state) => ({ revision: registry.putJudged(scene, columns), compare: { ...state.compare, ...compare } }));
      });
    },
    stopComparing: () => {
      const scene = registry.current?.scene;
      set((state) => ({
        ...(scene && { revision: registry.putJudged(scene, NO_SECOND) }),
        compare: { ...state.compare, ...NOTHING_COMPARED },
      }));
    },
    flip: (isFlipped) => {
      const { compare } = get();
      if (compare.model !== undefined && compare.isFlipped !== isFlipped) patchSecond({ isFlipped });
    },
    showDisagreement: (at) => {
      const cluster = get().compare.disagreement?.clusters[at];
      if (!cluster) return;
      patchSecond({ at });
      get().flyTo(cluster.center, cluster.radiusM);
    },
  };
}

/** Points of an object, in the prediction and in the truth. */
function maskOf({ current }: CloudRegistry, { predictedId, truthId }: JudgedObject): Uint8Array | undefined {
  const predicted = current?.outcome?.understanding.prediction.instance;
  const truth = current?.scene.truth?.instance;
  if (!predicted || !truth) return undefined;
  return Uint8Array.from(predicted, (id, i) => Number(id === predictedId || truth[i] === truthId));
}
