export interface KittiVisibility {
  /** Height of the object's rectangle in the image, pixels. */
  readonly heightPx: number;
  /** 0 fully visible, 1 partly, 2 largely occluded, 3 unknown. */
  readonly occlusion: number;
  /** Share of the object outside the image, 0–1. */
  readonly truncation: number;
}

const LEVELS = [
  { difficulty: 3, minHeightPx: 40, maxOcclusion: 0, maxTruncation: 0.15 },
  { difficulty: 2, minHeightPx: 25, maxOcclusion: 1, maxTruncation: 0.3 },
  { difficulty: 1, minHeightPx: 25, maxOcclusion: 2, maxTruncation: 0.5 },
] as const;

/** KITTI's level of a labelled object: 3 easy, 2 moderate, 1 hard, 0 harder than is scored. */
export function kittiDifficulty({ heightPx, occlusion, truncation }: KittiVisibility): 0 | 1 | 2 | 3 {
  const level = LEVELS.find(
    (l) => heightPx >= l.minHeightPx && occlusion <= l.maxOcclusion && truncation <= l.maxTruncation,
  );
  return level?.difficulty ?? 0;
}
