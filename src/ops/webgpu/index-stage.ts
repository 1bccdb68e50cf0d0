import type { DeviceCount, Extent } from '../../gpu/index.ts';
import type { BrickGrid } from './brick-grid.ts';

/** Mask words of one brick: 512 voxel bits. */
export const WORDS_PER_BRICK = 16;
/** Most tile groups of a level: 3 of the neighbours, 25 of the wide ones, 1 of the children, 1 of the inverse. */
const GROUPS = 30;

/** One level while it is being built. */
export interface Stage extends BrickGrid {
  readonly level: number;
  readonly top: GPUBuffer;
  readonly masks: GPUBuffer;
  /** Bricks and rows there is room for: as many as there are, unless `counted`. */
  readonly brickRoom: number;
  readonly rowRoom: number;
  readonly counts: IndexCounts;
  /** Only the device knows how many bricks and rows there are. */
  readonly counted: boolean;
}

/** Everything that an index counts, in one small buffer: bricks, rows, and slots in use of the tile groups, by level. */
export class IndexCounts {
  readonly buffer: GPUBuffer;
  private readonly levels: number;

  constructor(buffer: GPUBuffer, levels: number) {
    this.buffer = buffer;
    this.levels = levels;
  }

  static words(levels: number): number {
    return levels * (2 + GROUPS);
  }

  bricks(level: number): DeviceCount {
    return { buffer: this.buffer, index: level };
  }

  rows(level: number): DeviceCount {
    return { buffer: this.buffer, index: this.levels + level };
  }

  /** First of a level's words for tile groups. */
  groupsAt(level: number): number {
    return this.levels * 2 + level * GROUPS;
  }
}

/** Threads, `each` a row. */
export function rowThreads(stage: Stage, each = 1): Extent {
  if (!stage.counted) return stage.rowRoom * each;
  return { count: stage.counts.rows(stage.level), most: stage.rowRoom, each };
}

/** A column of workgroups that covers the rows, `columns` times. */
export function rowColumns(stage: Stage, perWorkgroup: number, columns: number): Extent {
  if (!stage.counted) return { workgroups: [Math.ceil(stage.rowRoom / perWorkgroup), columns] };
  return { count: stage.counts.rows(stage.level), most: stage.rowRoom, perWorkgroup, columns };
}

/** Threads, one a mask word. */
export function wordThreads(stage: Stage): Extent {
  if (!stage.counted) return stage.brickRoom * WORDS_PER_BRICK;
  return { count: stage.counts.bricks(stage.level), most: stage.brickRoom, each: WORDS_PER_BRICK };
}
