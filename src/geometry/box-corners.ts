import type { OrientedBox } from '../core/index.ts';

/** Signs of the box axes at each corner, in TF 3D's order: the upper face counter-clockwise from (+, +), then the lower face. */
const SIGNS: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [-1, 1, 1],
  [-1, -1, 1],
  [1, -1, 1],
  [1, 1, -1],
  [-1, 1, -1],
  [-1, -1, -1],
  [1, -1, -1],
];

export const BOX_CORNERS = SIGNS.length;

/** The eight corners, float64 [8 × 3], metres: `center + R(yaw) · (± size / 2)` (TF 3D `box_utils`, section 6). */
export function boxCorners(box: OrientedBox): Float64Array {
  const cos = Math.cos(box.yaw);
  const sin = Math.sin(box.yaw);
  const corners = new Float64Array(3 * BOX_CORNERS);
  SIGNS.forEach(([sx, sy, sz], k) => {
    const x = (sx * box.size[0]) / 2;
    const y = (sy * box.size[1]) / 2;
    corners[3 * k] = box.center[0] + cos * x - sin * y;
    corners[3 * k + 1] = box.center[1] + sin * x + cos * y;
    corners[3 * k + 2] = box.center[2] + (sz * box.size[2]) / 2;
  });
  return corners;
}
