/**
 * A sparse 3D U-Net: TF 3D's family (reference: TF 3D `sparse_voxel_unet`) with the field's fixes. Level 0 is the finest.
 * Encoder level l: its convolutions, then a 2×2×2 pool to level l+1. The last encoder level is the bottleneck (no pool).
 * Decoder level l (from the coarsest but one to 0): unpool, concatenate [skip_l, unpooled], its convolutions.
 */
export interface NetworkConfig {
  readonly inputChannels: number;
  /** Output channels of each convolution, per level, finest first; the last entry is the bottleneck. */
  readonly encoder: readonly (readonly number[])[];
  /** Per decoder level, finest first: one entry fewer than `encoder`. */
  readonly decoder: readonly (readonly number[])[];
  /** `max`: max pooling and gather unpooling (TF 3D). `strided`: 2³ stride-2 convolution down, gather up. */
  readonly pool: 'max' | 'strided';
  readonly heads: readonly HeadConfig[];
}

/** Linear(hidden) + batch norm + ReLU, then linear(outputs) with bias. Heads share the decoder's level-0 output. */
export interface HeadConfig {
  readonly name: HeadName;
  readonly hidden: number;
  /** semantic: classes · embedding: dimensions · box: `BOX_CODE` + thing classes + 1 (background, last). */
  readonly outputs: number;
}

export type HeadName = 'semantic' | 'embedding' | 'box';

/** Box head columns before its class logits: size l, w, h (m) · centre offset x, y, z (m) · cos, sin of yaw. */
export const BOX_CODE = 8;
