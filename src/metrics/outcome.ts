/** What became of a truth or a prediction: found each other, a truth that nobody found, a prediction of nothing, or not asked. */
export type OutcomeKind = 'matched' | 'missed' | 'false' | 'ignored';

/**
 * One pair, or one that stayed alone, at one IoU and over predictions of every score. Matching goes by falling score, so keeping only
 * scores from some value on leaves the pairs above it as they are; the truths of the others are then missed.
 */
export interface Outcome {
  readonly kind: OutcomeKind;
  /** In the order of `add`. */
  readonly scene: number;
  readonly classId: number;
  /** Index into the scene's truths; absent for `false`. */
  readonly truth?: number;
  /** Index into the scene's predictions; absent for `missed`. */
  readonly prediction?: number;
  readonly score?: number;
  /** Of the pair. */
  readonly iou?: number;
}
