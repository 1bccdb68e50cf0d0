import { type GroundTruth, IGNORE_LABEL, type Prediction } from '../core/index.ts';
import type { Click } from '../segment/index.ts';

/** An object that the person made. Never changed in place: undo puts the one before back. */
export interface CorrectedObject {
  readonly id: number;
  readonly classId?: number | undefined;
  /** uint32, rising. */
  readonly points: Uint32Array;
  readonly clicks: readonly Click[];
  /** By brush, lasso and box, on top of what the clicks mean. uint32, rising. */
  readonly added: Uint32Array;
  readonly removed: Uint32Array;
  /** IoU after each click, where truth is known. */
  readonly ious: readonly number[];
}

/** Labels of one scene as the person left them. One row a point. */
export interface CorrectedLabels {
  readonly labelSet: string;
  /** int16 [points]: the person's classes over the predicted ones; `IGNORE_LABEL` where nobody said. */
  readonly semantic: Int16Array;
  /** uint32 [points]: the person's objects, and what they left of the predicted ones; 0 = none. */
  readonly instance: Uint32Array;
  /** uint8 [points]: 1 where the person's hand decided. */
  readonly isEdited: Uint8Array;
}

const NONE = new Uint32Array(0);

/** Lays the objects over the prediction, the later over the earlier. Their instances get numbers past the predicted ones. */
export function layOver(
  points: number,
  labelSet: string,
  objects: readonly CorrectedObject[],
  prediction: Prediction | undefined,
): CorrectedLabels {
  const semantic = prediction ? Int16Array.from(prediction.semantic) : new Int16Array(points).fill(IGNORE_LABEL);
  const instance = prediction ? prediction.instance.slice() : new Uint32Array(points);
  const isEdited = new Uint8Array(points);
  const first = prediction?.instances.length ?? 0;
  for (const object of objects) {
    for (const point of object.points) {
      instance[point] = first + object.id;
      if (object.classId !== undefined) semantic[point] = object.classId;
      isEdited[point] = 1;
    }
  }
  return { labelSet, semantic, instance, isEdited };
}

/** As the files would have said it: what exports write. */
export function truthOf({ labelSet, semantic, instance }: CorrectedLabels): GroundTruth {
  return { labelSet, semantic, instance, boxes: [] };
}

export function beginObject(id: number): CorrectedObject {
  return { id, points: NONE, clicks: [], added: NONE, removed: NONE, ious: [] };
}

/** The points of a mask [points], with what was painted. */
export function pointsOfMask(mask: Uint8Array, added: Uint32Array, removed: Uint32Array): Uint32Array {
  const all = mask.slice();
  for (const point of added) all[point] = 1;
  for (const point of removed) all[point] = 0;
  return indicesOf(all);
}

export function indicesOf(mask: Uint8Array): Uint32Array {
  let count = 0;
  for (const value of mask) count += value;
  const points = new Uint32Array(count);
  let next = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i]) points[next++] = i;
  return points;
}

/** Of rising lists, rising; in one pass, because a brush over a large cloud must not stop the page. */
export function unionOf(a: Uint32Array, b: Uint32Array): Uint32Array {
  const both = new Uint32Array(a.length + b.length);
  let [i, j, n] = [0, 0, 0];
  while (i < a.length || j < b.length) {
    const next = j >= b.length || (i < a.length && a[i] <= b[j]) ? a[i] : b[j];
    both[n++] = next;
    while (i < a.length && a[i] === next) i++;
    while (j < b.length && b[j] === next) j++;
  }
  return both.slice(0, n);
}

export function without(a: Uint32Array, b: Uint32Array): Uint32Array {
  let j = 0;
  return a.filter((point) => {
    while (j < b.length && b[j] < point) j++;
    return b[j] !== point;
  });
}

/** IoU of rising points with the true object `id`. */
export function iouWith(points: Uint32Array, truth: Uint32Array, id: number): number {
  let [shared, size] = [0, 0];
  for (const value of truth) if (value === id) size++;
  for (const point of points) if (truth[point] === id) shared++;
  return shared / Math.max(1, points.length + size - shared);
}
