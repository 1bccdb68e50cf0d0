import { KERNEL_OFFSETS, OCTANTS, type VoxelGrid } from '../../core/index.ts';
import { type IndexOptions, type Level, type PointInput, VOXEL_CHANNELS, type VoxelIndex } from '../ops.ts';
import { BrickIndex } from './brick-index.ts';
import type { WasmTable, WasmTensor } from './handles.ts';
import type { WasmOps } from './wasm-ops.ts';

/** Offsets of a kernel of size 5. */
const KERNEL5_OFFSETS = 125;
/** 32-bit sums that a voxel's features are made of: see `kernels/cpu/features.as.ts`. */
const FEATURE_SUMS = 8;

/** `Ops.index`, in the kernels. @throws LimitError; nothing is left allocated. */
export function indexPoints(
  ops: WasmOps,
  points: PointInput,
  grid: VoxelGrid,
  levels: number,
  options: IndexOptions,
): VoxelIndex {
  const { memory } = ops;
  const { kernels } = memory;
  const { count } = points;
  const made: (WasmTable | WasmTensor)[] = [];
  const temporary: number[] = [];
  const indices: BrickIndex[] = [];
  const take = (words: number) => temporary[temporary.push(memory.allocate(words * 4)) - 1]!;
  const table = (offsets: number, rows: number) => {
    const handle = ops.table(offsets, rows);
    made.push(handle);
    return handle;
  };
  try {
    const positions = take(3 * count);
    const heights = take(count);
    const quantized = { count, numbers: take(count), bits: take(count) };
    memory.f32(positions, 3 * count).set(points.positions.subarray(0, 3 * count));
    memory.f32(heights, count).set(points.heights.subarray(0, count));

    const finest = BrickIndex.ofPoints(memory, points, positions, grid, quantized);
    indices.push(finest);
    while (indices.length < levels) indices.push(indices.at(-1)!.coarser());

    const pointRows = table(1, count);
    kernels.pointRows(finest.pointer, quantized.numbers, quantized.bits, count, pointRows.pointer);
    const sums = take(FEATURE_SUMS * finest.rows);
    memory.u32(sums, FEATURE_SUMS * finest.rows).fill(0);
    const [x, y, z] = grid.min;
    kernels.sumFeatures(positions, heights, pointRows.pointer, count, x, y, z, 1 / grid.voxelSizeM, sums);
    const features = ops.tensor(finest.rows, VOXEL_CHANNELS);
    made.push(features);
    kernels.voxelFeatures(sums, finest.rows, features.pointer);

    const links = indices.slice(1).map((coarser, level) => {
      const finer = indices[level]!;
      const parents = table(1, finer.rows);
      const children = table(OCTANTS, coarser.rows);
      const inverse = options.inverse ? table(OCTANTS, finer.rows) : undefined;
      finer.link(coarser, parents.pointer, children.pointer, inverse?.pointer ?? 0);
      return { parents, children, ...(inverse && { inverse }) };
    });
    const neighbours = (index: BrickIndex, reach: number, offsets: number) => {
      const handle = table(offsets, index.rows);
      index.listNeighbours(ops.pool, reach, handle.pointer);
      return handle;
    };
    const built = indices.map((index, level): Level => {
      const coords = table(3, index.rows);
      kernels.listVoxels(index.pointer, coords.pointer);
      const { parents, inverse } = links[level] ?? {};
      const children = links[level - 1]?.children;
      return {
        rows: index.rows,
        coords,
        neighbours: neighbours(index, 1, KERNEL_OFFSETS),
        ...(parents && { parents }),
        ...(children && { children }),
        ...(inverse && { inverse }),
        ...(options.kernel5 && { neighbours5: neighbours(index, 2, KERNEL5_OFFSETS) }),
      };
    });
    return { levels: built, pointRows, features, rowCounts: async () => built.map(({ rows }) => rows) };
  } catch (error) {
    ops.release(...made);
    throw error;
  } finally {
    for (const index of indices) index.release();
    for (const pointer of temporary) memory.release(pointer);
  }
}
