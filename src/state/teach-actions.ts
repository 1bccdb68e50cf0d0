import { CancelledError, Diagnostics, type LabelSet, type Scene } from '../core/index.ts';
import {
  changedOdds,
  type Engine,
  type ExportedFile,
  type Outcome,
  type TaughtHead,
  type Teaching,
  type Tuning,
} from '../engine/index.ts';
import type { AppStoreState } from './app-state.ts';
import type { CloudRegistry } from './cloud-registry.ts';
import type { History } from './history.ts';
import { undoable } from './history-actions.ts';
import type { RunJob } from './job.ts';
import type { SegmentDesk } from './segment-desk.ts';
import { summarizeOutcome } from './summaries.ts';
import { taughtLabels, taughtOutcome } from './taught-outcome.ts';
import { TeachBoard } from './teach-board.ts';
import { correctedExamples, saidClasses } from './teach-examples.ts';
import { modelKeeping } from './teach-keeping.ts';
import { FIRST_TEACH, TEACH_TOOL, type TeachActions, type TeachSlice } from './teach-state.ts';
import { tuningActions } from './teach-tuning-actions.ts';
import { INSPECT_TOOL } from './tool-state.ts';

type Set = (update: Partial<AppStoreState> | ((state: AppStoreState) => Partial<AppStoreState>)) => void;

/** What the store lends to the actions on teaching. */
export interface TeachWork {
  readonly engine: Engine;
  readonly registry: CloudRegistry;
  readonly history: History;
  readonly job: RunJob;
  /** Absent: nothing can be taught. */
  readonly teaching: Teaching | undefined;
  /** Absent: nothing can be fine-tuned. */
  readonly tuning: Tuning | undefined;
  /** Holds what the person corrected by hand. */
  readonly desk: SegmentDesk;
  readonly save: (file: ExportedFile) => void;
  /** Calls back at each change of the state. */
  subscribe(changed: (state: AppStoreState, before: AppStoreState) => void): void;
}

