import { BRICK, LimitError, type VoxelGrid } from '../../core/index.ts';

/** The bitmap's shape at one level. The clouds of a batch lie one after the other, each in its own bricks. */
export interface BrickGrid {
  /** Bricks along x, y, z of one cloud. */
  readonly bricks: readonly [number, number, number];
  /** (bits, rank) words of the top bitmap. */
  readonly words: number;
}

/** Bytes of one (bits, rank) word. */
export const WORD_BYTES = 8;
/** The top bitmap is the only buffer that grows with empty space; past this it would crowd out the network. */
const TOP_BYTES = 1024 ** 3;

/**
 * Brick grids of `levels` levels, finest first; each level halves the dimensions. The kernels know a voxel's cloud besides its
 * coordinates, which stay as they are: a look-up that leaves the bricks of one cloud misses, so no empty bricks have to lie between.
 * @throws LimitError LIMIT_EXTENT when the finest bitmap is larger than `maxBindingBytes` or 1 GiB.
 */
export function brickGrids(grid: VoxelGrid, levels: number, maxBindingBytes: number, items = 1): readonly BrickGrid[] {
  const grids = Array.from({ length: levels }, (_, level) => {
    const [x, y, z] = grid.dims.map((dim) => Math.floor(Math.floor((dim - 1) / 2 ** level) / BRICK) + 1) as [
      number,
      number,
      number,
    ];
    return { bricks: [x, y, z] as const, words: Math.ceil((items * x * y * z) / 32) };
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
