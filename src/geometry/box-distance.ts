import type { OrientedBox } from '../core/index.ts';

/** Distance of the centres over the diagonal of `truth`; no unit. */
export function normalizedCenterDistance(predicted: OrientedBox, truth: OrientedBox): number {
  const [x, y, z] = predicted.center;
  return Math.hypot(x - truth.center[0], y - truth.center[1], z - truth.center[2]) / Math.hypot(...truth.size);
}
