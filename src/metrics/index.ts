export { type ApRule, averagePrecision, type Detection, type PrecisionRecall } from './average-precision.ts';
export { BoxAp, type BoxApOptions, type BoxScores, type ClassBoxScores, type ScoredTruthBox } from './box-ap.ts';
export { ConfusionMatrix, type SemanticScores } from './confusion-matrix.ts';
export { type ClassAp, InstanceAp, type InstanceApOptions, type InstanceScores } from './instance-ap.ts';
export { type InstancePrediction, instancePredictions, type TruthInstances } from './instance-overlaps.ts';
export { type KittiVisibility, kittiDifficulty } from './kitti-difficulty.ts';
export { type ClassPanoptic, type PanopticOptions, PanopticQuality, type PanopticScores } from './panoptic-quality.ts';
