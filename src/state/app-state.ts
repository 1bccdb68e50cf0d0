import type {
  ByteSource,
  Diagnostic,
  Domain,
  ErrorRecord,
  Progress,
  Provenance,
  ReadingDecision,
  Vec3,
} from '../core/index.ts';
import type {
  AvailableModel,
  ComputeInfo,
  ExportOffer,
  ExportTargetName,
  LabelChoice,
  LooksChoice,
  ModelChoice,
  Profile,
  SampleName,
  SelfCheck,
} from '../engine/index.ts';
import { type AroundActions, type AroundState, NOTHING_AROUND } from './around-state.ts';
import { type DoubtActions, type DoubtState, FIRST_DOUBT } from './doubt-state.ts';
import type { FocusActions, FocusState } from './focus-state.ts';
import type { HistoryActions, HistoryState } from './history-state.ts';
import { FIRST_JUDGE, type JudgeActions, type JudgeState } from './judge-state.ts';
import { FIRST_PLAYBACK, type PlaybackActions, type PlaybackState } from './playback-state.ts';
import type { PreviewState } from './preview-state.ts';
import { FIRST_SEGMENT, type SegmentActions, type SegmentState } from './segment-state.ts';
import { FIRST_TEACH, type TeachActions, type TeachState } from './teach-state.ts';
import { FIRST_THEME, type ThemeActions, type ThemeState } from './theme-state.ts';
import { NO_TOASTS, type ToastActions, type ToastState } from './toast-state.ts';
import { FIRST_TOOL, type ToolActions, type ToolState } from './tool-state.ts';
import { FIRST_VIEW_TOOLS, type ViewToolsActions, type ViewToolsState } from './view-tools-state.ts';
import { FIRST_WHY, type WhyActions, type WhyState } from './why-state.ts';

export const COLOR_MODES = [
  'class',
  'instance',
  'rgb',
  'intensity',
  'height',
  'truth',
  'error',
  'disagreement',
  'second',
  'secondError',
  'confidence',
  'margin',
  'entropy',
  'instability',
  'features',
  'similarity',
  'saliency',
] as const;
export type ColorMode = (typeof COLOR_MODES)[number];
/** As the viewer names them. */
export type PointSizeMode = 'fixed' | 'attenuated' | 'adaptive';

/** What the page knows of the scene on screen, without its arrays. */
export interface SceneSummary {
  /** Grows with each opened set, not with its frames: a new one is fitted into the view, a next frame is not. */
  readonly set: number;
  readonly name: string;
  readonly title: string;
  readonly dataset: string;
  /** As its makers write it. */
  readonly datasetTitle: string;
  readonly format: string;
  readonly points: number;
  readonly frame: number;
  readonly frameCount: number;
  readonly origin: Vec3;
  readonly attributes: readonly string[];
  /** Label set of the per-point ground truth, where the files have one. */
  readonly truthLabelSet?: string;
  readonly truthBoxes: number;
  readonly diagnostics: readonly Diagnostic[];
  /** How the files were read, and what could be chosen instead. */
  readonly reading: readonly ReadingDecision[];
}

export interface ResultSummary {
  readonly model: string;
  readonly modelTitle: string;
  /** The person gave it: nobody here knows what it was trained on. */
  readonly isOwnModel: boolean;
  readonly trainedSteps: number;
  readonly domain: Domain;
  readonly labelSet: string;
  readonly provenance: Provenance;
  readonly totalMs: number;
  readonly instances: number;
  readonly boxes: number;
  /** Noticed on the way; shown beside the scene's own. */
  readonly diagnostics: readonly Diagnostic[];
}

/** As a person reads them. */
export const ACTIVITY_VERBS = {
  opening: 'Opening',
  understanding: 'Understanding',
  profiling: 'Profiling',
  exporting: 'Exporting',
  comparing: 'Comparing',
  describing: 'Reading features of',
  doubting: 'Looking for weak spots in',
  hiding: 'Hiding parts of',
} as const;

export interface Activity {
  readonly what: keyof typeof ACTIVITY_VERBS;
  /** File or sample in a person's words. */
  readonly subject: string;
  readonly progress?: Progress;
  /** Only on the CPU, measured before the work starts. */
  readonly estimateSeconds?: number;
}

export interface ViewSettings {
  /** What the person asked for; `effectiveColorMode` is what can be shown. */
  readonly colorMode: ColorMode;
  readonly hiddenClasses: readonly number[];
  readonly showBoxes: boolean;
  /** Predicted boxes less sure than this are not drawn; 0–1. */
  readonly minBoxScore: number;
  readonly showTruthBoxes: boolean;
  readonly pointSizeMode: PointSizeMode;
  readonly pointSize: number;
  /** The person set the size; until then it follows the kind of scene. */
  readonly isPointSizeChosen: boolean;
  /** 0 = off, 1 = strong. */
  readonly eyeDome: number;
}

export interface Problem {
  readonly record: ErrorRecord;
  readonly subject: string;
}

/**
 * How the graphics device fares. `starting`: whether there is one is not known yet; `rebuilding`: it went away and another one is being
 * asked for; `restored`: everything is back on another one; `gone`: it went away too often, or there is no other one, and the CPU goes on.
 */
export type DeviceStatus = 'starting' | 'ready' | 'rebuilding' | 'restored' | 'gone';

export interface ModelState {
  readonly choice: ModelChoice;
  /** How many times it looks at a scene before it answers. */
  readonly looks: LooksChoice;
  /** Name of the model that the scene was given to, and why. */
  readonly used?: string;
  readonly reason?: string;
  readonly available: readonly AvailableModel[];
}

/** What is written when the person exports. */
export interface ExportChoice {
  readonly target: ExportTargetName;
  readonly labels: ShownLabels;
}

