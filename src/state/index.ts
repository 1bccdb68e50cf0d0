export type {
  AvailableModel,
  ExportedFile,
  ExportOffer,
  ExportTargetName,
  LabelChoice,
  LooksChoice,
  ModelChoice,
  Profile,
  ProfileRow,
} from '../engine/index.ts';
export { LEAST_TO_TUNE, LOOK_COUNTS, lackToTune } from '../engine/index.ts';
export {
  ACTIVITY_VERBS,
  type Activity,
  type AppState,
  type AppStoreState,
  COLOR_MODES,
  type ColorMode,
  DEFAULT_EXPORT,
  type ExportChoice,
  type ModelState,
  type PointSizeMode,
  type Problem,
  type ResultSummary,
  type SceneSummary,
  type ShownLabels,
} from './app-state.ts';
export { aroundColors } from './around-actions.ts';
export { type Around, MOST_AROUND } from './around-state.ts';
export type { CloudRegistry, RegistryEntry } from './cloud-registry.ts';
export { CLASS_SOURCES, COLOR_KEYS, COLOR_SCALES, type ColorScale, scaleStops } from './color-meaning.ts';
export { availableColorModes, COLOR_MODE_NAMES, effectiveColorMode, splitColorMode } from './color-modes.ts';
export type { CorrectionStore, KeptRecord } from './correction-store.ts';
export type { CorrectedLabels, CorrectedObject } from './corrections.ts';
export type { DoubtSlice, Find, FindKind } from './doubt-state.ts';
export type { Focus } from './focus-state.ts';
export type { Change, History, HistoryTops } from './history.ts';
export type { CompareSlice, DrawnObjects, FoundState, JudgeSlice } from './judge-state.ts';
export { times } from './model-actions.ts';
export { boxesOf, colorsOf, flippedEntry, previewColors } from './picture.ts';
export { type Preview, shownPreview } from './preview-state.ts';
export type { SegmentDesk } from './segment-desk.ts';
export { TintedColors } from './segment-picture.ts';
export {
  type KeptCorrections,
  SEGMENT_MODES,
  SEGMENT_TOOL,
  type SegmentedObject,
  type SegmentMode,
  type SegmentSlice,
} from './segment-state.ts';
export { type AppStore, type AppStoreOptions, createAppStore } from './store.ts';
export { taughtLabels } from './taught-outcome.ts';
export { saidClasses } from './teach-examples.ts';
export { TEACH_TOOL, type TeachClick, type TeachSlice } from './teach-state.ts';
export { TUNING_STEPS, type TuningPoint, type TuningSlice } from './teach-tuning-state.ts';
export type { Theme } from './theme-state.ts';
export type { Toast } from './toast-state.ts';
export { INSPECT_TOOL } from './tool-state.ts';
export {
  budgetStep,
  CLIP_TOOL,
  type KeptMeasure,
  MEASURE_TOOLS,
  type MeasureTool,
  type NavigationMode,
  POINT_BUDGETS,
  type Projection,
  type SavedView,
  type SeenFrom,
  type ViewTools,
} from './view-tools-state.ts';
export { whyBoxes } from './why-boxes.ts';
export type { SimilarPlace, WhyLevel, WhySlice } from './why-state.ts';
