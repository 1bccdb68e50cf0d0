import {
  classIndex,
  type Domain,
  type GroundTruth,
  IGNORE_LABEL,
  labelSet,
  nextTask,
  type PointCloud,
  type Prediction,
  type StageOptions,
  throwIfCancelled,
} from '../core/index.ts';
import { type BoxView, ConfusionMatrix, isInView } from '../metrics/index.ts';
import { minInstancePoints } from './instances.ts';
import { judgeBoxes, judgeInstances, type ObjectJudgement } from './judged-objects.ts';
import { type JudgedClass, type LabelMapping, type MappingChoice, mappingChoices, resolveMapping } from './mapping.ts';
import { orNull, type Score } from './score.ts';

/** A scene with its truth, as far as judging needs it. */
export interface JudgeSubject {
  readonly cloud: Pick<PointCloud, 'positions' | 'origin'>;
  readonly truth: GroundTruth;
  /** As `Scene.dataset`: benchmarks have their own limits for small objects. */
  readonly dataset: string;
  readonly domain?: Domain | undefined;
}

export type JudgedPrediction = Pick<
  Prediction,
  'labelSet' | 'semantic' | 'confidence' | 'instance' | 'instances' | 'boxes'
>;

export interface JudgeSettings {
  /** Absent: the best one for these label sets. */
  readonly mapping?: MappingChoice | undefined;
  /** An object counts as found above this overlap. */
  readonly iou: number;
  /** Overlap of boxes in space or of their footprints. */
  readonly view: BoxView;
  /** Points less sure than this have no answer, which is a miss; 0–1. */
  readonly minConfidence: number;
}

export interface JudgedClassScores {
  readonly classId: number;
  readonly name: string;
  /** Points of the class in truth, in the prediction, and in both. */
  readonly truth: number;
  readonly predicted: number;
  readonly hit: number;
  readonly iou: Score;
  readonly recall: Score;
  readonly precision: Score;
}

export interface SemanticJudgement {
  /** Points that have a true class. */
  readonly points: number;
  /** Points without. */
  readonly ignored: number;
  readonly accuracy: Score;
  readonly miou: Score;
  /** Points by true class (row) and predicted class (column); the last column has those without an answer. */
  readonly counts: readonly (readonly number[])[];
  readonly classes: readonly JudgedClassScores[];
}

/** What a point's prediction is worth: the values of `PointVerdicts.verdict`. */
export const VERDICT = { ignored: 0, right: 1, wrong: 2 } as const;

/** One row a point. */
export interface PointVerdicts {
  /** uint8 [points]: see `VERDICT`. */
  readonly verdict: Uint8Array;
  /** int16 [points] class of the mapping, `IGNORE_LABEL` where nothing is asked. */
  readonly truth: Int16Array;
  /** int16 [points] class of the mapping, −1 without an answer. */
  readonly predicted: Int16Array;
}

export interface Judgement {
  readonly mapping: {
    readonly choice: MappingChoice;
    readonly title: string;
    readonly rule: string;
    readonly classes: readonly JudgedClass[];
    /** Of the truth's label set: what each of its classes counts as, −1 for ignored. */
    readonly ofTruth: readonly number[];
  };
  readonly choices: readonly MappingChoice[];
  readonly labelSets: { readonly truth: string; readonly model: string };
  /** Truth and model have no class in common, and the person's table gives them none: nothing is scored. */
  readonly isHopeless: boolean;
  /** Each is absent where the truth does not have it. */
  readonly semantic?: SemanticJudgement;
  readonly instances?: ObjectJudgement;
  readonly boxes?: ObjectJudgement;
}

export interface Judged {
  readonly judgement: Judgement;
  /** Absent without per-point classes. */
  readonly verdicts?: PointVerdicts;
}

const STAGE = 'judging';
const STEPS = 4;

