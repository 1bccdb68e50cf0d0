import type { ByteSource, Scene, StageOptions } from '../core/index.ts';
import {
  type AvailableModel,
  chooseModel,
  type Engine,
  type LooksChoice,
  type ModelChoice,
  mayHoldModels,
} from '../engine/index.ts';
import type { AppActions, AppStoreState } from './app-state.ts';
import type { CloudRegistry } from './cloud-registry.ts';
import type { History } from './history.ts';
import type { JobEnd, RunJob } from './job.ts';

type Set = (update: Partial<AppStoreState> | ((state: AppStoreState) => Partial<AppStoreState>)) => void;

/** What the store lends to the actions on models. */
export interface ModelWork {
  readonly engine: Engine;
  readonly registry: CloudRegistry;
  readonly history: History;
  readonly job: RunJob;
  understand(scene: Scene, subject: string, options: StageOptions): Promise<void>;
  openFiles(sources: readonly ByteSource[]): Promise<void>;
  /** What is being opened and not yet on screen, as something that begins it anew. */
  takeUnopened(): (() => Promise<void>) | undefined;
  remember(choice: ModelChoice): void;
  rememberLooks(looks: LooksChoice): void;
  /** Says it with the next pick of a model. */
  sayWithNext(notice: string): void;
}

type ModelActions = Pick<
  AppActions,
  'setModel' | 'setLooks' | 'understandAgain' | 'removeModel' | 'dismissNotice' | 'openFiles'
>;

/** Choosing, taking in and removing models. */
export function modelActions(set: Set, get: () => AppStoreState, work: ModelWork): ModelActions {
  const { engine, registry, history } = work;

  function choose(choice: ModelChoice): void {
    set((state) => ({ model: { ...state.model, choice } }));
    work.remember(choice);
  }

  async function rerun(): Promise<JobEnd> {
    const scene = registry.current?.scene;
    if (!scene) return 'done';
    const subject = `“${scene.cloud.name}”`;
    return work.job({ what: 'understanding', subject }, (options) => work.understand(scene, subject, options));
  }

  async function refresh(): Promise<void> {
    const available = await engine.models();
    set((state) => ({ model: { ...state.model, available } }));
  }

  /** Takes the models out of a drop. What was under way goes on afterwards: a drop of weights is no new scene. */
  async function takeModels(sources: readonly ByteSource[]): Promise<void> {
    const unopened = work.takeUnopened();
    let rest = sources;
    let models: readonly AvailableModel[] = [];
    const end = await work.job({ what: 'opening', subject: 'what was dropped' }, async (options) => {
      ({ models, rest } = await engine.takeModels(sources, options));
    });
    if (end === 'cancelled' || end === 'superseded') return;
    const scene = registry.current?.scene;
    const domain = scene && chooseModel('auto', scene).domain;
    const taken = models.find((model) => model.domain === domain) ?? models[0];
    if (taken) {
      choose(taken.name);
      await refresh();
      work.sayWithNext(added(taken));
    }
    if (end === 'done' && rest.length > 0) return work.openFiles(rest);
    // The next job would take the message off the screen.
    const { problem } = get();
    const next = unopened ? unopened() : taken || !get().result ? rerun() : undefined;
    if (problem) set({ problem });
    await next;
  }

  async function setModel(choice: ModelChoice): Promise<void> {
    const { choice: choiceBefore, used, reason } = get().model;
    choose(choice);
    if (get().activity?.what === 'opening') return;
    const end = await rerun();
    // What is on screen is still what the model before made of it.
    if ((end === 'cancelled' || end === 'failed') && get().result && used !== undefined) {
      choose(choiceBefore);
      set((state) => ({ model: { ...state.model, used, ...(reason !== undefined && { reason }) } }));
    }
  }

  async function setLooks(looks: LooksChoice): Promise<void> {
    const { looks: before } = get().model;
    const put = (value: LooksChoice): void => {
      set((state) => ({ model: { ...state.model, looks: value } }));
      work.rememberLooks(value);
    };
    put(looks);
    if (get().activity?.what === 'opening') return;
    const end = await rerun();
    // What is on screen is still what the looks before made of it.
    if ((end === 'cancelled' || end === 'failed') && get().result) put(before);
  }

  void refresh();

  return {
    openFiles: (sources) => (mayHoldModels(sources) ? takeModels(sources) : work.openFiles(sources)),
    setModel: (choice) => {
      const { choice: before, available } = get().model;
      if (choice !== before) {
        history.record({
          title: `Model ${available.find(({ name }) => name === choice)?.title ?? choice}`,
          undo: () => void setModel(before),
          redo: () => void setModel(choice),
        });
      }
      return setModel(choice);
    },
    setLooks: (looks) => {
      const { looks: before } = get().model;
      if (looks === before) return Promise.resolve();
      history.record({
        title: looks === 'auto' ? 'Automatic looks' : `Look ${times(looks)}`,
        undo: () => void setLooks(before),
        redo: () => void setLooks(looks),
      });
      return setLooks(looks);
    },
    understandAgain: async () => {
      await rerun();
    },
    removeModel: async (name) => {
      const wasChosen = get().model.choice === name;
      if (wasChosen) choose('auto');
      try {
        await engine.removeModel(name);
        get().toast('The model was removed.');
      } catch (error) {
        get().report(error, 'removing the model');
      }
      await refresh();
      if (wasChosen && get().activity?.what !== 'opening') await rerun();
    },
    dismissNotice: () => set({ notice: undefined }),
  };
}

function added({ kept }: AvailableModel): string {
  const where = kept === 'browser' ? 'in this browser' : 'until this page is closed';
  return `Your model was added and is kept ${where}.`;
}

/** 1 → "once", 4 → "4 times". */
export function times(looks: number): string {
  return looks === 1 ? 'once' : `${looks} times`;
}
