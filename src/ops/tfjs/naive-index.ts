import {
  BRICK,
  KERNEL_OFFSETS,
  KERNEL5_OFFSETS,
  LimitError,
  NO_ROW,
  OCTANTS,
  type VoxelGrid,
} from '../../core/index.ts';
import { type IndexOptions, type PointInput, VOXEL_CHANNELS } from '../ops.ts';

/** A level as plain arrays; shapes as in `Level`. */
export interface NaiveLevel {
  readonly rows: number;
  readonly coords: Uint32Array;
  readonly neighbours: Uint32Array;
  readonly parents?: Uint32Array;
  readonly children?: Uint32Array;
  readonly inverse?: Uint32Array;
  readonly neighbours5?: Uint32Array;
}

export interface NaiveIndex {
  readonly levels: readonly NaiveLevel[];
  readonly pointRows: Uint32Array;
  readonly features: Float32Array;
}

type Size = readonly [number, number, number];
/** x, y, z and the item, which no step from voxel to voxel changes. */
type Voxel = readonly [number, number, number, number];

/**
 * The voxel index by a Map of sort keys: slow, small, and independent of the bitmap that the other implementations share an idea of.
 * It states the arithmetic that they must match bit for bit (float32, no fused multiply-add).
 * @throws LimitError LIMIT_EXTENT when a sort key does not fit a double.
 */
export function naiveIndex(
  points: PointInput,
  grid: VoxelGrid,
  levels: number,
  options: IndexOptions = {},
): NaiveIndex {
  const items = points.items ?? [0];
  requireSortableKeys(grid.dims, items.length);
  const voxels: Voxel[] = [];
  const sums: number[][] = [];
  const inverse = Math.fround(1 / grid.voxelSizeM);
  let item = 0;
  for (let p = 0; p < points.count; p++) {
    while (item + 1 < items.length && items[item + 1]! <= p) item++;
    const voxel: number[] = [];
    const square: number[] = [];
    const offset: number[] = [];
    for (let axis = 0; axis < 3; axis++) {
      const shifted = Math.fround(points.positions[p * 3 + axis]! - Math.fround(grid.min[axis]!));
      const scaled = Math.fround(shifted * inverse);
      const cell = Math.floor(scaled);
      const fraction = Math.fround(scaled - cell);
      voxel.push(clamp(cell, 0, grid.dims[axis]! - 1));
      offset.push(Math.min(4095, Math.floor(fraction * 4096)));
      square.push((Math.floor(fraction * 256) - 128) ** 2);
    }
    const height = clamp(Math.floor(Math.fround(Math.fround(points.heights[p]! * 64) + 0.5)), -8192, 8191);
    voxels.push([...voxel, item] as unknown as Voxel);
    sums.push([1, ...offset, ...square, height]);
  }

  let rowOf = orderRows(voxels, grid.dims);
  const pointRows = Uint32Array.from(voxels, (voxel) => rowOf.get(keyOf(voxel, grid.dims))!);
  const features = finishFeatures(sums, pointRows, rowOf.size);

  const built: NaiveLevel[] = [];
  let dims: Size = grid.dims;
  let coords = uniqueCoords(rowOf, voxels, dims);
  let finer: { rowOf: Map<number, number>; dims: Size } | undefined;
  for (let level = 0; level < levels; level++) {
    const coarserDims = dims.map((dim) => Math.floor((dim - 1) / 2) + 1) as unknown as Size;
    const halves = coords.map(([x, y, z, owner]): Voxel => [x >> 1, y >> 1, z >> 1, owner]);
    const coarserRowOf = orderRows(halves, coarserDims);
    const parents = Uint32Array.from(halves, (voxel) => find(coarserRowOf, coarserDims, voxel));
    const coarsest = level + 1 === levels;
    const below = finer;
    built.push({
      rows: coords.length,
      coords: tableOf(3, coords, (voxel, axis) => voxel[axis]!),
      neighbours: tableOf(KERNEL_OFFSETS, coords, (voxel, k) =>
        find(rowOf, dims, add(voxel, [Math.floor(k / 9) - 1, (Math.floor(k / 3) % 3) - 1, (k % 3) - 1])),
      ),
      ...(!coarsest && { parents }),
      ...(below && {
        children: tableOf(OCTANTS, coords, ([x, y, z, owner], o) =>
          find(below.rowOf, below.dims, [2 * x + (o >> 2), 2 * y + ((o >> 1) & 1), 2 * z + (o & 1), owner]),
        ),
      }),
      ...(options.inverse &&
        !coarsest && {
          inverse: tableOf(OCTANTS, coords, ([x, y, z], o, row) =>
            o === (x & 1) * 4 + (y & 1) * 2 + (z & 1) ? parents[row]! : NO_ROW,
          ),
        }),
      ...(options.kernel5 && {
        neighbours5: tableOf(KERNEL5_OFFSETS, coords, (voxel, k) =>
          find(rowOf, dims, add(voxel, [Math.floor(k / 25) - 2, (Math.floor(k / 5) % 5) - 2, (k % 5) - 2])),
        ),
      }),
    });
    finer = { rowOf, dims };
    coords = uniqueCoords(coarserRowOf, halves, coarserDims);
    rowOf = coarserRowOf;
    dims = coarserDims;
  }
  return { levels: built, pointRows, features };
}

