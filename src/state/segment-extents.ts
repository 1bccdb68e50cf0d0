import type { HoverIndex } from '../segment/index.ts';
import type { CorrectedObject } from './corrections.ts';

/** A larger or smaller entry has to differ by this share to be seen. */
const STEP = 0.05;

/** Points, rising, of the smallest entry above the object's first click that is larger than the object. */
export function largerEntry(index: HoverIndex, object: CorrectedObject): Uint32Array | undefined {
  for (let entry = startOf(index, object); entry >= 0; entry = index.parent[entry]) {
    if (sizeOf(index, entry) > object.points.length * (1 + STEP)) return pointsOf(index, entry);
  }
  return undefined;
}

/** Of the largest that is smaller. */
export function smallerEntry(index: HoverIndex, object: CorrectedObject): Uint32Array | undefined {
  let best = -1;
  for (let entry = startOf(index, object); entry >= 0; entry = index.parent[entry]) {
    if (sizeOf(index, entry) < object.points.length * (1 - STEP)) best = entry;
  }
  return best < 0 ? undefined : pointsOf(index, best);
}

/** The object in two: as the largest entry inside it fell apart last, the larger part first. Both rising. */
export function partsOf(index: HoverIndex, object: CorrectedObject): [Uint32Array, Uint32Array] | undefined {
  const inside = new Set(object.points);
  let entry = startOf(index, object);
  while (entry >= 0 && index.parent[entry] >= 0 && shareIn(index, index.parent[entry], inside) > 0.7)
    entry = index.parent[entry];
  for (; entry >= 0 && index.parts[2 * entry] >= 0; entry = index.parts[2 * entry]) {
    for (const part of [index.parts[2 * entry], index.parts[2 * entry + 1]]) {
      const taken = pointsOf(index, part).filter((point) => inside.has(point));
      if (taken.length < STEP * inside.size || taken.length > (1 - STEP) * inside.size) continue;
      const gone = new Set(taken);
      const rest = object.points.filter((point) => !gone.has(point));
      return rest.length >= taken.length ? [rest, taken] : [taken, rest];
    }
  }
  return undefined;
}

function startOf(index: HoverIndex, { clicks, points }: CorrectedObject): number {
  const point = clicks.find(({ positive }) => positive)?.point ?? points[0];
  return point === undefined ? -1 : index.pieceOf[point];
}

function sizeOf({ starts, ends }: HoverIndex, entry: number): number {
  return ends[entry] - starts[entry];
}

function shareIn({ order, starts, ends }: HoverIndex, entry: number, inside: ReadonlySet<number>): number {
  let count = 0;
  for (let i = starts[entry]; i < ends[entry]; i++) if (inside.has(order[i])) count++;
  return count / Math.max(1, ends[entry] - starts[entry]);
}

function pointsOf({ order, starts, ends }: HoverIndex, entry: number): Uint32Array {
  return order.slice(starts[entry], ends[entry]).sort();
}
