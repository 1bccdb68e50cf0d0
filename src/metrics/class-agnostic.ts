import { IGNORE_LABEL } from '../core/index.ts';
import type { InstancePrediction, TruthInstances } from './instance-overlaps.ts';

/** The one class of objects where classes do not matter. */
export const ANY_OBJECT = 0;
const NO_OBJECT = 1;

export interface ObjectTruth {
  /** Absent: the source has no classes. */
  readonly semantic?: ArrayLike<number> | undefined;
  readonly instance: ArrayLike<number>;
}

/**
 * Whether the truth has instances of which none is of a class in `things`: objects whose class nobody wrote down, which can only be scored
 * without.
 */
export function hasOnlyUnknownObjects({ semantic, instance }: ObjectTruth, things: readonly number[]): boolean {
  const isThing = new Set(things);
  let objects = 0;
  for (let i = 0; i < instance.length; i++) {
    if (instance[i] === 0) continue;
    objects++;
    if (semantic && isThing.has(semantic[i]!)) return false;
  }
  return objects > 0;
}

/**
 * The truth with one class for every object. Objects are the instances of a class in `things`, or where there is none of these all
 * instances. Other labelled points are no object. A point is void (predictions mostly on such are not judged) when it has no class, or is
 * of a thing class but of no instance.
 */
export function classAgnosticTruth(truth: ObjectTruth, things: readonly number[]): TruthInstances {
  const { semantic, instance } = truth;
  const isThing = new Set(things);
  const takesAll = hasOnlyUnknownObjects(truth, things);
  const kind = Int16Array.from(instance, (id, i) => {
    const label = semantic?.[i] ?? IGNORE_LABEL;
    if (id > 0 && (takesAll || isThing.has(label))) return ANY_OBJECT;
    return label === IGNORE_LABEL || isThing.has(label) ? IGNORE_LABEL : NO_OBJECT;
  });
  return { semantic: kind, instance };
}

export function classAgnosticPredictions(predictions: readonly InstancePrediction[]): InstancePrediction[] {
  return predictions.map((prediction) => ({ ...prediction, classId: ANY_OBJECT }));
}
