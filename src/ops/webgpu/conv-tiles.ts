import type { GpuContext, Kernel } from '../../gpu/index.ts';
import type { TemplateValues } from './expand-wgsl.ts';
import { FAMILIES } from './layer-kernels.ts';
import { TILE_SLOTS } from './tile-program.ts';

/** A register tile of the convolution kernels. */
export interface ConvTile {
  /** `tile`: workgroup memory and barriers; `rows`: registers only; `lanes`: registers and subgroup broadcasts. */
  readonly kind: 'tile' | 'rows' | 'lanes';
  /** Rows and fours of output channels that a thread holds. */
  readonly rows: number;
  readonly columns: number;
  /** Threads along rows and along channels. */
  readonly down: number;
  readonly across: number;
}

/**
 * The variants that are kept, for any adapter to choose from. A thread of `tile` loads `rows + 4 · columns` fours from workgroup memory for
 * `16 · rows · columns` multiply-adds: 10 to 16 a load, where a usual GPU needs about 8 to keep its arithmetic busy. 64 sums and what
 * they are made of fit 128 registers; with more, fewer threads would be in flight to hide the latency of the gathers. Each tile fits the
 * 16 KiB of workgroup memory that every device has, and leaves room for a second workgroup where there are 32. A block of 64 rows × 64
 * channels × 16 inputs is 131,072 operations on 4 KiB of halves from outside: 32 a byte, above what any of today's GPUs needs of its
 * cache. A linear layer runs in the same tiles with every row at its own place: the dense matrix product that others are measured by.
 */
export const CONV_TILES = {
  /** 64 × 64. */
  wide: { kind: 'tile', rows: 8, columns: 2, down: 8, across: 8 },
  /** 64 × 48: for 48 and 96 channels, where `wide` would leave columns empty. */
  twelve: { kind: 'tile', rows: 4, columns: 3, down: 16, across: 4 },
  /** 128 × 32: where there are no more columns, twice the rows for the same weights. */
  tall: { kind: 'tile', rows: 8, columns: 2, down: 16, across: 4 },
  /** 128 × 24. */
  six: { kind: 'tile', rows: 4, columns: 3, down: 32, across: 2 },
  /** 128 × 8: the few outputs of a head. */
  thin: { kind: 'tile', rows: 4, columns: 1, down: 32, across: 2 },
  /** 128 × 16: one four a thread, so 10.7 multiply-adds a load. */
  narrow: { kind: 'tile', rows: 8, columns: 1, down: 16, across: 4 },
  /** 32 × 64: coarse levels have too few rows to fill a device with tall tiles. */
  low: { kind: 'tile', rows: 4, columns: 2, down: 8, across: 8 },
  /** 32 × 16: four times the workgroups of `low` where even that leaves cores idle, and no empty columns for 80 or 112 channels. */
  small: { kind: 'tile', rows: 4, columns: 1, down: 8, across: 4 },
  /** 32 × 32 without a barrier: on an emulated GPU a barrier is a switch of coroutines, and workgroup memory no faster than any other. */
  registers: { kind: 'rows', rows: 4, columns: 2, down: 8, across: 4 },
  /** 32 × 4 by subgroups of four lanes (SwiftShader), 32 × 8 by eight (llvmpipe with AVX), 32 × 16 by sixteen (with AVX-512). */
  lanes4: { kind: 'lanes', rows: 8, columns: 1, down: 4, across: 1 },
  lanes8: { kind: 'lanes', rows: 4, columns: 2, down: 8, across: 1 },
  lanes16: { kind: 'lanes', rows: 2, columns: 4, down: 16, across: 1 },
} as const satisfies Record<string, ConvTile>;

export type ConvTileName = keyof typeof CONV_TILES;

/** Rows and fours of output channels of a workgroup. */
export function tileSize({ rows, columns, down, across }: ConvTile): { rows: number; fours: number } {
  return { rows: rows * down, fours: columns * across };
}

