/**
 * TF 3D has two forms of most of its losses: what was released and what was described, or one for rooms and one for streets (tf3d.md,
 * sections 5 and 6). A config names those that it wants.
 */
export interface LossForms {
  /** Cross-entropy over all labelled voxels: classes weigh 1/√frequency, or all the same (TF 3D). */
  readonly semantic: 'balanced' | 'plain';
  /** n-pair loss: cross-entropy over each voxel's row (TF 3D's rooms), or over each pair (its streets). */
  readonly embedding: 'softmax' | 'sigmoid';
  /** What makes two embeddings alike: −‖a − b‖², or a·b. */
  readonly similarity: 'distance' | 'dotProduct';
  /** Mean |Δ| of corners (as released), or Huber with δ = 0.5 m (as described). */
  readonly corners: 'l1' | 'huber';
  /**
   * What a voxel's box is worth: its quality, shared between the true class and background (as released), or all or nothing by whether it
   * overlaps its object by more than 0.7 (as described).
   */
  readonly boxClass: 'soft' | 'hard';
  /** Voxels of no object: weighted by 1 − p(background) (TF 3D), or all the same. */
  readonly background: 'doubtful' | 'even';
}

const DEFAULTS: LossForms = {
  semantic: 'balanced',
  embedding: 'softmax',
  similarity: 'distance',
  corners: 'l1',
  boxClass: 'soft',
  background: 'doubtful',
};

/** What each form may be: for whoever reads a config. */
export const LOSS_FORMS: { readonly [Name in keyof LossForms]: readonly LossForms[Name][] } = {
  semantic: ['balanced', 'plain'],
  embedding: ['softmax', 'sigmoid'],
  similarity: ['distance', 'dotProduct'],
  corners: ['l1', 'huber'],
  boxClass: ['soft', 'hard'],
  background: ['doubtful', 'even'],
};

export function lossForms(changes: Partial<LossForms> = {}): LossForms {
  return { ...DEFAULTS, ...changes };
}
