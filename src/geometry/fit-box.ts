import { type OrientedBox, wrapAngle } from '../core/index.ts';

/** No side of a fitted box is shorter: a box without volume overlaps nothing, not even itself. */
const MIN_SIDE_M = 0.001;

/**
 * The smallest box with heading `yaw` around points: all of `positions` ([points × 3], metres) or those in `rows`. At least one point.
 */
export function fitBox(positions: Float32Array, yaw: number, rows?: ArrayLike<number>): OrientedBox {
  const cos = Math.cos(yaw);
  const sin = Math.sin(yaw);
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  const count = rows ? rows.length : Math.floor(positions.length / 3);
  for (let i = 0; i < count; i++) {
    const at = 3 * (rows ? rows[i] : i);
    const x = positions[at];
    const y = positions[at + 1];
    const local = [cos * x + sin * y, cos * y - sin * x, positions[at + 2]];
    for (let axis = 0; axis < 3; axis++) {
      min[axis] = Math.min(min[axis], local[axis]);
      max[axis] = Math.max(max[axis], local[axis]);
    }
  }
  const x = (min[0] + max[0]) / 2;
  const y = (min[1] + max[1]) / 2;
  const side = (axis: number): number => Math.max(max[axis] - min[axis], MIN_SIDE_M);
  return {
    center: [cos * x - sin * y, sin * x + cos * y, (min[2] + max[2]) / 2],
    size: [side(0), side(1), side(2)],
    yaw: wrapAngle(yaw),
  };
}