/** What the person may export: `corrected` is the prediction with what they changed by hand. */
export type ShownLabels = LabelChoice | 'corrected';

/** Small, serialisable, immutable: ids, settings, selection, status. */
export interface AppState
  extends AroundState,
    FocusState,
    JudgeState,
    HistoryState,
    PlaybackState,
    PreviewState,
    SegmentState,
    ThemeState,
    TeachState,
    DoubtState,
    WhyState,
    ToastState,
    ToolState,
    ViewToolsState {
  readonly compute: ComputeInfo;
  readonly device: DeviceStatus;
  /** Mirrors `CloudRegistry.current.revision`; 0 = nothing on screen yet. */
  readonly revision: number;
  readonly scene?: SceneSummary | undefined;
  readonly result?: ResultSummary | undefined;
  readonly activity?: Activity | undefined;
  readonly problem?: Problem | undefined;
  readonly model: ModelState;
  /** Something that went another way than asked for, and is no fault. */
  readonly notice?: string | undefined;
  readonly view: ViewSettings;
  readonly selectedPoint?: number | undefined;
  /** Our kernels held against TensorFlow.js on this device, once the person asked for it. */
  readonly selfCheck?: 'running' | SelfCheck | undefined;
  readonly isProfilerShown: boolean;
  /** Of the result on screen, once the person asked for it. */
  readonly profile?: Profile | undefined;
  readonly exportChoice: ExportChoice;
  /** Of the scene and labels that the export dialog was last opened for. */
  readonly exportOffers?: readonly ExportOffer[] | undefined;
  /** The last thing worth saying aloud, for screen readers. */
  readonly announcement: string;
}

export interface AppActions
  extends AroundActions,
    FocusActions,
    JudgeActions,
    HistoryActions,
    PlaybackActions,
    SegmentActions,
    ThemeActions,
    TeachActions,
    DoubtActions,
    WhyActions,
    ToastActions,
    ToolActions,
    ViewToolsActions {
  openFiles(sources: readonly ByteSource[]): Promise<void>;
  openSample(sample: SampleName): Promise<void>;
  cancel(): void;
  /** Runs the chosen model over the scene on screen. Cancelled, the choice before comes back with its result. */
  setModel(choice: ModelChoice): Promise<void>;
  /** How many times the model looks; understands the scene on screen anew. */
  setLooks(looks: LooksChoice): Promise<void>;
  /** Runs the chosen model over the scene on screen once more, or for the first time. */
  understandAgain(): Promise<void>;
  /** Removes a model that the person gave. Where it was the chosen one, the scene chooses again. */
  removeModel(name: string): Promise<void>;
  dismissNotice(): void;
  /** @param options `doesUnderstand: false` only shows the frame; `understandAgain` makes up for it */
  setFrame(frame: number, options?: { readonly doesUnderstand?: boolean }): Promise<void>;
  setColorMode(mode: ColorMode): void;
  /** Colours by ground truth, or back to the predicted class. */
  setTruthView(on: boolean): void;
  toggleClass(classId: number): void;
  /** Shows one class of `all` alone; again shows all. */
  soloClass(classId: number, all: readonly number[]): void;
  showAllClasses(): void;
  setShowBoxes(on: boolean): void;
  setMinBoxScore(score: number): void;
  setShowTruthBoxes(on: boolean): void;
  setPointSize(mode: PointSizeMode, size: number): void;
  setEyeDome(strength: number): void;
  select(point: number | undefined): void;
  dismissProblem(): void;
  /** Checks this computer's graphics; the result stands in `selfCheck`. */
  runSelfCheck(): Promise<void>;
  showProfiler(on: boolean): void;
  /** Times each layer over the scene on screen; the result stands in `profile`. */
  runProfile(): Promise<void>;
  /** Finds out what each target would hold of the scene on screen with these labels. */
  loadExportOffers(labels: ShownLabels): Promise<void>;
  setExportChoice(choice: ExportChoice): void;
  /** Writes the scene on screen as chosen and hands it to the browser's downloads. */
  exportScene(): Promise<void>;
  /** Says something to those who do not see it. */
  announce(text: string): void;
  report(error: unknown, subject: string): void;
  /** The device went away: work that needs it waits for `computeChanged`. */
  deviceLost(): void;
  /** After the device was rebuilt, or given up for the CPU: work that was interrupted begins again. */
  computeChanged(compute: ComputeInfo): void;
  dismissDevice(): void;
}

export type AppStoreState = AppState & AppActions;

export const DEFAULT_EXPORT: ExportChoice = { target: 'ply', labels: 'predicted' };

/** What a visit begins with. */
export interface FirstChoices {
  readonly model: ModelChoice;
  readonly looks: LooksChoice;
  readonly exported: ExportChoice;
}

export function initialState(compute: ComputeInfo, { model, looks, exported }: FirstChoices): AppState {
  return {
    compute,
    device: 'ready',
    revision: 0,
    model: { choice: model, looks, available: [] },
    view: {
      colorMode: 'class',
      hiddenClasses: [],
      showBoxes: true,
      minBoxScore: 0.4,
      showTruthBoxes: false,
      pointSizeMode: 'adaptive',
      pointSize: 2,
      isPointSizeChosen: false,
      eyeDome: 0.4,
    },
    isProfilerShown: false,
    exportChoice: exported,
    announcement: '',
    history: {},
    ...FIRST_TEACH,
    ...FIRST_DOUBT,
    ...FIRST_WHY,
    ...NOTHING_AROUND,
    ...NO_TOASTS,
    ...FIRST_TOOL,
    segment: FIRST_SEGMENT,
    viewTools: FIRST_VIEW_TOOLS,
    ...FIRST_PLAYBACK,
    ...FIRST_THEME,
    ...FIRST_JUDGE,
  };
}
