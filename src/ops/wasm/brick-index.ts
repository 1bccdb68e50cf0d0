import { BRICK, LimitError, NO_ROW, type VoxelGrid } from '../../core/index.ts';
import type { PointInput } from '../ops.ts';
import { runJob } from './jobs.ts';
import type { CpuMemory } from './memory.ts';
import type { ThreadPool } from './thread-pool.ts';

type Dims = readonly [number, number, number];

/** Largest top bitmap: 2³¹ bricks = 256 MiB of bits. */
const MAX_BRICKS = 2 ** 31;
/** 32-bit words that a brick's voxels take. */
const BRICK_WORDS = BRICK ** 3 / 32;
/** Bricks that a thread takes at a time. */
const BLOCK_BRICKS = 64;
/** Fields of `Grid` in `kernels/cpu/voxels.as.ts`, 32 bits each, in its order. */
const GRID_FIELDS = 14;

/** Brick and voxel of each point, as the kernels made them from float32 positions. */
export interface QuantizedPoints {
  readonly count: number;
  readonly numbers: number;
  readonly bits: number;
}

/**
 * One level's two-level brick bitmap with popcount ranks, in the kernels' memory: bits mark occupied bricks, and voxels within them;
 * a row number is a rank. Rows are ordered by item, then brick raster (x slowest), then in-brick raster.
 */
export class BrickIndex {
  readonly rows: number;
  readonly bricks: number;
  /** Of the `Grid` that the kernels read. */
  readonly pointer: number;
  private readonly memory: CpuMemory;
  private readonly dims: Dims;
  private readonly items: number;
  private readonly pointers: number[] = [];

  /**
   * @param markBricks marks occupied bricks in the grid at this pointer; then `markVoxels` the voxels within them.
   * @throws LimitError
   */
  private constructor(
    memory: CpuMemory,
    dims: Dims,
    items: number,
    markBricks: (grid: number) => void,
    markVoxels: (grid: number) => void,
  ) {
    this.memory = memory;
    this.dims = dims;
    this.items = items;
    const { kernels } = memory;
    const brickDims = dims.map((side) => Math.ceil(side / BRICK)) as [number, number, number];
    const brickCount = items * brickDims[0] * brickDims[1] * brickDims[2];
    if (brickCount > MAX_BRICKS) {
      throw new LimitError('LIMIT_EXTENT', 'the cloud is too large for this voxel size: use larger voxels or crop it', {
        limit: 'bricks',
        needed: brickCount,
        available: MAX_BRICKS,
      });
    }
    try {
      const words = Math.ceil(brickCount / 32);
      this.pointer = this.zeros(GRID_FIELDS);
      const top = this.zeros(words);
      const topRanks = this.zeros(words);
      const fields = [...dims, ...brickDims, top, topRanks, words];
      this.describe(fields);
      markBricks(this.pointer);
      this.bricks = kernels.rankWords(top, topRanks, words);
      const masks = this.zeros(this.bricks * BRICK_WORDS);
      const ranks = this.zeros(this.bricks * BRICK_WORDS);
      fields.push(masks, ranks, this.bricks, this.zeros(this.bricks));
      this.describe(fields);
      kernels.listBricks(this.pointer);
      markVoxels(this.pointer);
      this.rows = kernels.rankWords(masks, ranks, this.bricks * BRICK_WORDS);
      this.describe([...fields, this.rows]);
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** The finest level. `points.numbers` and `points.bits` ([count]) are filled. */
  static ofPoints(memory: CpuMemory, input: PointInput, positions: number, grid: VoxelGrid, points: QuantizedPoints) {
    const { kernels } = memory;
    const { items = [0], count } = input;
    const { numbers, bits } = points;
    const [x, y, z] = grid.min;
    const inverse = 1 / grid.voxelSizeM;
    const quantize = (at: number) => {
      for (const [item, first] of items.entries()) {
        const n = (items[item + 1] ?? count) - first;
        const skip = first * 4;
        kernels.quantizePoints(at, positions + 3 * skip, n, item, x, y, z, inverse, numbers + skip, bits + skip);
      }
    };
    const mark = (at: number) => kernels.markPoints(at, numbers, bits, count);
    return new BrickIndex(memory, grid.dims, items.length, quantize, mark);
  }

  /** The next coarser level. */
  coarser(): BrickIndex {
    const { memory, pointer, items } = this;
    const { kernels } = memory;
    const dims = this.dims.map((side) => Math.ceil(side / 2)) as [number, number, number];
    const markBricks = (coarse: number) => kernels.coarsenBricks(pointer, coarse);
    return new BrickIndex(memory, dims, items, markBricks, (coarse) => kernels.coarsenVoxels(pointer, coarse));
  }

  /** Fills a table [(2·reach + 1)³ × rows]. */
  listNeighbours(pool: ThreadPool | undefined, reach: number, table: number): void {
    const x = { pointer: this.pointer, pitch: 0 };
    const shared = { rows: this.bricks, blockRows: BLOCK_BRICKS };
    runJob(this.memory, pool, { kind: 'neighbours', ...shared, x, inputChannels: reach, table });
  }

  /** Fills parents [rows], the coarser level's children [8 × its rows] and, unless 0, inverse [8 × rows]. */
  link(coarser: BrickIndex, parents: number, children: number, inverse: number): void {
    this.memory.u32(children, 8 * coarser.rows).fill(NO_ROW);
    if (inverse !== 0) this.memory.u32(inverse, 8 * this.rows).fill(NO_ROW);
    this.memory.kernels.linkLevels(this.pointer, coarser.pointer, parents, children, inverse);
  }

  release(): void {
    for (const pointer of this.pointers.splice(0)) this.memory.release(pointer);
  }

  private zeros(words: number): number {
    const pointer = this.memory.allocate(words * 4);
    this.pointers.push(pointer);
    this.memory.u32(pointer, words).fill(0);
    return pointer;
  }

  private describe(fields: readonly number[]): void {
    this.memory.u32(this.pointer, GRID_FIELDS).set(fields);
  }
}
