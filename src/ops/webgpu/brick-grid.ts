import { BRICK, LimitError, type VoxelGrid } from '../../core/index.ts';

/** The bitmap's shape at one level. */
export interface BrickGrid {
  /** Bricks along x, y, z. */
  readonly bricks: readonly [number, number, number];
  /** (bits, rank) words of the top bitmap. */
  readonly words: number;
}

/** Bytes of one (bits, rank) word. */
export const WORD_BYTES = 8;
/** The top bitmap is the only buffer that grows with empty space; past this it would crowd out the network. */
const TOP_BYTES = 1024 ** 3;

/**
 * Brick grids of `levels` levels, finest first; each level halves the dimensions.
 * @throws LimitError LIMIT_EXTENT when the finest bitmap is larger than `maxBindingBytes` or 1 GiB.
 */
export function brickGrids(grid: VoxelGrid, levels: number, maxBindingBytes: number): readonly BrickGrid[] {
  const grids = Array.from({ length: levels }, (_, level) => {
    const [x, y, z] = grid.dims.map((dim) => Math.floor(Math.floor((dim - 1) / 2 ** level) / BRICK) + 1) as [
      number,
      number,
      number,
    ];
    return { bricks: [x, y, z] as const, words: Math.ceil((x * y * z) / 32) };
  });
  const needed = grids[0]!.words * WORD_BYTES;
  const available = Math.min(TOP_BYTES, maxBindingBytes);
  if (needed > available) {
    throw new LimitError(
      'LIMIT_EXTENT',
      `The cloud spans ${grid.dims.join(' × ')} voxels of ${grid.voxelSizeM} m: too many to index. Use larger voxels.`,
      { limit: 'voxel index bytes', needed, available, remedy: 'use larger voxels' },
    );
  }
  return grids;
}
