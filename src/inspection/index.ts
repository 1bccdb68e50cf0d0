export { type ClassComparison, type Comparison, compareWithTruth } from './comparison.ts';
export {
  type ClassProbability,
  evidenceAt,
  type NamedClass,
  type PointEvidence,
  type PredictionEvidence,
  type TruthEvidence,
} from './evidence.ts';
export { type LegendRow, legend } from './legend.ts';
