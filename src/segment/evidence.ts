/** What a network said of the points. Rows as in `Prediction`. */
export interface NetworkEvidence {
  /** uint32 [points]. */
  readonly pointRows: Uint32Array;
  /** float32 [rows × classes], softmax. */
  readonly probabilities: Float32Array;
  readonly classes: number;
  /** float32 [rows × dims]. */
  readonly embeddings: Float32Array;
  /** float32 [rows × 3], metres. */
  readonly votes: Float32Array;
  /** uint32 [points], 0 = none. */
  readonly instance: Uint32Array;
}

/** A cloud as segmentation reads it. Metres, z up. */
export interface SegmentInput {
  /** float32 [points × 3], finite. */
  readonly positions: Float32Array;
  /** [points × 3], 0–255. */
  readonly rgb?: ArrayLike<number> | undefined;
  readonly network?: NetworkEvidence | undefined;
}
