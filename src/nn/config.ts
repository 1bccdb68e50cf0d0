/**
 * A sparse 3D U-Net: TF 3D's family (reference: TF 3D `sparse_voxel_unet`) with the field's fixes, and the field's own (MinkUNet).
 * Level 0 is the finest. Encoder level l: its blocks, then a 2×2×2 pool to level l+1. The last encoder level is the bottleneck.
 * Decoder level l (from the coarsest but one to 0): up, concatenate [skip_l, up], its blocks.
 */
export interface NetworkConfig {
  readonly inputChannels: number;
  /** Plain convolutions of the finest level before its encoder blocks. Default: none. */
  readonly stem?: StemConfig;
  /** Output channels of each block, per level, finest first; the last entry is the bottleneck. A level may have none. */
  readonly encoder: readonly (readonly number[])[];
  /** Per decoder level, finest first: one entry fewer than `encoder`. Empty: no decoder, and heads read the coarsest level. */
  readonly decoder: readonly (readonly number[])[];
  /** `max` (TF 3D) and `mean` pooling, or `strided`: a 2³ stride-2 convolution. */
  readonly pool: 'max' | 'mean' | 'strided';
  /** What a strided pool makes of the width: `keep` (the default), or `widen` to the next level's first (Pointcept's SpUNet). */
  readonly down?: 'keep' | 'widen';
  /** `gather`: each voxel takes its parent's row (TF 3D; the default). `inverse`: a 2³ inverse convolution to the level's first width. */
  readonly up?: 'gather' | 'inverse';
  /** `plain`: convolution, batch norm, ReLU (the default). `residual`: two of them round a shortcut, as in MinkUNet. */
  readonly block?: 'plain' | 'residual';
  /** Of the encoder's and decoder's submanifold convolutions; default 3. */
  readonly kernelSize?: KernelSize;
  /** What the decoder is given of an encoder level: what its blocks made (`output`, the default) or were given (`input`, TF 3D). */
  readonly skip?: 'output' | 'input';
  /** Divide every submanifold convolution by 1 + |its own convolution of ones| (TF 3D). Default false. */
  readonly normaliser?: boolean;
  /** U-Nets in series (TF 3D's hourglass), each fed by a submanifold convolution of the one before. Default 1. */
  readonly stacks?: number;
  readonly heads: readonly HeadConfig[];
}

export type KernelSize = 3 | 5;

export interface StemConfig {
  readonly widths: readonly number[];
  readonly kernelSize?: KernelSize;
}

/** Heads share the decoder's level-0 output; each ends in a layer with bias. */
export interface HeadConfig {
  readonly name: HeadName;
  /** Width of the layers before the last; 0: there is only the last. */
  readonly hidden: number;
  /** semantic: classes · embedding: dimensions · box: `BOX_CODE` + thing classes + 1 (background, last). */
  readonly outputs: number;
  /** `linear`: linear (hidden) + batch norm + ReLU, then linear (the default). `submanifold`: two and one convolutions (TF 3D). */
  readonly layers?: 'linear' | 'submanifold';
}

export type HeadName = 'semantic' | 'embedding' | 'box';

/** Box head columns before its class logits: size l, w, h (m) · centre offset x, y, z (m) · cos, sin of yaw. */
export const BOX_CODE = 8;
