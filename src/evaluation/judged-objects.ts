import type { OrientedBox, TruthBox } from '../core/index.ts';
import { fitBox, iou3d } from '../geometry/index.ts';
import {
  ANY_OBJECT,
  BoxAp,
  type BoxView,
  type CurvePoint,
  classAgnosticPredictions,
  classAgnosticTruth,
  hasOnlyUnknownObjects,
  InstanceAp,
  instancePredictions,
  meanOfNumbers,
  type NumberedInstance,
  type OutcomeKind,
  type PrecisionRecall,
  type ScoredTruthBox,
  type TruthInstances,
} from '../metrics/index.ts';
import { type BoxScene, scoreableBoxes } from './boxes.ts';
import { DEFAULT_MIN_POINTS } from './evaluation.ts';
import type { JudgedPrediction, JudgeSubject } from './judge.ts';
import type { LabelMapping } from './mapping.ts';
import { orNull, type Score } from './score.ts';

/**
 * Why something stayed alone. `duplicate`: its truth already has a surer prediction. `class`: found, but under another name. `overlap`:
 * something of any class lies there, too little of it. `nothing`: nothing is there.
 */
export type LonelyReason = 'duplicate' | 'class' | 'overlap' | 'nothing';

/** One object of truth or prediction, and what became of it. */
export interface JudgedObject {
  readonly kind: OutcomeKind;
  /** In the mapping's classes; `ANY_OBJECT` where classes do not matter. */
  readonly classId: number;
  /** Absent for `missed`. */
  readonly score?: number;
  /** Of the pair; for one that stayed alone, of what comes nearest to it. */
  readonly iou?: number;
  readonly why?: LonelyReason;
  /** Class of what comes nearest to one that stayed alone. */
  readonly otherClass?: number;
  /** Where it is: the prediction's box, of a missed one the truth's. Metres relative to the cloud's origin. */
  readonly box: OrientedBox;
  /** The truth's box of a pair. */
  readonly truthBox?: OrientedBox;
  readonly points?: number;
  /** Values of the per-point instance columns; absent for boxes. */
  readonly predictedId?: number;
  readonly truthId?: number;
}

export interface ClassCurve {
  readonly classId: number;
  readonly name: string;
  readonly truths: number;
  readonly ap: Score;
  /** By falling score; empty where the class has no truth. */
  readonly curve: readonly CurvePoint[];
}

export interface ObjectJudgement {
  /** Mean over the classes with truth, at the chosen IoU. */
  readonly map: Score;
  /** Instances only: at IoU 0.25, at 0.5, and the mean over 0.5 to 0.9. */
  readonly fixed?: { readonly ap25: Score; readonly ap50: Score; readonly ap: Score };
  /** The truth does not say which classes its objects have, so none is asked for. */
  readonly classAgnostic: boolean;
  /** Only classes with a truth or a prediction. */
  readonly perClass: readonly ClassCurve[];
  /** Over predictions of every score; `atScore` narrows them. */
  readonly objects: readonly JudgedObject[];
}

