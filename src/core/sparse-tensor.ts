import type { Vec3 } from './point-cloud.ts';

/**
 * How a cloud is cut into voxels. Voxel index of a position p: `floor((p − min) / voxelSizeM)`, per axis, never negative
 * (TF 3D section 4). `dims` is the extent in voxels at the finest level.
 */
export interface VoxelGrid {
  readonly voxelSizeM: number;
  /** Metres, in the cloud's frame relative to its origin. */
  readonly min: Vec3;
  readonly dims: readonly [number, number, number];
}

/** Missing neighbour, parent or child in any row map. */
export const NO_ROW = 0xffff_ffff;

/** Bricks of 8³ voxels: the unit of the two-level bitmap index and of the row order. */
export const BRICK = 8;

/**
 * Flat index of a kernel offset: `k = (dx+1)·9 + (dy+1)·3 + (dz+1)` (first axis slowest), cross-correlation, a missing neighbour
 * adds 0. Octants of a 2×2×2 pool: `o = (x&1)·4 + (y&1)·2 + (z&1)`.
 */
export const KERNEL_OFFSETS = 27;
/** The same for kernel size 5: `k = (dx+2)·25 + (dy+2)·5 + (dz+2)`. */
export const KERNEL5_OFFSETS = 125;
export const OCTANTS = 8;
