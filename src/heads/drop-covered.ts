import type { PredictedBox } from '../core/index.ts';
import { iov } from '../geometry/index.ts';

/**
 * Boxes without those of which a better one of the same class holds more than a share. Boxes that were moved onto points may come to lie in
 * each other; things of one class do not.
 * @param boxes by falling score; so are those returned. @param share of the dropped box's volume, 0–1.
 */
export function dropCovered(boxes: readonly PredictedBox[], share: number): PredictedBox[] {
  const kept: PredictedBox[] = [];
  for (const box of boxes) {
    if (!kept.some((better) => better.classId === box.classId && iov(better, box) > share)) kept.push(box);
  }
  return kept;
}