/** Whose text decides how fast a tile is. */
export const CONV_FAMILIES = [FAMILIES.convTile, FAMILIES.convRows, FAMILIES.convLanes] as const;

const FAMILY = { tile: FAMILIES.convTile, rows: FAMILIES.convRows, lanes: FAMILIES.convLanes } as const;

/** The program of a tile for matrices stored in some form. */
export function convKernel(tile: ConvTile, forms: TemplateValues): Kernel {
  const { kind, rows, columns, down, across } = tile;
  const values = {
    ...forms,
    ROWS: rows,
    COLUMNS: columns,
    DOWN: down,
    ACROSS: across,
    BANDS: (rows * down) / TILE_SLOTS,
    BAND_ROWS: TILE_SLOTS / down,
  };
  return FAMILY[kind].kernel(values, down * across);
}

/** What a tile is chosen by. */
export interface ConvShape {
  readonly rows: number;
  readonly inFours: number;
  readonly outFours: number;
}

/** What a device can run, and what it is. */
export interface ConvDevice {
  readonly isSoftware: boolean;
  /** Lanes of every subgroup; undefined where there are no subgroups or their size varies. */
  readonly lanes: number | undefined;
}

export function convDevice({ isSoftware, features, adapterInfo }: GpuContext): ConvDevice {
  const { subgroupMinSize, subgroupMaxSize } = adapterInfo;
  const fixed = features.has('subgroups') && subgroupMinSize === subgroupMaxSize;
  return { isSoftware, lanes: fixed ? subgroupMinSize : undefined };
}

/** Variants that a device can run and that are worth a try on it. */
export function candidateTiles({ isSoftware, lanes }: ConvDevice): readonly ConvTileName[] {
  const names = Object.keys(CONV_TILES) as ConvTileName[];
  if (!isSoftware) return names.filter((name) => CONV_TILES[name].kind === 'tile');
  const byLanes = names.filter((name) => CONV_TILES[name].kind === 'lanes' && CONV_TILES[name].down === lanes);
  return byLanes.length > 0 ? byLanes : ['registers'];
}

/** Workgroups below which a device of some dozen cores is not full. */
const FULL = 256;
/** What a load from workgroup memory costs, in multiply-adds. */
const LOAD_COST = 8;
/** What bringing a four of inputs or weights there costs, which serves all columns or all rows of the tile. */
const STAGE_COST = 32;

/**
 * The tile expected to be the fastest, without any measurement: the least of multiply-adds and loads per useful output, counting columns
 * beyond the last channel and a device that is not filled.
 */
export function defaultTile(shape: ConvShape, candidates: readonly ConvTileName[]): ConvTileName {
  const costs = candidates.map((name) => {
    const { rows, columns } = CONV_TILES[name];
    const size = tileSize(CONV_TILES[name]);
    const blocks = Math.ceil(shape.outFours / size.fours);
    const wasted = (blocks * size.fours) / shape.outFours;
    const loads = (LOAD_COST * (rows + 4 * columns)) / (16 * rows * columns);
    const staging = (STAGE_COST / 16) * (1 / size.fours + 4 / size.rows);
    const perOutput = 1 + loads + staging;
    const workgroups = Math.ceil(shape.rows / size.rows) * blocks;
    // On LiDAR levels of 10,000 to 125,000 rows 3 to 12 % of the (row, offset) pairs of tiles of 32 rows are empty, 9 to 33 % in tiles of
    // 128. Bands skip the arithmetic of those, but not the tile's loads: that saves about three quarters of them on a device that is full,
    // nothing where each workgroup has a core to itself and its longest band is what it waits for.
    const skipped = 0.75 * Math.min(1, workgroups / FULL);
    const vain = 1 + ((1 - skipped) * size.rows) / (5 * Math.sqrt(shape.rows));
    // A device that is half empty is not half as fast: what runs has its caches to itself.
    return wasted * vain * perOutput * Math.max(1, Math.sqrt(FULL / workgroups));
  });
  return candidates[costs.indexOf(Math.min(...costs))]!;
}
