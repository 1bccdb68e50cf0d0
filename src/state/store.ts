import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  type ByteSource,
  CancelledError,
  Diagnostics,
  KernelError,
  type Scene,
  type StageOptions,
  toErrorRecord,
} from '../core/index.ts';
import {
  candidates,
  chooseModel,
  type Engine,
  type ExportedFile,
  type ModelChoice,
  type OpenedSet,
  type OpenRequest,
  type Outcome,
} from '../engine/index.ts';
import {
  ACTIVITY_VERBS,
  type Activity,
  type AppStoreState,
  DEFAULT_EXPORT,
  type ExportChoice,
  initialState,
} from './app-state.ts';
import { CloudRegistry } from './cloud-registry.ts';
import { exportActions } from './export-actions.ts';
import { History } from './history.ts';
import { historyActions } from './history-actions.ts';
import { type JobEnd, modelActions } from './model-actions.ts';
import { pickModel } from './pick-model.ts';
import { previewingLoad } from './preview-actions.ts';
import { summarizeOutcome, summarizeScene } from './summaries.ts';
import { toastActions } from './toast-actions.ts';
import { toolActions } from './tool-state.ts';
import { viewActions } from './view-actions.ts';

export interface AppStore extends StoreApi<AppStoreState> {
  readonly registry: CloudRegistry;
  /** Whatever the person's hand changes is recorded here. */
  readonly history: History;
}

/** The samples are the same place each time, so that a picture can be compared with yesterday's; the models never trained on them. */
const SAMPLE_SEED = { street: 1_000_009, room: 1_000_017 } as const;

export interface AppStoreOptions {
  readonly engine: Engine;
  /** Which model to begin with; the full one for the scene without it. */
  readonly modelChoice?: ModelChoice;
  /** Called with each choice that the person makes, so that the next visit begins with it. */
  readonly rememberModel?: (choice: ModelChoice) => void;
  /** What the export dialog begins with. */
  readonly exportChoice?: ExportChoice | undefined;
  readonly rememberExport?: (choice: ExportChoice) => void;
  /** Hands a written file to the person. */
  readonly saveFile?: (file: ExportedFile) => void;
}

/** The page's state and its actions. Dependencies come in, so that tests pass a fake engine. */
export function createAppStore({
  engine,
  modelChoice = 'auto',
  rememberModel,
  exportChoice = DEFAULT_EXPORT,
  rememberExport,
  saveFile,
}: AppStoreOptions): AppStore {
  const registry = new CloudRegistry();
  const history: History = new History((tops) => store.setState({ history: tops }));
  let openSet: OpenedSet | undefined;
  let opens = 0;
  let running: AbortController | undefined;
  let unopened: (() => Promise<void>) | undefined;
  /** The last pick's, so that one that was dismissed does not come back with each frame. */
  let lastNotice: string | undefined;
  let noticeOfNext: string | undefined;

  const store: StoreApi<AppStoreState> = createStore<AppStoreState>()((set, get) => {
    /** Runs one job at a time; starting another cancels it. Every failure ends here, once. */
    async function job(activity: Activity, work: (options: StageOptions) => Promise<void>): Promise<JobEnd> {
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
        return 'done';
      } catch (error) {
        if (!isCurrent()) return 'superseded';
        if (error instanceof CancelledError || controller.signal.aborted) {
          set({ announcement: 'Cancelled.' });
          return 'cancelled';
        }
        get().report(error, activity.subject);
        return 'failed';
      } finally {
        if (isCurrent()) {
          running = undefined;
          set({ activity: undefined });
        }
      }
    }

    const loadShown = previewingLoad(set, get, { engine, registry });

    function show(opened: OpenedSet, scene: Scene): void {
      const replaced = registry.current?.outcome;
      const revision = registry.putScene(scene);
      if (replaced) engine.release(replaced);
      history.forgetScene();
      // Rooms are scanned densely enough to close their surfaces; the far points of a LiDAR would only grow into discs.
      const { domain } = chooseModel(get().model.choice, scene);
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
    async function compute(scene: Scene, model: string, subject: string, options: StageOptions): Promise<Outcome> {
      for (;;) {
        const { compute: before } = get();
        set({ activity: { what: 'understanding', subject } });
        try {
          if (before.backend === 'wasm') {
            const estimateSeconds = await engine.estimateSeconds(scene.cloud, model, options);
            set({ activity: { what: 'understanding', subject, estimateSeconds } });
          }
          return await engine.understand(scene.cloud, model, options);
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

    function say(notice: string): void {
      noticeOfNext = undefined;
      if (notice !== (lastNotice ?? '')) set({ notice: notice === '' ? undefined : notice });
      lastNotice = notice;
    }

    async function understand(scene: Scene, subject: string, options: StageOptions): Promise<void> {
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
    }

    async function open(request: OpenRequest, subject: string): Promise<void> {
      const again = (): Promise<void> => open(request, subject);
      const work = job({ what: 'opening', subject }, async (options) => {
        const opened = await engine.open(request, options);
        engine.warmUp(candidates(get().model.choice));
        const scene = await loadShown(opened, 0, options);
        if (options.signal?.aborted) throw new CancelledError('opening');
        openSet = opened;
        opens++;
        unopened = undefined;
        set((state) => ({ view: { ...state.view, hiddenClasses: [] } }));
        show(opened, scene);
        await understand(scene, subject, options);
      });
      unopened = again;
      const end = await work;
      if (end !== 'superseded' && unopened === again) unopened = undefined;
    }

    return {
      ...initialState(engine.compute, modelChoice, exportChoice),
      ...exportActions(set, get, {
        engine,
        registry,
        job,
        save: (file) => saveFile?.(file),
        remember: (choice) => rememberExport?.(choice),
      }),
      ...viewActions(set, get, history),
      ...historyActions(get, history),
      ...toastActions(set),
      ...toolActions(set),
      ...modelActions(set, get, {
        engine,
        registry,
        history,
        job,
        understand,
        openFiles: (sources) => open({ kind: 'files', sources }, subjectOf(sources)),
        takeUnopened: () => {
          const interrupted = unopened;
          unopened = undefined;
          return interrupted;
        },
        remember: (choice) => rememberModel?.(choice),
        sayWithNext: (notice) => {
          noticeOfNext = notice;
        },
      }),
      openSample: (sample) => open({ kind: 'sample', sample, seed: SAMPLE_SEED[sample] }, `the sample ${sample}`),
      cancel: () => running?.abort(),
      setFrame: async (frame) => {
        const opened = openSet;
        if (!opened || frame < 0 || frame >= opened.frameCount) return;
        const subject = `frame ${frame + 1} of ${opened.title}`;
        unopened = undefined;
        await job({ what: 'opening', subject }, async (options) => {
          const scene = await loadShown(opened, frame, options);
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
        const model = get().model.used;
        if (!scene || model === undefined || get().activity) return;
        await job({ what: 'profiling', subject: `“${scene.cloud.name}”` }, async (options) => {
          const profile = await engine.profile(scene.cloud, model, options);
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
  return Object.assign(store, { registry, history });
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
