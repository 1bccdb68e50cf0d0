import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  type ByteSource,
  CancelledError,
  Diagnostics,
  type Domain,
  KernelError,
  type Scene,
  type StageOptions,
  toErrorRecord,
} from '../core/index.ts';
import { chooseDomain, type Engine, type OpenedSet, type OpenRequest, type Outcome } from '../engine/index.ts';
import { ACTIVITY_VERBS, type Activity, type AppStoreState, initialState } from './app-state.ts';
import { CloudRegistry } from './cloud-registry.ts';
import { summarizeOutcome, summarizeScene } from './summaries.ts';
import { viewActions } from './view-actions.ts';

export interface AppStore extends StoreApi<AppStoreState> {
  readonly registry: CloudRegistry;
}

/** The samples are the same place each time, so that a picture can be compared with yesterday's; the models never trained on them. */
const SAMPLE_SEED = { street: 1_000_009, room: 1_000_009 } as const;

/** The page's state and its actions. Dependencies come in, so that tests pass a fake engine. */
export function createAppStore({ engine }: { engine: Engine }): AppStore {
  const registry = new CloudRegistry();
  let openSet: OpenedSet | undefined;
  let opens = 0;
  let running: AbortController | undefined;

  const store = createStore<AppStoreState>()((set, get) => {
    /** Runs one job at a time; starting another cancels it. Every failure ends here, once. */
    async function job(activity: Activity, work: (options: StageOptions) => Promise<void>): Promise<void> {
      running?.abort();
      const controller = new AbortController();
      running = controller;
      const isCurrent = (): boolean => running === controller;
      set({ activity, problem: undefined, announcement: `${sentence(activity)}…` });
      try {
        await work({
          signal: controller.signal,
          onProgress: (progress) => {
            const current = get().activity;
            if (isCurrent() && current) set({ activity: { ...current, progress } });
          },
        });
      } catch (error) {
        if (!isCurrent()) return;
        if (error instanceof CancelledError || controller.signal.aborted) set({ announcement: 'Cancelled.' });
        else get().report(error, activity.subject);
      } finally {
        if (isCurrent()) {
          running = undefined;
          set({ activity: undefined });
        }
      }
    }

    function show(opened: OpenedSet, scene: Scene): void {
      const replaced = registry.current?.outcome;
      const revision = registry.putScene(scene);
      if (replaced) engine.release(replaced);
      // Rooms are scanned densely enough to close their surfaces; the far points of a LiDAR would only grow into discs.
      const { domain } = chooseDomain(get().model.choice, scene);
      const pointSizeMode = domain === 'indoor' ? 'adaptive' : 'fixed';
      set(({ view }) => ({
        view: view.isPointSizeChosen ? view : { ...view, pointSizeMode },
        revision,
        scene: summarizeScene(opened, opens, scene),
        result: undefined,
        profile: undefined,
        selectedPoint: undefined,
        announcement: `${scene.cloud.count.toLocaleString('en')} points decoded.`,
      }));
    }

    /** Runs the network; where the device goes away on the way, waits for the next one and begins again. */
    async function compute(scene: Scene, domain: Domain, subject: string, options: StageOptions): Promise<Outcome> {
      for (;;) {
        const { compute: before } = get();
        set({ activity: { what: 'understanding', subject } });
        try {
          if (before.backend === 'wasm') {
            const estimateSeconds = await engine.estimateSeconds(scene.cloud, domain, options);
            set({ activity: { what: 'understanding', subject, estimateSeconds } });
          }
          return await engine.understand(scene.cloud, domain, options);
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
        const unsubscribe = store.subscribe(check);
        signal?.addEventListener('abort', cancel);
        if (signal?.aborted) cancel();
        else check();
      });
    }

    async function understand(scene: Scene, subject: string, options: StageOptions): Promise<void> {
      const { domain, reason } = chooseDomain(get().model.choice, scene);
      set((state) => ({ model: { choice: state.model.choice, used: domain, reason } }));
      const diagnostics = new Diagnostics();
      const outcome = await compute(scene, domain, subject, { ...options, diagnostics });
      if (options.signal?.aborted) {
        engine.release(outcome);
        throw new CancelledError('understanding');
      }
      const replaced = registry.current?.outcome;
      const hadOtherLabels =
        get().result !== undefined && get().result?.labelSet !== outcome.understanding.prediction.labelSet;
      const revision = registry.putOutcome(scene, outcome);
      if (replaced) engine.release(replaced);
      const result = summarizeOutcome(outcome, diagnostics);
      set((state) => ({
        revision,
        result,
        profile: undefined,
        view: hadOtherLabels ? { ...state.view, hiddenClasses: [] } : state.view,
        announcement: `Understood. Objects: ${result.instances}, boxes: ${result.boxes}.`,
      }));
    }

    function open(request: OpenRequest, subject: string): Promise<void> {
      return job({ what: 'opening', subject }, async (options) => {
        const opened = await engine.open(request, options);
        const scene = await engine.load(opened, 0, options);
        if (options.signal?.aborted) throw new CancelledError('opening');
        openSet = opened;
        opens++;
        set((state) => ({ view: { ...state.view, hiddenClasses: [] } }));
        show(opened, scene);
        await understand(scene, subject, options);
      });
    }

    return {
      ...initialState(engine.compute),
      ...viewActions(set, get),
      openFiles: (sources) => open({ kind: 'files', sources }, subjectOf(sources)),
      openSample: (sample) => open({ kind: 'sample', sample, seed: SAMPLE_SEED[sample] }, `the sample ${sample}`),
      cancel: () => running?.abort(),
      setModel: async (choice) => {
        set((state) => ({ model: { ...state.model, choice } }));
        const scene = registry.current?.scene;
        if (!scene || get().activity?.what === 'opening') return;
        const subject = `“${scene.cloud.name}”`;
        await job({ what: 'understanding', subject }, (options) => understand(scene, subject, options));
      },
      setFrame: async (frame) => {
        const opened = openSet;
        if (!opened || frame < 0 || frame >= opened.frameCount) return;
        const subject = `frame ${frame + 1} of ${opened.title}`;
        await job({ what: 'opening', subject }, async (options) => {
          const scene = await engine.load(opened, frame, options);
          if (options.signal?.aborted) throw new CancelledError('opening');
          show(opened, scene);
          await understand(scene, subject, options);
        });
      },
      runSelfCheck: async () => {
        if (get().selfCheck === 'running') return;
        set({ selfCheck: 'running', announcement: 'Checking this computer…' });
        try {
          const selfCheck = await engine.selfCheck();
          const verdict = selfCheck.passed ? 'all kernels agree' : 'some kernels disagree';
          set({ selfCheck, announcement: `Checked: ${verdict}.` });
        } catch (error) {
          set({ selfCheck: undefined });
          get().report(error, 'the self-check');
        }
      },
      showProfiler: (on) => set({ isProfilerShown: on }),
      runProfile: async () => {
        const scene = registry.current?.scene;
        if (!scene || get().activity) return;
        const { domain } = chooseDomain(get().model.choice, scene);
        await job({ what: 'profiling', subject: `“${scene.cloud.name}”` }, async (options) => {
          const profile = await engine.profile(scene.cloud, domain, options);
          if (options.signal?.aborted) throw new CancelledError('profiling');
          set({ profile, announcement: `Profiled: ${profile.rows.length} layers and kernels.` });
        });
      },
      announce: (announcement) => set({ announcement }),
      report: (error, subject) => {
        // Whoever owns the device tells of its loss, once, and not each piece of work that was on it.
        if (isDeviceLoss(error)) return;
        set({ problem: { record: toErrorRecord(error), subject }, announcement: `Problem with ${subject}.` });
      },
      deviceLost: () => set({ device: 'rebuilding', announcement: 'The graphics device was lost. Rebuilding…' }),
      computeChanged: (compute) => {
        const isBack = compute.backend === 'webgpu';
        set({
          compute,
          device: isBack ? 'restored' : 'gone',
          revision: registry.dropResident(),
          announcement: isBack ? 'The graphics device is back.' : 'The graphics device is gone: the CPU goes on.',
        });
      },
      dismissDevice: () => set({ device: 'ready' }),
    };
  });
  return Object.assign(store, { registry });
}

function isDeviceLoss(error: unknown): boolean {
  return error instanceof KernelError && error.code === 'KERNEL_DEVICE_LOST';
}

function subjectOf(sources: readonly ByteSource[]): string {
  const [first] = sources;
  if (!first) return 'the drop';
  return sources.length === 1 ? `“${first.path}”` : `“${first.path}” and ${sources.length - 1} more`;
}

function sentence(activity: Activity): string {
  return `${ACTIVITY_VERBS[activity.what]} ${activity.subject}`;
}
