import { KernelError, type VoxelGrid } from '../../core/index.ts';
import { floatBits } from '../../gpu/index.ts';
import { type IndexOptions, type Level, type PointInput, VOXEL_CHANNELS, type VoxelIndex } from '../ops.ts';
import { type BrickGrid, brickGrids, WORD_BYTES } from './brick-grid.ts';
import { buildPrograms } from './build-program.ts';
import { estimateRoom, type IndexRoom } from './estimate-rows.ts';
import type { GpuMemory } from './gpu-memory.ts';
import type { GpuTable, GpuTensor } from './handles.ts';
import { IndexCounts, rowThreads, type Stage, WORDS_PER_BRICK } from './index-stage.ts';
import { KERNELS } from './kernels.ts';
import { buildLevel, emitCoords } from './level-maps.ts';
import { rankWords, wholeBlocks } from './rank-words.ts';

/**
 * Two-level bitmap index on the GPU: mark, scan popcounts to ranks, look up, order by neighbourhood. `exact` reads back how many bricks,
 * then how many rows each level has, so that every buffer is allocated to size; `capacity` only records, and everything up to the
 * network's output can be one submit.
 * @throws LimitError LIMIT_EXTENT, LIMIT_DEVICE
 */
export async function buildIndex(
  memory: GpuMemory,
  points: PointInput,
  grid: VoxelGrid,
  levels: number,
  options: IndexOptions = {},
  estimate: typeof estimateRoom = estimateRoom,
): Promise<VoxelIndex> {
  const { count, items = [0] } = points;
  requirePoints(points);
  const grids = brickGrids(grid, levels, memory.context.limits.maxStorageBufferBindingSize, items.length);
  const frame = [...grid.min.map(floatBits), floatBits(1 / grid.voxelSizeM)];
  const scratch: GPUBuffer[] = [];
  const hold = (buffer: GPUBuffer): GPUBuffer => {
    scratch.push(buffer);
    return buffer;
  };
  try {
    const positions = hold(memory.upload(points.positions, 'positions'));
    const starts = hold(memory.upload(Uint32Array.from(items), 'items'));
    const voxels = hold(memory.scratch(count * 16, 'point voxels'));
    const place = [...frame, ...grid.dims, count, 0, items.length];
    memory.recorder.dispatch(KERNELS.voxelizePoints, [positions, starts, voxels], place, count);

    const counts = new IndexCounts(hold(memory.zeros(IndexCounts.words(levels) * 4, 'counts')), levels);
    const room = options.sizes === 'capacity' ? estimate(points, grid, levels) : undefined;
    const stages = await markStages(memory, voxels, count, grids, counts, room, hold);
    return memory.allOrNothing(() => {
      const coords = stages.map((stage) => emitCoords(memory, stage));
      const built = stages.map((stage, level) => buildLevel(memory, stage, coords[level]!, stages, options));
      const pointRows = findPointRows(memory, voxels, count, stages[0]!);
      const finest = built[0]!.level;
      const features = voxelFeatures(memory, points, positions, pointRows, frame, finest, stages[0]!);
      buildPrograms(
        memory,
        built.flatMap(({ convolved }) => convolved),
      );
      const rowCounts = rowCounter(memory, stages, counts);
      return { levels: built.map(({ level }) => level), pointRows, features, rowCounts };
    });
  } finally {
    for (const buffer of scratch) memory.release(buffer);
  }
}