/** One result against the truth of its scene. @throws CancelledError */
export async function judge(
  subject: JudgeSubject,
  prediction: JudgedPrediction,
  settings: JudgeSettings,
  options: StageOptions = {},
): Promise<Judged> {
  let done = 0;
  const step = async (): Promise<void> => {
    options.onProgress?.({ stage: STAGE, done: ++done, total: STEPS });
    await nextTask();
    throwIfCancelled(options.signal, STAGE);
  };
  const { truth, cloud } = subject;
  const mapping = resolveMapping(truth, prediction.labelSet, settings.mapping);
  const { choice, title, rule, classes, ofTruth } = mapping;
  const about = {
    mapping: { choice, title, rule, classes, ofTruth: [...ofTruth] },
    choices: mappingChoices(truth, prediction.labelSet),
    labelSets: { truth: truth.labelSet, model: prediction.labelSet },
    isHopeless: hasNothingInCommon(truth, mapping),
  };
  if (about.isHopeless) return { judgement: about };
  const verdicts = judgePoints(subject, prediction, mapping, settings.minConfidence);
  await step();
  const semantic = verdicts && scorePoints(mapping, verdicts);
  await step();
  const minPoints = minInstancePoints(subject.dataset);
  const instances = judgeInstances(subject, verdicts?.truth, prediction, mapping, settings.iou, minPoints);
  await step();
  const labels = labelSet(truth.labelSet);
  const classOfTruth = (name: string) => mapping.ofTruth[classIndex(labels, name)] ?? -1;
  const boxes = judgeBoxes({ cloud, truth }, prediction, mapping, classOfTruth, settings);
  await step();
  return {
    judgement: {
      ...about,
      ...(semantic && { semantic }),
      ...(instances && { instances }),
      ...(boxes && { boxes }),
    },
    ...(verdicts && { verdicts }),
  };
}

/** A truth without any class is another matter: its objects are scored whatever they are. */
function hasNothingInCommon({ semantic, boxes }: GroundTruth, { choice, ofTruth }: LabelMapping): boolean {
  if (choice.kind !== 'table' || ofTruth.some((classId) => classId >= 0)) return false;
  return boxes.length > 0 || (semantic?.some((label) => label !== IGNORE_LABEL) ?? false);
}

/** Predicted class of each point in the mapping's classes, −1 without an answer. int16 [points] */
export function predictedIn(
  { ofModel }: Pick<LabelMapping, 'ofModel'>,
  { semantic, confidence }: Pick<JudgedPrediction, 'semantic' | 'confidence'>,
  minConfidence: number,
): Int16Array {
  const predicted = new Int16Array(semantic.length);
  for (let i = 0; i < predicted.length; i++) {
    predicted[i] = confidence[i]! < minConfidence ? -1 : (ofModel[semantic[i]!] ?? -1);
  }
  return predicted;
}

function judgePoints(
  { cloud, truth }: JudgeSubject,
  prediction: JudgedPrediction,
  mapping: LabelMapping,
  minConfidence: number,
): PointVerdicts | undefined {
  const labels = mapping.truth();
  if (!labels) return undefined;
  const { judged } = truth;
  const { positions } = cloud;
  const predicted = predictedIn(mapping, prediction, minConfidence);
  const verdict = new Uint8Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    const isSeen = !judged?.view || isInView(judged, [positions[3 * i]!, positions[3 * i + 1]!, positions[3 * i + 2]!]);
    if (!isSeen) labels[i] = IGNORE_LABEL;
    if (labels[i] === IGNORE_LABEL) continue;
    verdict[i] = labels[i] === predicted[i] ? VERDICT.right : VERDICT.wrong;
  }
  return { verdict, truth: labels, predicted };
}

function scorePoints({ classes }: LabelMapping, { truth, predicted }: PointVerdicts): SemanticJudgement {
  const size = classes.length;
  const matrix = new ConfusionMatrix(size);
  matrix.add(truth, predicted);
  const { points, accuracy, miou, iou, recall } = matrix.summarize();
  const counts = classes.map((_, row) => [
    ...matrix.counts.subarray(row * size, (row + 1) * size),
    matrix.unpredicted[row]!,
  ]);
  return {
    points,
    ignored: truth.length - points,
    accuracy: orNull(accuracy),
    miou: orNull(miou),
    counts,
    classes: classes.map(({ name }, classId) => {
      const taken = counts.reduce((sum, row) => sum + row[classId]!, 0);
      const hit = counts[classId]![classId]!;
      return {
        classId,
        name,
        truth: counts[classId]!.reduce((sum, count) => sum + count, 0),
        predicted: taken,
        hit,
        iou: orNull(iou[classId]),
        recall: orNull(recall[classId]),
        precision: orNull(hit / taken),
      };
    }),
  };
}