/** Rows in order of item, then brick, then place in the brick; the latter two x slowest. */
function orderRows(voxels: readonly Voxel[], dims: Size): Map<number, number> {
  const keys = [...new Set(voxels.map((voxel) => keyOf(voxel, dims)))].sort((a, b) => a - b);
  return new Map(keys.map((key, row) => [key, row]));
}

function keyOf([x, y, z, item]: Voxel, dims: Size): number {
  const bricks = (axis: 0 | 1 | 2) => Math.ceil(dims[axis] / BRICK);
  const brick = ((item * bricks(0) + (x >> 3)) * bricks(1) + (y >> 3)) * bricks(2) + (z >> 3);
  return brick * BRICK ** 3 + (x & 7) * BRICK ** 2 + (y & 7) * BRICK + (z & 7);
}

function requireSortableKeys(dims: Size, items: number): void {
  const needed = dims.reduce((voxels, dim) => voxels * Math.ceil(dim / BRICK) * BRICK, items);
  if (needed <= Number.MAX_SAFE_INTEGER) return;
  throw new LimitError('LIMIT_EXTENT', 'The grid has too many voxels to number. Use larger voxels.', {
    limit: 'voxels',
    needed,
    available: Number.MAX_SAFE_INTEGER,
  });
}

function uniqueCoords(rowOf: Map<number, number>, voxels: readonly Voxel[], dims: Size): Voxel[] {
  const coords: Voxel[] = Array.from({ length: rowOf.size });
  for (const voxel of voxels) coords[rowOf.get(keyOf(voxel, dims))!] = voxel;
  return coords;
}

function find(rowOf: Map<number, number>, dims: Size, voxel: Voxel): number {
  for (let axis = 0; axis < 3; axis++) if (voxel[axis]! < 0 || voxel[axis]! >= dims[axis]!) return NO_ROW;
  return rowOf.get(keyOf(voxel, dims)) ?? NO_ROW;
}

function tableOf(
  offsets: number,
  coords: readonly Voxel[],
  entry: (voxel: Voxel, offset: number, row: number) => number,
): Uint32Array {
  const table = new Uint32Array(offsets * coords.length);
  for (let offset = 0; offset < offsets; offset++) {
    coords.forEach((voxel, row) => {
      table[offset * coords.length + row] = entry(voxel, offset, row);
    });
  }
  return table;
}

function finishFeatures(sums: readonly (readonly number[])[], pointRows: Uint32Array, rows: number): Float32Array {
  const total = new Float64Array(rows * VOXEL_CHANNELS);
  sums.forEach((sum, point) => {
    sum.forEach((value, channel) => {
      total[pointRows[point]! * VOXEL_CHANNELS + channel]! += value;
    });
  });
  const features = new Float32Array(rows * VOXEL_CHANNELS);
  for (let base = 0; base < features.length; base += VOXEL_CHANNELS) {
    const count = total[base]!;
    features[base] = 1;
    for (let axis = 1; axis <= 3; axis++) {
      const mean = total[base + axis]! / count / 4096 + 0.5 / 4096 - 0.5;
      features[base + axis] = mean;
      features[base + axis + 3] = 12 * Math.max(0, total[base + axis + 3]! / (count * 65536) - mean * mean);
    }
    features[base + 7] = clamp(total[base + 7]! / count / 64 / 2, -2, 2);
  }
  return features;
}

function add([x, y, z, item]: Voxel, [dx, dy, dz]: Size): Voxel {
  return [x + dx, y + dy, z + dz, item];
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
