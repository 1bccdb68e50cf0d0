import { KERNEL_OFFSETS, KernelError, OCTANTS, type VoxelGrid } from '../../core/index.ts';
import { floatBits } from '../../gpu/index.ts';
import { type Level, type PointInput, VOXEL_CHANNELS, type VoxelIndex } from '../ops.ts';
import { type BrickGrid, brickGrids, WORD_BYTES } from './brick-grid.ts';
import type { GpuMemory } from './gpu-memory.ts';
import type { GpuTable, GpuTensor } from './handles.ts';
import { KERNELS } from './kernels.ts';
import { rankWords } from './rank-words.ts';

/** Mask words of one brick: 512 voxel bits. */
const WORDS_PER_BRICK = 16;

/** One level while it is being built. */
interface Stage extends BrickGrid {
  readonly level: number;
  readonly top: GPUBuffer;
  bricksUsed: number;
  masks: GPUBuffer;
  rows: number;
}

/**
 * Two-level bitmap index on the GPU: mark, scan popcounts to ranks, look up. Two small read-backs tell how many bricks, then how many
 * rows each level has, so that every buffer is allocated to size.
 * @throws LimitError LIMIT_EXTENT, LIMIT_DEVICE
 */
export async function buildIndex(
  memory: GpuMemory,
  points: PointInput,
  grid: VoxelGrid,
  levels: number,
): Promise<VoxelIndex> {
  const { recorder } = memory;
  const { count } = points;
  if (points.positions.length !== count * 3 || points.heights.length !== count) {
    throw new KernelError('KERNEL_RUN', `index: ${count} points need ${count * 3} coordinates and ${count} heights.`, {
      kernel: 'index',
    });
  }
  const grids = brickGrids(grid, levels, memory.context.limits.maxStorageBufferBindingSize);
  const frame = [...grid.min.map(floatBits), floatBits(1 / grid.voxelSizeM)];

  const scratch: GPUBuffer[] = [];
  const hold = (buffer: GPUBuffer): GPUBuffer => {
    scratch.push(buffer);
    return buffer;
  };
  try {
    const positions = hold(memory.upload(points.positions, 'positions'));
    const voxels = hold(memory.scratch(count * 12, 'point voxels'));
    recorder.dispatch(KERNELS.voxelizePoints, [positions, voxels], [...frame, ...grid.dims, count, 0], count);

    const counts = hold(memory.scratch(levels * 8, 'counts'));
    const stages = grids.map((brickGrid, level): Stage => {
      const top = hold(memory.zeros(brickGrid.words * WORD_BYTES, 'top bitmap'));
      recorder.dispatch(KERNELS.markBricks, [voxels, top], [...brickGrid.bricks, count, level], count);
      rankWords(memory, top, brickGrid.words, counts, level);
      return { ...brickGrid, level, top, bricksUsed: 0, masks: top, rows: 0 };
    });
    const bricksUsed = new Uint32Array(await memory.read(counts, levels * 4));
    for (const stage of stages) {
      stage.bricksUsed = bricksUsed[stage.level]!;
      const words = stage.bricksUsed * WORDS_PER_BRICK;
      stage.masks = hold(memory.zeros(words * WORD_BYTES, 'brick masks'));
      const buffers = [voxels, stage.top, stage.masks];
      recorder.dispatch(KERNELS.markVoxels, buffers, [...stage.bricks, count, stage.level], count);
      rankWords(memory, stage.masks, words, counts, levels + stage.level);
    }
    const rowCounts = new Uint32Array(await memory.read(counts, levels * 8), levels * 4);
    for (const stage of stages) stage.rows = rowCounts[stage.level]!;

    const coords = stages.map((stage) => emitCoords(memory, stage));
    const built = stages.map((stage, level) => buildLevel(memory, stage, coords[level]!, stages));
    const pointRows = findRows(memory, voxels, count, stages[0]!, 0);
    const features = voxelFeatures(memory, points, positions, pointRows, frame, stages[0]!.rows);
    const counted = stages.map((stage) => stage.rows);
    return { levels: built, pointRows, features, rowCounts: () => Promise.resolve(counted) };
  } finally {
    for (const buffer of scratch) memory.release(buffer);
  }
}

function buildLevel(memory: GpuMemory, stage: Stage, coords: GpuTable, stages: readonly Stage[]): Level {
  const finer = stages[stage.level - 1];
  const coarser = stages[stage.level + 1];
  return {
    rows: stage.rows,
    coords,
    neighbours: lookUp(memory, 'findNeighbours', coords, stage, KERNEL_OFFSETS),
    ...(coarser && { parents: findRows(memory, coords.storage!, stage.rows, coarser, 1) }),
    ...(finer && { children: lookUp(memory, 'findChildren', coords, finer, OCTANTS) }),
  };
}

function emitCoords(memory: GpuMemory, stage: Stage): GpuTable {
  const coords = memory.table(3, stage.rows);
  const listed = memory.scratch(stage.bricksUsed * 4, 'brick list');
  const words = stage.bricksUsed * WORDS_PER_BRICK;
  memory.recorder.dispatch(KERNELS.listBricks, [stage.top, listed], [stage.words], stage.words);
  const params = [...stage.bricks, words, stage.rows];
  memory.recorder.dispatch(KERNELS.emitRows, [listed, stage.masks, coords.storage!], params, words);
  memory.release(listed);
  return coords;
}

/** Rows in `stage` of the voxels `>> shift`. */
function findRows(memory: GpuMemory, voxels: GPUBuffer, count: number, stage: Stage, shift: number): GpuTable {
  const table = memory.table(1, count);
  const buffers = [voxels, stage.top, stage.masks, table.storage!];
  memory.recorder.dispatch(KERNELS.findRows, buffers, [...stage.bricks, count, shift], count);
  return table;
}

/** For every row of `coords` and each of `offsets` offsets, a row in `stage`. */
function lookUp(
  memory: GpuMemory,
  kernel: 'findNeighbours' | 'findChildren',
  coords: GpuTable,
  stage: Stage,
  offsets: number,
): GpuTable {
  const table = memory.table(offsets, coords.rows);
  const buffers = [coords.storage!, stage.top, stage.masks, table.storage!];
  memory.recorder.dispatch(KERNELS[kernel], buffers, [...stage.bricks, coords.rows], offsets * coords.rows);
  return table;
}

function voxelFeatures(
  memory: GpuMemory,
  points: PointInput,
  positions: GPUBuffer,
  pointRows: GpuTable,
  frame: readonly number[],
  rows: number,
): GpuTensor {
  const { recorder } = memory;
  const heights = memory.upload(points.heights, 'heights');
  const sums = memory.zeros(rows * VOXEL_CHANNELS * 4, 'feature sums');
  const buffers = [positions, heights, pointRows.storage!, sums];
  recorder.dispatch(KERNELS.accumulateFeatures, buffers, [...frame, points.count, 0], points.count);
  const features = memory.tensor(rows, VOXEL_CHANNELS);
  features.stale = [0, 0];
  recorder.dispatch(KERNELS.finaliseFeatures, [sums, features.storage!], [rows], rows);
  memory.release(sums);
  memory.release(heights);
  return features;
}