/** Clicks, and what they change. The refit follows the state, so that undoing a click undoes what it did. */
export function teachActions(set: Set, get: () => AppStoreState, work: TeachWork): TeachActions {
  const { engine, registry, history, teaching, job } = work;
  const change = undoable(set, get, history, 'teach');
  const patch = (fields: Partial<TeachSlice>): void => set((state) => ({ teach: { ...state.teach, ...fields } }));
  const ofScene = { ofScene: true } as const;
  const keeping = modelKeeping(set, get, work);
  const board = new TeachBoard();
  const tuningPart = tuningActions(set, get, { ...work, board });
  let shown: Outcome | undefined;
  let isStale = false;

  function show(scene: Scene, outcome: Outcome): void {
    shown = outcome;
    const revision = registry.putOutcome(scene, outcome);
    const result = summarizeOutcome(outcome, get().model.used ?? '', new Diagnostics());
    set({ revision, result, profile: undefined });
  }

  function end(): void {
    board.base = undefined;
    shown = undefined;
    board.last = undefined;
    if (!['off', 'done'].includes(get().tuning.status)) get().toast('Fine-tuning ended with the lesson.');
    tuningPart.discardTuned();
    history.forgetScene();
    const { boldness } = get().teach;
    set({ teach: { ...FIRST_TEACH.teach, boldness } });
    if (get().tool === TEACH_TOOL) get().setTool(INSPECT_TOOL);
  }

  /** One refit at a time, the newest clicks last. */
  async function refit(): Promise<void> {
    isStale = true;
    if (get().teach.isRefitting) return;
    patch({ isRefitting: true });
    try {
      while (isStale) {
        isStale = false;
        await refitOnce();
      }
    } catch (error) {
      if (!(error instanceof CancelledError)) get().report(error, 'what was taught');
    } finally {
      patch({ isRefitting: false });
    }
  }

  /** Shows the answer with what was taught (`changeOfOdds`). @returns by how many points it differs from the model's */
  function relabel(scene: Scene, outcome: Outcome, change: Float32Array, labels: LabelSet): number {
    const voxels = change.length / labels.classes.length;
    const odds = changedOdds(outcome.understanding.prediction.voxelProbabilities, change, voxels);
    const changed = taughtOutcome(outcome, odds, labels);
    const { semantic } = changed.understanding.prediction;
    const before = outcome.understanding.prediction.semantic;
    show(scene, changed);
    return semantic.reduce((sum, id, point) => sum + Number(id !== before[point]), 0);
  }

  async function refitOnce(): Promise<void> {
    const { base: at, tuned } = board;
    const { clicks, addedClasses, boldness, labelSet } = get().teach;
    if (!at || !teaching || labelSet === undefined) return;
    if (tuned && get().tuning.usedFor === clicks) {
      const { network } = tuned;
      const changedPoints = relabel(at.scene, at.outcome, network.change, taughtLabels(labelSet, tuned.addedClasses));
      set((state) => ({ tuning: { ...state.tuning, changedPoints } }));
      set({ announcement: `The fine-tuned network is in use: ${changedPoints.toLocaleString('en')} points changed.` });
      return;
    }
    const { pointRows } = at.outcome.understanding.prediction;
    const objects = correctedExamples(work.desk, at.scene, pointRows, { labelSet, addedClasses });
    if (clicks.length + objects.length === 0) {
      board.last = undefined;
      show(at.scene, at.outcome);
      patch({ report: undefined });
      return;
    }
    const labels = taughtLabels(labelSet, addedClasses);
    const request = {
      clicks: clicks.map(({ point, classId }) => ({ row: pointRows[point]!, classId })),
      objects,
      classes: labels.classes.length,
      boldness,
    };
    const taught = await teaching.teach(request, {});
    if (board.base !== at) return;
    const changedPoints = relabel(at.scene, at.outcome, taught.change, labels);
    const { agreement, elapsedMs } = taught;
    board.last = taught;
    patch({ report: { changedPoints, agreement, elapsedMs, examples: clicks.length + objects.length } });
    set({ announcement: `Taught: ${changedPoints.toLocaleString('en')} points changed.` });
  }

  work.subscribe((state, before) => {
    const { base } = board;
    if (state.teach.status === 'off' || !base) return;
    const { outcome } = registry.current ?? {};
    if (state.scene !== before.scene || (outcome && outcome !== base.outcome && outcome !== shown)) {
      end();
      return;
    }
    const { clicks, addedClasses, boldness } = state.teach;
    const hasExamples = saidClasses(state).length > 0;
    const isOther =
      clicks !== before.teach.clicks ||
      (state.segment.objects !== before.segment.objects && namedObjects(state) !== namedObjects(before)) ||
      state.tuning.usedFor !== before.tuning.usedFor ||
      (hasExamples && (addedClasses !== before.teach.addedClasses || boldness !== before.teach.boldness));
    if (isOther) void refit();
  });

  const nameOf = (classId: number): string => {
    const { labelSet, addedClasses } = get().teach;
    return labelSet === undefined ? '' : (taughtLabels(labelSet, addedClasses).classes[classId]?.name ?? '');
  };

  function headOf(title: string): TaughtHead | undefined {
    const { model, addedClasses } = get().teach;
    return board.last && model !== undefined ? { model, head: board.last.head, title, addedClasses } : undefined;
  }

  return {
    ...tuningPart,
    startTeaching: async () => {
      const { scene, outcome } = registry.current ?? {};
      const model = get().model.used;
      if (!teaching || !scene || !outcome || model === undefined || get().teach.status !== 'off') return;
      patch({ status: 'preparing' });
      const end = await job({ what: 'describing', subject: `“${scene.cloud.name}”` }, async (options) => {
        await teaching.prepare(scene.cloud, model, options);
        if (options.signal?.aborted || registry.current?.outcome !== outcome) throw new CancelledError('teaching');
        // What is taught is drawn from the page's own arrays: handles on the device would show the answer before.
        engine.release(outcome);
        const { understanding, manifest } = outcome;
        board.base = { scene, outcome: { understanding, manifest } };
        show(scene, board.base.outcome);
        const { labelSet } = understanding.prediction;
        patch({ status: 'ready', model, labelSet });
        get().setTool(TEACH_TOOL);
        if (get().view.colorMode !== 'class') get().setColorMode('class');
        // What was corrected before teaches from the beginning.
        if (saidClasses(get()).length > 0) void refit();
      });
      if (end !== 'done' && get().teach.status === 'preparing') patch({ status: 'off' });
    },
    stopTeaching: () => {
      const at = board.base;
      end();
      if (at && registry.current?.scene === at.scene) show(at.scene, at.outcome);
    },
    setTeachClass: (classId) => patch({ classId }),
    addTeachClass: (name) => {
      const { labelSet, addedClasses } = get().teach;
      const wanted = name.trim();
      if (labelSet === undefined || wanted === '') return;
      const { classes } = taughtLabels(labelSet, addedClasses);
      const known = classes.findIndex((entry) => entry.name.toLowerCase() === wanted.toLowerCase());
      if (known < 0) change(`Add the class ${wanted}`, { addedClasses: [...addedClasses, wanted] }, ofScene);
      patch({ classId: known < 0 ? classes.length : known });
    },
    teachPoint: (point) => {
      const { status, clicks, classId } = get().teach;
      if (status !== 'ready') return;
      const others = clicks.filter((click) => click.point !== point);
      change(`Teach ${nameOf(classId)}`, { clicks: [...others, { point, classId }] }, ofScene);
    },
    forgetClick: (index) => {
      const { clicks } = get().teach;
      const click = clicks[index];
      if (!click) return;
      change(`Forget a click on ${nameOf(click.classId)}`, { clicks: clicks.filter((_, i) => i !== index) }, ofScene);
    },
    forgetClicks: () => {
      change('Forget all clicks', { clicks: [] }, ofScene);
    },
    setBoldness: (share) => {
      change('How far clicks spread', { boldness: Math.min(1, Math.max(0, share)) }, { ...ofScene, merge: 'boldness' });
    },
    keepTaught: async (title) => {
      const head = headOf(title);
      if (teaching && head) await keeping.keep(title, () => teaching.keep(head));
    },
    exportTaught: async (title) => {
      const head = headOf(title);
      if (teaching && head) await keeping.write(title, () => teaching.pack(head));
    },
  };
}

/** What the corrected objects teach, as something to compare: objects without a class teach nothing. */
function namedObjects({ segment }: AppStoreState): string {
  return segment.objects
    .filter(({ classId }) => classId !== undefined)
    .map(({ id, classId, points, clicks }) => [id, classId, points, clicks].join())
    .join(' ');
}
