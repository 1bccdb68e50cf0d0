import { KERNEL_OFFSETS, OCTANTS, type VoxelGrid } from '../../core/index.ts';
import type { Level, Ops, PointInput, VoxelIndex } from '../ops.ts';
import { BrickIndex } from './brick-index.ts';
import { childRows, neighbourRows, parentRows } from './level-tables.ts';
import { quantize, voxelFeatures } from './voxel-features.ts';

/** `Ops.index` on the calling thread; the results are uploaded to `ops`. */
export function indexPoints(ops: Ops, points: PointInput, grid: VoxelGrid, levels: number): VoxelIndex {
  const voxels = quantize(points, grid);
  let dims = grid.dims;
  const indices = [new BrickIndex(voxels, points.count, dims)];
  for (let level = 1; level < levels; level++) {
    const finer = indices[level - 1]!;
    dims = [Math.ceil(dims[0] / 2), Math.ceil(dims[1] / 2), Math.ceil(dims[2] / 2)];
    indices.push(
      new BrickIndex(
        finer.coords.map((value) => value >>> 1),
        finer.rows,
        dims,
      ),
    );
  }
  const finest = indices[0]!;
  const pointRows = new Uint32Array(points.count);
  for (let i = 0; i < points.count; i++) {
    pointRows[i] = finest.row(voxels[i]!, voxels[points.count + i]!, voxels[2 * points.count + i]!);
  }
  const features = voxelFeatures(points, grid, pointRows, finest.rows);
  return {
    levels: indices.map((index, level) => levelOf(ops, index, indices[level - 1], indices[level + 1])),
    pointRows: ops.uploadTable(pointRows, 1, points.count),
    features: ops.upload(features, finest.rows, features.length / Math.max(finest.rows, 1)),
  };
}

function levelOf(ops: Ops, index: BrickIndex, finer: BrickIndex | undefined, coarser: BrickIndex | undefined): Level {
  const { rows, coords } = index;
  const neighbours = neighbourRows(index);
  const level: Level = {
    rows,
    coords: ops.uploadTable(coords, 3, rows),
    neighbours: ops.uploadTable(neighbours, KERNEL_OFFSETS, rows),
  };
  if (!finer && !coarser) return level;
  const parents = coarser && ops.uploadTable(parentRows(index, coarser), 1, rows);
  const children = finer && ops.uploadTable(childRows(index, finer), OCTANTS, rows);
  return { ...level, ...(parents && { parents }), ...(children && { children }) };
}
