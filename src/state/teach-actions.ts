import { CancelledError, Diagnostics, type Scene } from '../core/index.ts';
import type { Engine, ExportedFile, Outcome, Taught, TaughtHead, Teaching } from '../engine/index.ts';
import type { AppStoreState } from './app-state.ts';
import type { CloudRegistry } from './cloud-registry.ts';
import type { History } from './history.ts';
import { undoable } from './history-actions.ts';
import type { RunJob } from './job.ts';
import { summarizeOutcome } from './summaries.ts';
import { taughtLabels, taughtOutcome } from './taught-outcome.ts';
import { FIRST_TEACH, TEACH_TOOL, type TeachActions, type TeachSlice } from './teach-state.ts';
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
  let base: { readonly scene: Scene; readonly outcome: Outcome } | undefined;
  let shown: Outcome | undefined;
  let last: Taught | undefined;
  let isStale = false;

  function show(scene: Scene, outcome: Outcome): void {
    shown = outcome;
    const revision = registry.putOutcome(scene, outcome);
    const result = summarizeOutcome(outcome, get().model.used ?? '', new Diagnostics());
    set({ revision, result, profile: undefined });
  }

  function end(): void {
    base = undefined;
    shown = undefined;
    last = undefined;
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

  async function refitOnce(): Promise<void> {
    const at = base;
    const { clicks, addedClasses, boldness, labelSet } = get().teach;
    if (!at || !teaching || labelSet === undefined) return;
    if (clicks.length === 0) {
      last = undefined;
      show(at.scene, at.outcome);
      patch({ report: undefined });
      return;
    }
    const { prediction } = at.outcome.understanding;
    const labels = taughtLabels(labelSet, addedClasses);
    const request = {
      clicks: clicks.map(({ point, classId }) => ({ row: prediction.pointRows[point]!, classId })),
      classes: labels.classes.length,
      boldness,
    };
    const taught = await teaching.teach(request, {});
    if (base !== at) return;
    const outcome = taughtOutcome(at.outcome, taught.odds, labels);
    const { semantic } = outcome.understanding.prediction;
    const changedPoints = semantic.reduce((sum, id, point) => sum + Number(id !== prediction.semantic[point]), 0);
    const { agreement, elapsedMs } = taught;
    last = taught;
    show(at.scene, outcome);
    patch({ report: { changedPoints, agreement, elapsedMs } });
    set({ announcement: `Taught: ${changedPoints.toLocaleString('en')} points changed.` });
  }

  work.subscribe((state, before) => {
    if (state.teach.status === 'off' || !base) return;
    const { outcome } = registry.current ?? {};
    if (state.scene !== before.scene || (outcome && outcome !== base.outcome && outcome !== shown)) {
      end();
      return;
    }
    const { clicks, addedClasses, boldness } = state.teach;
    const isOther =
      clicks !== before.teach.clicks ||
      (clicks.length > 0 && (addedClasses !== before.teach.addedClasses || boldness !== before.teach.boldness));
    if (isOther) void refit();
  });

  const nameOf = (classId: number): string => {
    const { labelSet, addedClasses } = get().teach;
    return labelSet === undefined ? '' : (taughtLabels(labelSet, addedClasses).classes[classId]?.name ?? '');
  };

  function headOf(title: string): TaughtHead | undefined {
    const { model, addedClasses } = get().teach;
    return last && model !== undefined ? { model, head: last.head, title, addedClasses } : undefined;
  }

  return {
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
        base = { scene, outcome: { understanding, manifest } };
        show(scene, base.outcome);
        const { labelSet } = understanding.prediction;
        patch({ status: 'ready', model, labelSet });
        get().setTool(TEACH_TOOL);
        if (get().view.colorMode !== 'class') get().setColorMode('class');
      });
      if (end !== 'done' && get().teach.status === 'preparing') patch({ status: 'off' });
    },
    stopTeaching: () => {
      const at = base;
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
      if (!teaching || !head) return;
      try {
        const { name, kept } = await teaching.keep(head);
        const available = await engine.models();
        set((state) => ({ model: { ...state.model, available } }));
        const where = kept === 'browser' ? 'in this browser' : 'until this page is closed';
        get().toast(`“${title}” is kept ${where}.`);
        await get().setModel(name);
      } catch (error) {
        get().report(error, `the model “${title}”`);
      }
    },
    exportTaught: async (title) => {
      const head = headOf(title);
      if (!teaching || !head) return;
      try {
        work.save(await teaching.pack(head));
        get().toast(`“${title}” was written.`);
      } catch (error) {
        get().report(error, `the model “${title}”`);
      }
    },
  };
}