/** Bitmaps and ranks of all levels, bricks first, then voxels. Without `room`, waits for the counts in between. */
async function markStages(
  memory: GpuMemory,
  voxels: GPUBuffer,
  count: number,
  grids: readonly BrickGrid[],
  counts: IndexCounts,
  room: IndexRoom | undefined,
  hold: (buffer: GPUBuffer) => GPUBuffer,
): Promise<readonly Stage[]> {
  const { recorder } = memory;
  const levels = grids.length;
  const counted = room !== undefined;
  const tops = grids.map(({ bricks, words }, level) => {
    const top = hold(memory.zeros(words * WORD_BYTES, 'top bitmap'));
    recorder.dispatch(KERNELS.markBricks, [voxels, top], [...bricks, count, level], count);
    return top;
  });
  rankWords(
    memory,
    grids.map(({ words }, level) => ({ words: tops[level]!, length: words, total: counts.bricks(level) })),
  );
  const brickRooms = room?.bricks ?? (await readCounts(memory, counts, levels, 0));
  const lengths = brickRooms.map((room) => room * WORDS_PER_BRICK);
  const masks = grids.map((_, level) => {
    const used = wholeBlocks(counts.bricks(level), brickRooms[level]!, WORDS_PER_BRICK);
    return hold(memory.zeros(lengths[level]! * WORD_BYTES, 'brick masks', counted ? used : undefined));
  });
  grids.forEach(({ bricks }, level) => {
    const params = [...bricks, count, level, brickRooms[level]!];
    recorder.dispatch(KERNELS.markVoxels, [voxels, tops[level]!, masks[level]!], params, count);
  });
  rankWords(
    memory,
    grids.map((_, level) => ({
      words: masks[level]!,
      length: lengths[level]!,
      total: counts.rows(level),
      ...(counted && { used: { count: counts.bricks(level), each: WORDS_PER_BRICK } }),
    })),
  );
  const rows = room?.rows ?? (await readCounts(memory, counts, levels, levels));
  return grids.map((grid, level) => ({
    ...grid,
    level,
    counts,
    counted,
    top: tops[level]!,
    masks: masks[level]!,
    brickRoom: brickRooms[level]!,
    rowRoom: rows[level]!,
  }));
}

async function readCounts(
  memory: GpuMemory,
  counts: IndexCounts,
  levels: number,
  from: number,
): Promise<readonly number[]> {
  const words = new Uint32Array(await memory.read(counts.buffer, levels * 8));
  return [...words.subarray(from, from + levels)];
}

function rowCounter(memory: GpuMemory, stages: readonly Stage[], counts: IndexCounts): VoxelIndex['rowCounts'] {
  if (!stages[0]!.counted) {
    const known = stages.map((stage) => stage.rowRoom);
    return () => Promise.resolve(known);
  }
  return async () => {
    const words = new Uint32Array(await memory.read(counts.buffer, stages.length * 8));
    return stages.map(({ level, brickRoom, rowRoom }) => {
      const rows = words[stages.length + level]!;
      // Voxels of bricks that found no room are not among the rows: too many bricks are too many rows.
      return words[level]! > brickRoom ? Math.max(rows, rowRoom + 1) : rows;
    });
  };
}

function findPointRows(memory: GpuMemory, voxels: GPUBuffer, count: number, stage: Stage): GpuTable {
  const table = memory.table(1, count);
  const buffers = [voxels, stage.top, stage.masks, table.storage!];
  memory.recorder.dispatch(KERNELS.findRows, buffers, [...stage.bricks, count, 0], count);
  return table;
}

function voxelFeatures(
  memory: GpuMemory,
  points: PointInput,
  positions: GPUBuffer,
  pointRows: GpuTable,
  frame: readonly number[],
  level: Level,
  stage: Stage,
): GpuTensor {
  const { recorder } = memory;
  const heights = memory.upload(points.heights, 'heights');
  const sums = memory.zeros(level.rows * VOXEL_CHANNELS * 4, 'feature sums', rowThreads(stage, VOXEL_CHANNELS));
  const buffers = [positions, heights, pointRows.storage!, sums];
  recorder.dispatch(KERNELS.accumulateFeatures, buffers, [...frame, points.count, 0, level.rows], points.count);
  const features = memory.tensor(level, VOXEL_CHANNELS);
  features.stale = [0, 0];
  recorder.dispatch(KERNELS.finaliseFeatures, [sums, features.storage!], [level.rows], rowThreads(stage));
  memory.release(sums);
  memory.release(heights);
  return features;
}

function requirePoints({ count, positions, heights, items = [0] }: PointInput): void {
  if (positions.length !== count * 3 || heights.length !== count) {
    throw new KernelError('KERNEL_RUN', `index: ${count} points need ${count * 3} coordinates and ${count} heights.`, {
      kernel: 'index',
    });
  }
  const ascending = items.every((start, i) => (i === 0 ? start === 0 : start >= items[i - 1]! && start <= count));
  if (items.length === 0 || !ascending) {
    throw new KernelError('KERNEL_RUN', 'index: the first points of a batch’s clouds start with 0 and ascend.', {
      kernel: 'index',
    });
  }
}
