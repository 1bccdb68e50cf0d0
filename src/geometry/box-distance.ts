import type { OrientedBox } from '../core/index.ts';
import { BOX_CORNERS, boxCorners } from './box-corners.ts';

/**
 * Mean distance between like corners, metres: what TF 3D's box losses measure quality by. A box turned by half a turn is far from itself:
 * heading counts.
 */
export function boxCornersDistance(a: OrientedBox, b: OrientedBox): number {
  const p = boxCorners(a);
  const q = boxCorners(b);
  let sum = 0;
  for (let k = 0; k < BOX_CORNERS; k++) {
    sum += Math.hypot(p[3 * k] - q[3 * k], p[3 * k + 1] - q[3 * k + 1], p[3 * k + 2] - q[3 * k + 2]);
  }
  return sum / BOX_CORNERS;
}

/** Distance of the centres over the diagonal of `truth`; no unit. */
export function normalizedCenterDistance(predicted: OrientedBox, truth: OrientedBox): number {
  const [x, y, z] = predicted.center;
  return Math.hypot(x - truth.center[0], y - truth.center[1], z - truth.center[2]) / Math.hypot(...truth.size);
}
