import type { PredictedBox } from '../core/index.ts';
import { iov } from '../geometry/index.ts';

/** Share of a box's volume that a better one may hold. */
const MOST_COVERED = 0.2;
/** People stand in each other's boxes, and chairs; vehicles and beds do not. Metres. */
const LEAST_LENGTH_M = 2;

/**
 * Boxes without those long ones of which a better box of the same class holds a good part: boxes that were moved onto points may come to
 * lie in each other. @param boxes by falling score; so are those returned.
 */
export function dropCovered(boxes: readonly PredictedBox[]): PredictedBox[] {
  const kept: PredictedBox[] = [];
  for (const box of boxes) {
    const isCovered =
      box.size[0] >= LEAST_LENGTH_M &&
      kept.some((better) => better.classId === box.classId && iov(better, box) > MOST_COVERED);
    if (!isCovered) kept.push(box);
  }
  return kept;
}
