export type { BoxReport, ByIou, ClassBoxReport, Curve } from './boxes.ts';
export {
  type Compared,
  type ComparedResult,
  canCompare,
  DISAGREEMENT,
  type Disagreement,
  type DisagreementCluster,
  disagree,
} from './disagreement.ts';
export {
  DEFAULT_MIN_POINTS,
  Evaluation,
  type EvaluationReport,
  type EvaluationRules,
  hasTruth,
  type LabelledScene,
} from './evaluation.ts';
export type { InstanceReport } from './instances.ts';
export {
  type Judged,
  type JudgedClassScores,
  type JudgedPrediction,
  type Judgement,
  type JudgeSettings,
  type JudgeSubject,
  judge,
  type PointVerdicts,
  type SemanticJudgement,
  VERDICT,
} from './judge.ts';
export type { ClassCurve, JudgedObject, LonelyReason, ObjectJudgement } from './judged-objects.ts';
export { type JudgedClass, type MappingChoice, mappingChoices, resolveMapping } from './mapping.ts';
export { clustersOf, type FoundPoints, findPoints, linkOf, type PointCluster, type PointQuery } from './point-query.ts';
export { percent, type Score } from './score.ts';
export type { SemanticReport, TaxonomyReport } from './semantic.ts';
export { inTaxonomies } from './taxonomies.ts';