/** Objects made of points, by ScanNet's rules. Undefined where the truth has no instances. */
export function judgeInstances(
  subject: JudgeSubject,
  semantic: Int16Array | undefined,
  prediction: JudgedPrediction,
  mapping: LabelMapping,
  iou: number,
  minPoints: number,
): ObjectJudgement | undefined {
  const { instance } = subject.truth;
  if (!instance) return undefined;
  const things = thingsOf(mapping);
  const classAgnostic = hasOnlyUnknownObjects({ semantic, instance }, things);
  if (!classAgnostic && !semantic) return undefined;
  const all = instancePredictions(prediction.instance, prediction.instances);
  const named = inMapping(all, mapping);
  const predictions: readonly NumberedInstance[] = classAgnostic
    ? classAgnosticPredictions(all).map((one, index) => ({ ...one, id: all[index]!.id }))
    : named;
  const truth: TruthInstances = classAgnostic
    ? classAgnosticTruth({ semantic, instance }, things)
    : { semantic: semantic as Int16Array, instance };
  const voidClasses = mapping.classes.flatMap(({ thing }, index) => (thing ? [] : [index]));
  const scored = new InstanceAp(
    classAgnostic ? { classes: [ANY_OBJECT], rule: 'scannet' } : { classes: things, voidClasses, rule: 'scannet' },
  );
  scored.add(truth, predictions, minPoints);
  const truths = scored.truthsOf(0);
  const rowsOf = rowsByTruth(instance, new Set(truths.map(({ id }) => id)));
  const boxOf = (rows: ArrayLike<number>) => fitBox(subject.cloud.positions, 0, rows);
  const nearest = overlapFinder(truths, predictions, truth);
  const objects = scored.outcomes(iou).map(({ kind, classId, truth: t, prediction: p, score, iou: pairIou }) => {
    const guess = p === undefined ? undefined : predictions[p];
    const real = t === undefined ? undefined : truths[t];
    const truthRows = real && rowsOf.get(real.id);
    const lonely = kind === 'false' || kind === 'missed' ? reasonOf(nearest(t, p), classId, iou, kind) : {};
    return {
      kind,
      classId,
      ...(score !== undefined && { score }),
      ...(pairIou !== undefined && { iou: pairIou }),
      ...lonely,
      box: boxOf(guess?.points ?? truthRows ?? []),
      ...(guess && truthRows && { truthBox: boxOf(truthRows) }),
      points: guess?.points.length ?? truthRows?.length ?? 0,
      ...(guess && { predictedId: guess.id }),
      ...(real && { truthId: real.id }),
    };
  });
  const { ap25, ap50, ap } = scored.summarize();
  return {
    ...judgement(scored.atIou(iou), (classId) => (classAgnostic ? 'object' : mapping.classes[classId]!.name), objects),
    fixed: { ap25: orNull(ap25), ap50: orNull(ap50), ap: orNull(ap) },
    classAgnostic,
  };
}

/** Boxes. Undefined where nobody labelled any. */
export function judgeBoxes(
  scene: BoxScene,
  prediction: JudgedPrediction,
  mapping: LabelMapping,
  classOfTruth: (className: string) => number,
  options: { readonly iou: number; readonly view: BoxView },
): ObjectJudgement | undefined {
  const { truth } = scene;
  if (truth.boxes.length === 0 && truth.judged === undefined) return undefined;
  const things = thingsOf(mapping);
  const asThing = (name: string) => {
    const classId = classOfTruth(name);
    return things.includes(classId) ? classId : -1;
  };
  const rules = { minPoints: DEFAULT_MIN_POINTS };
  const { truths, predictions, neutral } = scoreableBoxes(scene, inMapping(prediction.boxes, mapping), asThing, rules);
  const scored = new BoxAp();
  scored.add(truths, predictions, neutral);
  const at = { classes: things, ...options };
  const objects = scored.outcomes(at).map(({ kind, classId, truth: t, prediction: p, score, iou: pairIou }) => {
    const guess = p === undefined ? undefined : predictions[p];
    const real: (TruthBox & ScoredTruthBox) | undefined = t === undefined ? undefined : truths[t];
    const own = (guess ?? real) as OrientedBox & { readonly points?: number };
    const lonely =
      kind === 'false' || kind === 'missed'
        ? reasonOf(nearestBox(own, kind === 'missed' ? predictions : truths), classId, options.iou, kind)
        : {};
    return {
      kind,
      classId,
      ...(score !== undefined && { score }),
      ...(pairIou !== undefined && { iou: pairIou }),
      ...lonely,
      box: shapeOf(own),
      ...(guess && real && { truthBox: shapeOf(real) }),
      ...(real?.points !== undefined && { points: real.points }),
    };
  });
  const { perClass } = scored.summarize(at);
  return { ...judgement(perClass, (classId) => mapping.classes[classId]!.name, objects), classAgnostic: false };
}

