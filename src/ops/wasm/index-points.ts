import { KERNEL_OFFSETS, OCTANTS, type VoxelGrid } from '../../core/index.ts';
import type { IndexOptions, Level, Ops, PointInput, VoxelIndex } from '../ops.ts';
import { BrickIndex } from './brick-index.ts';
import { childRows, inverseRows, neighbourRows, parentRows } from './level-tables.ts';
import { quantize, voxelFeatures } from './voxel-features.ts';

/** `Ops.index` on the calling thread; the results are uploaded to `ops`. */
export function indexPoints(
  ops: Ops,
  points: PointInput,
  grid: VoxelGrid,
  levels: number,
  options: IndexOptions,
): VoxelIndex {
  const items = points.items?.length ?? 1;
  const voxels = quantize(points, grid);
  let dims = grid.dims;
  const indices = [new BrickIndex(voxels, points.count, dims, items)];
  for (let level = 1; level < levels; level++) {
    const finer = indices[level - 1]!;
    dims = [Math.ceil(dims[0] / 2), Math.ceil(dims[1] / 2), Math.ceil(dims[2] / 2)];
    indices.push(
      new BrickIndex(
        finer.places.map((value, i) => (i < 3 * finer.rows ? value >>> 1 : value)),
        finer.rows,
        dims,
        items,
      ),
    );
  }
  const finest = indices[0]!;
  const pointRows = new Uint32Array(points.count);
  for (let i = 0; i < points.count; i++) {
    pointRows[i] = finest.row(
      voxels[i]!,
      voxels[points.count + i]!,
      voxels[2 * points.count + i]!,
      voxels[3 * points.count + i]!,
    );
  }
  const features = voxelFeatures(points, grid, pointRows, finest.rows);
  return {
    levels: indices.map((index, level) => levelOf(ops, index, indices[level - 1], indices[level + 1], options)),
    pointRows: ops.uploadTable(pointRows, 1, points.count),
    features: ops.upload(features, finest.rows, features.length / Math.max(finest.rows, 1)),
    rowCounts: async () => indices.map((index) => index.rows),
  };
}

function levelOf(
  ops: Ops,
  index: BrickIndex,
  finer: BrickIndex | undefined,
  coarser: BrickIndex | undefined,
  options: IndexOptions,
): Level {
  const { rows, places } = index;
  const level: Level = {
    rows,
    coords: ops.uploadTable(places, 3, rows),
    neighbours: ops.uploadTable(neighbourRows(index, 1), KERNEL_OFFSETS, rows),
    ...(options.kernel5 && { neighbours5: ops.uploadTable(neighbourRows(index, 2), 125, rows) }),
  };
  if (!finer && !coarser) return level;
  const parents = coarser && ops.uploadTable(parentRows(index, coarser), 1, rows);
  const children = finer && ops.uploadTable(childRows(index, finer), OCTANTS, rows);
  const inverse = coarser && options.inverse && ops.uploadTable(inverseRows(index, coarser), OCTANTS, rows);
  return { ...level, ...(parents && { parents }), ...(children && { children }), ...(inverse && { inverse }) };
}
