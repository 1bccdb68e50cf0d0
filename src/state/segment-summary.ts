import { scoreClicks } from '../segment/index.ts';
import type { CorrectedObject } from './corrections.ts';
import type { SegmentSlice } from './segment-state.ts';

/** What the page shows of the objects, without their points. */
export function summarizeSegments(
  objects: readonly CorrectedObject[],
  current: number | undefined,
): Pick<SegmentSlice, 'objects' | 'ious' | 'scores'> {
  const recorded = objects.map(({ ious }) => ious).filter((ious) => ious.length > 0);
  return {
    objects: objects.map(({ id, classId, points, clicks, ious }) => {
      return { id, classId, points: points.length, clicks: clicks.length, iou: ious.at(-1) };
    }),
    ious: objects.find(({ id }) => id === current)?.ious ?? [],
    scores: recorded.length > 0 ? scoreClicks(recorded) : undefined,
  };
}
