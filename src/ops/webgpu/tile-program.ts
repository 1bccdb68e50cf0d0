import type { DeviceCount } from '../../gpu/index.ts';

/** Masks are kept for tiles of this many slots; a convolution may work on tiles of 1, 2 or 4 of them. */
export const TILE_SLOTS = 32;
/** Slots are padded to whole tiles of the tallest kind. */
export const TILE_ALIGN = 128;

/**
 * Output rows of one group of kernel offsets, ordered so that rows with the same neighbours stand together: a tile runs only the offsets
 * that one of its rows has (docs: sparse convolution, masked implicit GEMM). Positions count u32 words in the program's buffer.
 */
export interface TileGroup {
  /** Kernel offsets k that the group covers; bit i of a mask stands for `offsets[i]`. At most 9. */
  readonly offsets: readonly number[];
  /** Slots there is room for, a multiple of `TILE_ALIGN`. */
  readonly capacity: number;
  /** u32 [capacity]: output row of each slot, `NO_ROW` in the padding. */
  readonly slotsAt: number;
  /** u32 [capacity / TILE_SLOTS]: which offsets some row of the tile has. */
  readonly masksAt: number;
  /** u32 [offsets × capacity]: input row of each slot, `NO_ROW` where there is none and in the padding. */
  readonly entriesAt: number;
  /** Slots in use, not counting padding. */
  readonly used: DeviceCount;
}

/** What a program is built from, beside the table. */
export interface ProgramPlan {
  /** Rows in use, also where the host knows them. */
  readonly rows: DeviceCount;
  /** Where in the buffer of `rows` the slots in use of the groups are to go, one after the other. */
  readonly usedAt: number;
  /** Only the device knows the rows in use, so that it sizes the dispatches. */
  readonly counted: boolean;
}

/**
 * What a convolution consumes instead of a table: groups run in order, each adding to the rows it covers. Rows that a group has no
 * neighbour for are left out of it; the last group covers every row, and so runs the epilogue.
 */
export interface TileProgram {
  readonly buffer: GPUBuffer;
  readonly groups: readonly TileGroup[];
}
