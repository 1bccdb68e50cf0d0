import { type ByteSource, CancelledError, nextTask, type Scene, type StageOptions } from '../core/index.ts';
import { candidates, chooseModel, type Engine, type OpenedSet, type OpenRequest } from '../engine/index.ts';
import type { AppActions, AppStoreState } from './app-state.ts';
import type { CloudRegistry } from './cloud-registry.ts';
import type { History } from './history.ts';
import type { RunJob } from './job.ts';
import { previewingLoad } from './preview-actions.ts';
import { summarizeScene } from './summaries.ts';
import { viewToolsOfNextSet } from './view-tools-state.ts';

type Set = (update: Partial<AppStoreState> | ((state: AppStoreState) => Partial<AppStoreState>)) => void;

/** The samples are the same place each time, so that a picture can be compared with yesterday's; the models never trained on them. */
const SAMPLE_SEED = { street: 1_000_009, room: 1_000_027 } as const;

export interface OpenWork {
  readonly engine: Engine;
  readonly registry: CloudRegistry;
  readonly history: History;
  readonly job: RunJob;
  understand(scene: Scene, subject: string, options: StageOptions): Promise<void>;
}

/** Opening files and samples, and going from frame to frame. */
export function openActions(set: Set, get: () => AppStoreState, work: OpenWork) {
  const { engine, registry, history, job, understand } = work;
  let openSet: OpenedSet | undefined;
  let opens = 0;
  let unopened: (() => Promise<void>) | undefined;
  const loadShown = previewingLoad(set, get, { engine, registry });

  function show(opened: OpenedSet, scene: Scene): void {
    // Before the registry changes: whoever listens to the store must not find another scene there than the store speaks of.
    history.forgetScene();
    const replaced = registry.current?.outcome;
    const revision = registry.putScene(scene);
    if (replaced) engine.release(replaced);
    // Rooms are scanned densely enough to close their surfaces; the far points of a LiDAR would only grow into discs.
    const { domain } = chooseModel(get().model.choice, scene);
    const pointSizeMode = domain === 'indoor' ? 'adaptive' : 'fixed';
    set(({ view, viewTools, scene: before }) => ({
      viewTools: before?.set === opens ? viewTools : viewToolsOfNextSet(viewTools),
      view: view.isPointSizeChosen ? view : { ...view, pointSizeMode },
      revision,
      scene: summarizeScene(opened, opens, scene),
      result: undefined,
      profile: undefined,
      selectedPoint: undefined,
      announcement: `${scene.cloud.count.toLocaleString('en')} points decoded.`,
    }));
  }

  async function open(request: OpenRequest, subject: string): Promise<void> {
    const again = (): Promise<void> => open(request, subject);
    const opening = job({ what: 'opening', subject }, async (options) => {
      const opened = await engine.open(request, options);
      engine.warmUp(candidates(get().model.choice));
      const scene = await loadShown(opened, 0, options);
      await nextTask();
      if (options.signal?.aborted) throw new CancelledError('opening');
      openSet = opened;
      opens++;
      unopened = undefined;
      set((state) => ({ view: { ...state.view, hiddenClasses: [] } }));
      show(opened, scene);
      await nextTask();
      await understand(scene, subject, options);
    });
    unopened = again;
    const end = await opening;
    if (end !== 'superseded' && unopened === again) unopened = undefined;
  }

  const actions: Pick<AppActions, 'openSample' | 'setFrame' | 'readAgain'> = {
    readAgain: async (overrides) => {
      const request = openSet?.request;
      if (request?.kind === 'files') await open({ ...request, overrides }, subjectOf(request.sources));
    },
    openSample: (sample) => open({ kind: 'sample', sample, seed: SAMPLE_SEED[sample] }, `the sample ${sample}`),
    setFrame: async (frame, { doesUnderstand = true } = {}) => {
      const opened = openSet;
      if (!opened || frame < 0 || frame >= opened.frameCount) return;
      const subject = `frame ${frame + 1} of ${opened.title}`;
      unopened = undefined;
      await job({ what: 'opening', subject }, async (options) => {
        const scene = await loadShown(opened, frame, options);
        await nextTask();
        if (options.signal?.aborted) throw new CancelledError('opening');
        show(opened, scene);
        if (!doesUnderstand) return;
        await nextTask();
        await understand(scene, subject, options);
      });
    },
  };
  return {
    actions,
    /** What is on screen. */
    opened: () => openSet,
    openFiles: (sources: readonly ByteSource[]): Promise<void> => open({ kind: 'files', sources }, subjectOf(sources)),
    /** What is being opened and not yet on screen, as something that begins it anew. */
    takeUnopened: (): (() => Promise<void>) | undefined => {
      const interrupted = unopened;
      unopened = undefined;
      return interrupted;
    },
  };
}

function subjectOf(sources: readonly ByteSource[]): string {
  const [first] = sources;
  if (!first) return 'the drop';
  return sources.length === 1 ? `“${first.path}”` : `“${first.path}” and ${sources.length - 1} more`;
}
