import type { Vec3 } from '../core/index.ts';
import { boxAround, type ClipBox } from '../overlays/index.ts';

/** Air about the points of an object, metres. */
const AIR_M = 0.1;

/** A box about the points that `has` names; undefined without any. */
export function clipAroundPoints(positions: Float32Array, has: (point: number) => boolean): ClipBox | undefined {
  const min: [number, number, number] = [Infinity, Infinity, Infinity];
  const max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (let point = 0; 3 * point < positions.length; point++) {
    if (!has(point)) continue;
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[3 * point + axis];
      min[axis] = Math.min(min[axis], value);
      max[axis] = Math.max(max[axis], value);
    }
  }
  if (min[0] > max[0]) return undefined;
  const widened = (corner: Vec3, by: number): Vec3 => [corner[0] + by, corner[1] + by, corner[2] + by];
  return boxAround({ min: widened(min, -AIR_M), max: widened(max, AIR_M) });
}
