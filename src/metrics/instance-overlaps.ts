import { IGNORE_LABEL } from '../core/index.ts';

/** What the files say: a class and an instance a point. */
export interface TruthInstances {
  /** [points] class index, or `IGNORE_LABEL`. */
  readonly semantic: ArrayLike<number>;
  /** [points] instance id, 0 = none. */
  readonly instance: ArrayLike<number>;
}

export interface InstancePrediction {
  readonly classId: number;
  readonly score: number;
  /** Rows of its points. Predictions may overlap. */
  readonly points: Uint32Array;
}

export interface TruthInstance {
  /** As `TruthInstances.instance` has it. */
  readonly id: number;
  readonly classId: number;
  readonly points: number;
}

/** A prediction and what it lies on. */
export interface InstanceOverlap {
  readonly classId: number;
  readonly score: number;
  readonly points: number;
  /** Points of it whose truth says nothing about instances. */
  readonly voidPoints: number;
  /** Shared points by index into the truths; any class. */
  readonly shared: ReadonlyMap<number, number>;
}

/**
 * Ground-truth instances and how each prediction overlaps them. A truth has the class that most of its points have (smaller index on a
 * tie). Void are points without a class, of a class in `voidClasses`, or of a class in `classes` without an instance.
 */
export function overlapInstances(
  truth: TruthInstances,
  predictions: readonly InstancePrediction[],
  classes: readonly number[],
  voidClasses: readonly number[],
): { truths: TruthInstance[]; overlaps: InstanceOverlap[] } {
  const counted = new Set(classes);
  const voids = new Set(voidClasses).add(IGNORE_LABEL);
  const votes = new Map<number, Map<number, number>>();
  for (let i = 0; i < truth.instance.length; i++) {
    const id = truth.instance[i];
    if (id === 0 || truth.semantic[i] === IGNORE_LABEL) continue;
    let vote = votes.get(id);
    if (!vote) votes.set(id, (vote = new Map()));
    vote.set(truth.semantic[i], (vote.get(truth.semantic[i]) ?? 0) + 1);
  }
  const truths: TruthInstance[] = [];
  const indexOf = new Map<number, number>();
  for (const [id, vote] of votes) {
    const [classId] = [...vote].reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] < a[0]) ? b : a));
    if (!counted.has(classId)) continue;
    indexOf.set(id, truths.length);
    truths.push({ id, classId, points: [...vote.values()].reduce((sum, n) => sum + n, 0) });
  }

  const overlaps = predictions.map(({ classId, score, points }) => {
    const shared = new Map<number, number>();
    let voidPoints = 0;
    for (const row of points) {
      const label = truth.semantic[row];
      const index = label === IGNORE_LABEL ? undefined : indexOf.get(truth.instance[row]);
      if (index !== undefined) shared.set(index, (shared.get(index) ?? 0) + 1);
      else if (voids.has(label) || (counted.has(label) && truth.instance[row] === 0)) voidPoints++;
    }
    return { classId, score, points: points.length, voidPoints, shared };
  });
  return { truths, overlaps };
}

export type NumberedInstance = InstancePrediction & { readonly id: number };

/** Point lists from one instance id a point (0 = none), as `Prediction` has them. Instances without points are left out. */
export function instancePredictions(
  instance: Uint32Array,
  instances: readonly { readonly id: number; readonly classId: number; readonly score: number }[],
): NumberedInstance[] {
  const rowsOf = new Map<number, number[]>(instances.map(({ id }) => [id, []]));
  for (let row = 0; row < instance.length; row++) rowsOf.get(instance[row])?.push(row);
  return instances
    .map(({ id, classId, score }) => ({ id, classId, score, points: Uint32Array.from(rowsOf.get(id) ?? []) }))
    .filter(({ points }) => points.length > 0);
}
