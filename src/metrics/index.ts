export {
  AP_RULES,
  type ApRule,
  averagePrecision,
  type CurvePoint,
  type Detection,
  type PrecisionRecall,
  recallAtPrecision,
} from './average-precision.ts';
export {
  BoxAp,
  type BoxApOptions,
  type BoxScores,
  type BoxView,
  type ClassBoxScores,
  type RangeBin,
  type ScoredBox,
  type ScoredTruthBox,
} from './box-ap.ts';
export {
  ANY_OBJECT,
  classAgnosticPredictions,
  classAgnosticTruth,
  hasOnlyUnknownObjects,
  type ObjectTruth,
} from './class-agnostic.ts';
export { ConfusionMatrix, meanOfNumbers, type SemanticScores } from './confusion-matrix.ts';
export {
  type ClassAp,
  type ClassAtIou,
  InstanceAp,
  type InstanceApOptions,
  type InstanceScores,
} from './instance-ap.ts';
export {
  type InstancePrediction,
  instancePredictions,
  type NumberedInstance,
  type TruthInstance,
  type TruthInstances,
} from './instance-overlaps.ts';
export { isBoxJudged, isInView } from './judged-region.ts';
export { type KittiVisibility, kittiDifficulty } from './kitti-difficulty.ts';
export type { Outcome, OutcomeKind } from './outcome.ts';
export { type ClassPanoptic, type PanopticOptions, PanopticQuality, type PanopticScores } from './panoptic-quality.ts';
