import { CancelledError, Diagnostics, type Scene, type StageOptions, throwIfCancelled } from '../core/index.ts';
import { chooseLooks, type Engine, type Outcome } from '../engine/index.ts';
import type { AppStoreState } from './app-state.ts';
import type { CloudRegistry } from './cloud-registry.ts';
import { isDeviceLoss } from './device-actions.ts';
import { pickModel } from './pick-model.ts';
import { summarizeOutcome } from './summaries.ts';

type Set = (update: Partial<AppStoreState> | ((state: AppStoreState) => Partial<AppStoreState>)) => void;

export interface UnderstandingWork {
  readonly engine: Engine;
  readonly registry: CloudRegistry;
  /** Calls back at each change of the state. @returns how to stop that */
  subscribe(changed: () => void): () => void;
}

/** Runs the chosen model over a scene and puts the result on screen. */
export function understanding(set: Set, get: () => AppStoreState, { engine, registry, subscribe }: UnderstandingWork) {
  /** The last pick's, so that one that was dismissed does not come back with each frame. */
  let lastNotice: string | undefined;
  let noticeOfNext: string | undefined;

  /** Runs the network; where the device goes away on the way, waits for the next one and begins again. */
  async function compute(scene: Scene, model: string, subject: string, options: StageOptions): Promise<Outcome> {
    for (;;) {
      const { compute: before, device } = get();
      if (device === 'starting') {
        await otherCompute(before, options.signal);
        continue;
      }
      set({ activity: { what: 'understanding', subject } });
      try {
        const isOnCpu = before.backend === 'wasm';
        const secondsALook = isOnCpu ? await engine.estimateSeconds(scene.cloud, model, options) : undefined;
        const published = (await engine.manifest(model)).looks ?? 1;
        throwIfCancelled(options.signal, 'understanding');
        const looks = chooseLooks(get().model.looks, published, before, secondsALook);
        if (secondsALook !== undefined) {
          set({ activity: { what: 'understanding', subject, estimateSeconds: looks * secondsALook } });
        }
        return await engine.understand(scene.cloud, model, { ...options, looks });
      } catch (error) {
        if (!isDeviceLoss(error)) throw error;
        await otherCompute(before, options.signal);
      }
    }
  }

  /** Resolves once the work has another place to be done in than `before`. @throws CancelledError */
  function otherCompute(before: AppStoreState['compute'], signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        unsubscribe();
        signal?.removeEventListener('abort', cancel);
        settle();
      };
      const cancel = (): void => finish(() => reject(new CancelledError('understanding')));
      const check = (): void => {
        if (get().compute !== before) finish(resolve);
      };
      const unsubscribe = subscribe(check);
      signal?.addEventListener('abort', cancel);
      if (signal?.aborted) cancel();
      else check();
    });
  }

  function say(notice: string): void {
    noticeOfNext = undefined;
    if (notice !== (lastNotice ?? '')) set({ notice: notice === '' ? undefined : notice });
    lastNotice = notice;
  }

  return {
    compute,
    understand: async (scene: Scene, subject: string, options: StageOptions): Promise<void> => {
      const model = await pickModel(engine, get().model.choice, scene);
      if (options.signal?.aborted) throw new CancelledError('understanding');
      say([noticeOfNext, model.notice].filter((notice) => notice !== undefined).join(' '));
      set((state) => ({ model: { ...state.model, used: model.name, reason: model.reason } }));
      const diagnostics = new Diagnostics();
      const outcome = await compute(scene, model.name, subject, { ...options, diagnostics });
      if (options.signal?.aborted) {
        engine.release(outcome);
        throw new CancelledError('understanding');
      }
      const replaced = registry.current?.outcome;
      const hadOtherLabels =
        get().result !== undefined && get().result?.labelSet !== outcome.understanding.prediction.labelSet;
      const revision = registry.putOutcome(scene, outcome);
      if (replaced) engine.release(replaced);
      const result = summarizeOutcome(outcome, model.name, diagnostics);
      set((state) => ({
        revision,
        result,
        profile: undefined,
        view: hadOtherLabels ? { ...state.view, hiddenClasses: [] } : state.view,
        announcement: `Understood. Objects: ${result.instances}, boxes: ${result.boxes}.`,
      }));
    },
    /** Says it with the next pick of a model. */
    sayWithNext: (notice: string): void => {
      noticeOfNext = notice;
    },
  };
}
