import { type Mask, maskIou } from './mask.ts';

export interface MaskNmsOptions {
  /** Masks below this score are dropped. */
  readonly minScore: number;
  /** A mask is dropped when its IoU with a kept mask of its class is at or above this. */
  readonly minIou: number;
}

/**
 * Greedy suppression of masks: indices of those kept, by falling score (equal scores: lower index first). With `classes`, only masks of one
 * class compete (TF 3D section 5.3).
 */
export function maskNms(
  masks: readonly Mask[],
  scores: ArrayLike<number>,
  options: MaskNmsOptions,
  classes?: ArrayLike<number>,
): number[] {
  const order = Array.from(masks.keys())
    .filter((index) => scores[index] >= options.minScore)
    .sort((a, b) => scores[b] - scores[a] || a - b);
  const kept: number[] = [];
  for (const index of order) {
    const suppressed = kept.some(
      (other) =>
        (!classes || classes[other] === classes[index]) && maskIou(masks[other], masks[index]) >= options.minIou,
    );
    if (!suppressed) kept.push(index);
  }
  return kept;
}
