import { CancelledError, TrainingError } from '../core/index.ts';
import type { Engine, ExportedFile, TuneStep, Tuning } from '../engine/index.ts';
import type { AppStoreState } from './app-state.ts';
import type { History } from './history.ts';
import { undoable } from './history-actions.ts';
import type { SegmentDesk } from './segment-desk.ts';
import { taughtLabels } from './taught-outcome.ts';
import type { TeachBoard } from './teach-board.ts';
import { correctedExamples } from './teach-examples.ts';
import { modelKeeping } from './teach-keeping.ts';
import { FIRST_TUNING, TUNING_STEPS, type TuningActions, type TuningSlice } from './teach-tuning-state.ts';

type Set = (update: Partial<AppStoreState> | ((state: AppStoreState) => Partial<AppStoreState>)) => void;

/** What the store lends to the actions on fine-tuning. */
export interface TuningWork {
  readonly engine: Engine;
  readonly history: History;
  readonly desk: SegmentDesk;
  readonly board: TeachBoard;
  /** Absent: nothing can be fine-tuned. */
  readonly tuning: Tuning | undefined;
  readonly save: (file: ExportedFile) => void;
}

/** How much of the newest step is in the time that is shown. */
const PACE_SHARE = 0.3;

/** All of the network tuned to what was said, in a worker: it can be paused, ended early, used, kept or thrown away. */
export function tuningActions(set: Set, get: () => AppStoreState, work: TuningWork): TuningActions {
  const { history, desk, board, tuning } = work;
  const keeping = modelKeeping(set, get, work);
  const change = undoable(set, get, history, 'tuning');
  const patch = (fields: Partial<TuningSlice>): void => set((state) => ({ tuning: { ...state.tuning, ...fields } }));
  let running: AbortController | undefined;

  function forget(): void {
    running?.abort();
    running = undefined;
    board.tuned = undefined;
    tuning?.end();
    set({ tuning: { ...FIRST_TUNING.tuning, steps: get().tuning.steps } });
  }

  /** Runs `step` of the work; what fails is told, and there is nothing left to go on with. */
  async function attempt(step: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const controller = (running ??= new AbortController());
    try {
      await step(controller.signal);
    } catch (error) {
      if (running !== controller || error instanceof CancelledError) return;
      get().report(error, 'fine-tuning');
      forget();
    }
  }

  function hear({ step, loss, ms, score }: TuneStep): boolean {
    const { curve, msPerStep, status } = get().tuning;
    const point = { step: step + 1, loss: loss.total, ...(score && { heldOut: score.heldOut }) };
    patch({
      curve: [...curve, point],
      taken: step + 1,
      msPerStep: msPerStep === undefined ? ms : msPerStep + PACE_SHARE * (ms - msPerStep),
      ...(score && { after: score }),
    });
    return status === 'running';
  }

  async function go(signal: AbortSignal): Promise<void> {
    if (!tuning) return;
    let isDone = false;
    try {
      isDone = await tuning.run((step) => !signal.aborted && hear(step), { signal });
    } catch (error) {
      // The network is still that of the step before.
      if (!(error instanceof TrainingError) || get().tuning.taken === 0) throw error;
      patch({ hasDiverged: true });
      isDone = true;
    }
    if (signal.aborted) return;
    if (!isDone && get().tuning.status === 'pausing') {
      patch({ status: 'paused' });
      set({ announcement: 'Fine-tuning is paused.' });
    } else await finish(signal);
  }

  async function finish(signal: AbortSignal): Promise<void> {
    if (!tuning) return;
    patch({ status: 'stopping' });
    const { addedClasses } = get().teach;
    const network = await tuning.result({ signal });
    if (signal.aborted) return;
    board.tuned = { network, addedClasses };
    patch({ status: 'done', after: network.score });
    get().toast(`Fine-tuned in ${network.steps} steps. Look at the numbers, then use it or not.`);
  }

  return {
    setTuningSteps: (steps) => {
      const { least, most } = TUNING_STEPS;
      patch({ steps: Math.min(most, Math.max(least, Math.round(steps))) });
    },
    startTuning: async () => {
      const { base } = board;
      const { clicks, addedClasses, labelSet, model, boldness, status } = get().teach;
      const isBusy = !['off', 'done'].includes(get().tuning.status);
      if (!tuning || !base || status !== 'ready' || isBusy || labelSet === undefined || model === undefined) return;
      forget();
      patch({ status: 'preparing' });
      await attempt(async (signal) => {
        const { prediction } = base.outcome.understanding;
        const { truth, cloud } = base.scene;
        const request = {
          ...{ cloud, model, addedClasses, boldness },
          clicks: clicks.map(({ point, classId }) => ({ row: prediction.pointRows[point]!, classId })),
          objects: correctedExamples(desk, base.scene, prediction.pointRows, { labelSet, addedClasses }),
          classes: taughtLabels(labelSet, addedClasses).classes.length,
          truth: truth?.labelSet === labelSet ? truth.semantic : undefined,
          steps: get().tuning.steps,
        };
        const { before, refit, taught, heldOut, backend } = await tuning.begin(request, { signal });
        if (signal.aborted) return;
        const place = backend === 'webgpu' ? 'graphics' : 'processor';
        patch({ status: 'running', before, refit, taught, heldOut, place });
        await go(signal);
      });
    },
    pauseTuning: () => {
      if (get().tuning.status === 'running') patch({ status: 'pausing' });
    },
    resumeTuning: () => {
      const { status } = get().tuning;
      // Before the step that runs is over nothing has stopped yet.
      if (status === 'pausing') patch({ status: 'running' });
      if (status !== 'paused') return;
      patch({ status: 'running' });
      void attempt(go);
    },
    stopTuning: () => {
      const { status } = get().tuning;
      if (status === 'running' || status === 'pausing') patch({ status: 'stopping' });
      if (status === 'paused') void attempt(finish);
    },
    discardTuned: forget,
    useTuned: () => {
      const { base, tuned } = board;
      if (!base || !tuned) return;
      change('Use the fine-tuned network', { usedFor: get().teach.clicks }, { ofScene: true });
    },
    keepTuned: async (title) => {
      const { tuned } = board;
      if (tuning && tuned) await keeping.keep(title, () => tuning.keep(tuned.network, title));
    },
    exportTuned: async (title) => {
      const { tuned } = board;
      if (tuning && tuned) await keeping.write(title, () => tuning.pack(tuned.network, title));
    },
  };
}
