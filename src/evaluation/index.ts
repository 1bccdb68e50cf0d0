export type { BoxReport, ByIou, ClassBoxReport, Curve } from './boxes.ts';
export {
  DEFAULT_MIN_POINTS,
  Evaluation,
  type EvaluationReport,
  type EvaluationRules,
  hasTruth,
  type LabelledScene,
} from './evaluation.ts';
export type { InstanceReport } from './instances.ts';
export { percent, type Score } from './score.ts';
export type { SemanticReport, TaxonomyReport } from './semantic.ts';
export { inTaxonomies } from './taxonomies.ts';