function judgement(
  scores: readonly (PrecisionRecall & { readonly classId: number; readonly truths: number })[],
  nameOf: (classId: number) => string,
  objects: readonly JudgedObject[],
): Pick<ObjectJudgement, 'map' | 'perClass' | 'objects'> {
  const seen = new Set(objects.map(({ classId }) => classId));
  return {
    map: orNull(meanOfNumbers(scores.map(({ ap }) => ap))),
    perClass: scores
      .filter(({ classId }) => seen.has(classId))
      .map(({ classId, truths, ap, curve }) => ({
        classId,
        name: nameOf(classId),
        truths,
        ap: orNull(ap),
        curve: truths > 0 ? curve : [],
      })),
    objects,
  };
}

function thingsOf({ classes }: LabelMapping): number[] {
  return classes.flatMap(({ thing }, index) => (thing ? [index] : []));
}

/** Predictions under the mapping's classes; those without a counterpart among the things are left out. */
function inMapping<T extends { readonly classId: number }>(predictions: readonly T[], mapping: LabelMapping): T[] {
  return predictions.flatMap((one) => {
    const classId = mapping.ofModel[one.classId] ?? -1;
    return mapping.classes[classId]?.thing ? [{ ...one, classId }] : [];
  });
}

interface Nearest {
  readonly iou: number;
  readonly classId: number;
}

function reasonOf(
  nearest: Nearest | undefined,
  classId: number,
  iou: number,
  kind: 'false' | 'missed',
): Pick<JudgedObject, 'why' | 'iou' | 'otherClass'> {
  if (!nearest || nearest.iou < NOTHING_IOU) return { why: 'nothing' };
  const { iou: overlap, classId: otherClass } = nearest;
  if (overlap <= iou) return { why: 'overlap', iou: overlap, otherClass };
  // A truth whose pair is a surer prediction's is not missed: here only a false one can be a duplicate.
  const why = otherClass !== classId ? 'class' : kind === 'false' ? 'duplicate' : 'overlap';
  return { why, iou: overlap, otherClass };
}

/** Less overlap than this is no attempt at an object. */
const NOTHING_IOU = 0.05;

function nearestBox(
  box: OrientedBox,
  others: readonly (OrientedBox & { readonly classId: number })[],
): Nearest | undefined {
  return others
    .map((other) => ({ iou: iou3d(box, other), classId: other.classId }))
    .reduce<Nearest | undefined>((best, one) => (one.iou > (best?.iou ?? 0) ? one : best), undefined);
}

function shapeOf({ center, size, yaw }: OrientedBox): OrientedBox {
  return { center, size, yaw };
}

function rowsByTruth(instance: Uint32Array, ids: ReadonlySet<number>): Map<number, number[]> {
  const rowsOf = new Map<number, number[]>([...ids].map((id) => [id, []]));
  for (let row = 0; row < instance.length; row++) rowsOf.get(instance[row]!)?.push(row);
  return rowsOf;
}

/** For a truth or a prediction that stayed alone the one of the other side that shares most with it, whatever its class. */
function overlapFinder(
  truths: readonly { readonly id: number; readonly classId: number; readonly points: number }[],
  predictions: readonly NumberedInstance[],
  { instance }: TruthInstances,
): (truth: number | undefined, prediction: number | undefined) => Nearest | undefined {
  const truthOf = new Map(truths.map(({ id }, index) => [id, index]));
  const best = { truth: new Map<number, Nearest>(), prediction: new Map<number, Nearest>() };
  const keep = (side: Map<number, Nearest>, key: number, iou: number, classId: number) => {
    if (iou > (side.get(key)?.iou ?? 0)) side.set(key, { iou, classId });
  };
  predictions.forEach((prediction, p) => {
    const shared = new Map<number, number>();
    for (const row of prediction.points) {
      const t = truthOf.get(instance[row]!);
      if (t !== undefined) shared.set(t, (shared.get(t) ?? 0) + 1);
    }
    for (const [t, both] of shared) {
      const truth = truths[t]!;
      const iou = both / (prediction.points.length + truth.points - both);
      keep(best.truth, t, iou, prediction.classId);
      keep(best.prediction, p, iou, truth.classId);
    }
  });
  return (truth, prediction) =>
    prediction !== undefined ? best.prediction.get(prediction) : best.truth.get(truth as number);
}
