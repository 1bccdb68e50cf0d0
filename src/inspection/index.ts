export { type DoubtMeasure, doubtInParts, pointDoubt, weakness } from './doubt.ts';
export {
  type ClassProbability,
  evidenceAt,
  type NamedClass,
  type PointEvidence,
  type PredictionEvidence,
  type TruthEvidence,
} from './evidence.ts';
export {
  atScore,
  ballOf,
  type Confusion,
  cellOf,
  compareScores,
  type ObjectsAtScore,
  type ScoreChange,
  usedClasses,
  worstConfusions,
} from './judged.ts';
export { type LegendRow, legend } from './legend.ts';
export { OBJECT_RGB, objectKey, objectOverlays, objectTitle } from './object-overlays.ts';
export { drawThumbnail, type Thumbnail } from './thumbnail.ts';
export { pickRows, type Variant, variantsOf, without } from './variants.ts';
