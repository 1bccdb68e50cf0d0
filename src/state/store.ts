import { createStore, type StoreApi } from 'zustand/vanilla';
import type {
  Engine,
  ExportedFile,
  Judging,
  LooksChoice,
  ModelChoice,
  Segmenting,
  Teaching,
  Tuning,
} from '../engine/index.ts';
import { type AppStoreState, DEFAULT_EXPORT, type ExportChoice, initialState } from './app-state.ts';
import { aroundActions } from './around-actions.ts';
import { checkActions } from './check-actions.ts';
import { CloudRegistry } from './cloud-registry.ts';
import type { CorrectionStore } from './correction-store.ts';
import { deviceActions } from './device-actions.ts';
import { doubtActions } from './doubt-actions.ts';
import { exportActions } from './export-actions.ts';
import { focusActions } from './focus-state.ts';
import { followJudging } from './follow-judging.ts';
import { followSegmenting } from './follow-segmenting.ts';
import { History } from './history.ts';
import { historyActions } from './history-actions.ts';
import { jobRunner } from './job.ts';
import { judgeActions } from './judge-actions.ts';
import { modelActions } from './model-actions.ts';
import { openActions } from './open-actions.ts';
import { playbackActions } from './playback-actions.ts';
import { segmentActions } from './segment-actions.ts';
import { SegmentDesk } from './segment-desk.ts';
import { teachActions } from './teach-actions.ts';
import { themeActions } from './theme-state.ts';
import { toastActions } from './toast-actions.ts';
import { toolActions } from './tool-state.ts';
import { understanding } from './understanding.ts';
import { viewActions } from './view-actions.ts';
import { viewFileActions } from './view-file-actions.ts';
import { viewToolsActions } from './view-tools-actions.ts';
import { whyActions } from './why-actions.ts';

export interface AppStore extends StoreApi<AppStoreState> {
  readonly registry: CloudRegistry;
  /** Whatever the person's hand changes is recorded here. */
  readonly history: History;
  /** What the person segmented by hand: the arrays, and the corrected labels. */
  readonly desk: SegmentDesk;
}

export interface AppStoreOptions {
  readonly engine: Engine;
  /** Holds results against truth and against each other; without it nothing is judged. */
  readonly judging?: Judging | undefined;
  /** Finds objects under clicks; without it nothing is segmented. */
  readonly segmenting?: Segmenting | undefined;
  /** Keeps corrections between visits. */
  readonly corrections?: CorrectionStore | undefined;
  /** Refits models to clicks; without it nothing is taught. */
  readonly teaching?: Teaching | undefined;
  /** Tunes whole networks to what was said; without it nothing is fine-tuned. */
  readonly tuning?: Tuning | undefined;
  /** Which model to begin with; the full one for the scene without it. */
  readonly modelChoice?: ModelChoice;
  /** Called with each choice that the person makes, so that the next visit begins with it. */
  readonly rememberModel?: (choice: ModelChoice) => void;
  /** How many times it looks, to begin with; by itself without it. */
  readonly looksChoice?: LooksChoice;
  readonly rememberLooks?: (looks: LooksChoice) => void;
  /** What the export dialog begins with. */
  readonly exportChoice?: ExportChoice | undefined;
  readonly rememberExport?: (choice: ExportChoice) => void;
  /** Hands a written file to the person. */
  readonly saveFile?: (file: ExportedFile) => void;
}

/** The page's state and its actions. Dependencies come in, so that tests pass a fake engine. */
export function createAppStore({
  engine,
  judging,
  segmenting,
  corrections,
  teaching,
  tuning,
  modelChoice = 'auto',
  rememberModel,
  looksChoice = 'auto',
  rememberLooks,
  exportChoice = DEFAULT_EXPORT,
  rememberExport,
  saveFile,
}: AppStoreOptions): AppStore {
  const registry = new CloudRegistry();
  const desk = new SegmentDesk();
  const followers: ((state: AppStoreState, before: AppStoreState) => void)[] = [];
  const history: History = new History((tops) => store.setState({ history: tops }));
  const store: StoreApi<AppStoreState> = createStore<AppStoreState>()((set, get) => {
    const { job, cancel } = jobRunner(set, get);
    const shared = { engine, registry, history, job, desk };
    const { compute, understand, sayWithNext } = understanding(set, get, {
      engine,
      registry,
      subscribe: (changed) => store.subscribe(changed),
    });
    const { actions, opened, openFiles, takeUnopened } = openActions(set, get, { ...shared, understand });
    const around = aroundActions(set, get, { engine, registry, opened });
    followers.push(around.follow);
    return {
      ...initialState(engine.compute, { model: modelChoice, looks: looksChoice, exported: exportChoice }),
      ...actions,
      ...around.actions,
      ...deviceActions(set, registry),
      ...checkActions(set, get, shared),
      ...exportActions(set, get, {
        ...shared,
        save: (file) => saveFile?.(file),
        remember: (choice) => rememberExport?.(choice),
      }),
      ...viewActions(set, get, history),
      ...viewToolsActions(set, get, { registry, history }),
      ...viewFileActions(set, get, { history, save: (file) => saveFile?.(file) }),
      ...historyActions(get, history),
      ...toastActions(set),
      ...toolActions(set),
      ...themeActions(set),
      ...playbackActions(set, get),
      ...focusActions(set),
      ...segmentActions(set, get, { registry, history, desk, segmenting, kept: corrections }),
      ...judgeActions(set, get, { ...shared, judging, compute }),
      ...doubtActions(set, get, { ...shared, save: (file) => saveFile?.(file) }),
      ...whyActions(set, get, { ...shared, teaching, subscribe: (changed) => followers.push(changed) }),
      ...teachActions(set, get, {
        ...shared,
        teaching,
        tuning,
        save: (file) => saveFile?.(file),
        subscribe: (changed) => followers.push(changed),
      }),
      ...modelActions(set, get, {
        ...shared,
        understand,
        openFiles,
        takeUnopened,
        remember: (choice) => rememberModel?.(choice),
        rememberLooks: (looks) => rememberLooks?.(looks),
        sayWithNext,
      }),
      cancel,
    };
  });
  for (const follow of followers) store.subscribe(follow);
  if (judging) followJudging(store, registry, judging);
  followSegmenting(store, { registry, history, desk, segmenting, kept: corrections });
  return Object.assign(store, { registry, history, desk });
}
