import type { VoxelGrid } from '../../core/index.ts';
import { whole } from '../ops.ts';
import { type OpsCase, usedRows } from './ops-case.fixture.ts';
import { gridAround, pointsOf, tf3dCase, voxelPoints } from './scenes.fixture.ts';

/**
 * TF 3D pads points and voxels to fixed sizes and says how many are valid. We have no padded points; rows beyond those in use exist
 * only as capacity, and `rowCounts` is the number of valid ones.
 */
const batchedPad: OpsCase = {
  name: 'index: TF 3D sparse_voxelize_batched_pad, padding as capacity',
  tolerance: 0,
  async run(ops) {
    const { inputs } = tf3dCase('sparse_voxelize_batched_pad');
    const valid = (inputs['num_valid_points'] as unknown as number[])[0]!;
    const points = pointsOf((inputs['points'] as unknown as number[][][])[0]!.slice(0, valid));
    const grid = gridAround(points.positions, inputs['grid_cell_size']![0] as unknown as number);
    const index = await ops.index({ ...points, items: [0] }, grid, 1, { sizes: 'capacity' });
    const counts = await index.rowCounts();
    const { coords } = index.levels[0]!;
    return {
      counts: Uint32Array.from(counts),
      coords: usedRows(await ops.readTable(coords), coords, counts[0]!),
      pointRows: await ops.readTable(index.pointRows),
    };
  },
  get expected() {
    const { inputs, expected } = tf3dCase('sparse_voxelize_batched_pad');
    const counts = Uint32Array.from(expected['num_valid_voxels'] as unknown as number[]);
    const voxels = (expected['voxel_xyz_indices'] as unknown as number[][][])[0]!.slice(0, counts[0]);
    const valid = (inputs['num_valid_points'] as unknown as number[])[0]!;
    return {
      counts,
      coords: Uint32Array.from([0, 1, 2].flatMap((axis) => voxels.map((voxel) => voxel[axis]!))),
      pointRows: Uint32Array.from(expected['segment_ids']![0]!.slice(0, valid)),
    };
  },
};

/**
 * A grid of eight cells about zero, given from outside: the cells that hold points, and the means in them. The case's features are its
 * points, moved off the cells' borders by a centimetre, and a column of zeros and ones, which stands for the height here.
 */
const octants: OpsCase = {
  name: 'index: TF 3D dense_voxelize_octants, cells and means',
  tolerance: 0.51 / 4096, // a mean offset is exact to half a quantum
  async run(ops) {
    const { inputs } = tf3dCase('dense_voxelize_octants');
    const features = inputs['features']!;
    const grid: VoxelGrid = { voxelSizeM: 20, min: [-20, -20, -20], dims: [2, 2, 2] };
    const index = await ops.index(pointsOf(inputs['points']!), grid, 1);
    const moved = await ops.index(
      pointsOf(
        features.map((row) => row.slice(0, 3)),
        features.map((row) => row[3]!),
      ),
      grid,
      1,
    );
    const coords = await ops.readTable(index.levels[0]!.coords);
    const cells = coords.length / 3;
    const values = await ops.read(moved.features);
    const means = Array.from({ length: cells }, (_, row) => {
      const at = (channel: number) => values[(row * values.length) / cells + channel]!;
      const cellOf = (axis: number) => coords[axis * cells + row]!;
      return [...[0, 1, 2].map((axis) => cellOf(axis) + 0.5 + at(1 + axis) - 1), 2 * at(7)];
    });
    return { coords, means: Float32Array.from(means.flat()) };
  },
  get expected() {
    const cells = Object.entries(tf3dCase('dense_voxelize_octants').expected['cells'] as unknown as Cells)
      .filter(([, means]) => means.some((value) => value !== 0))
      .map(([name, means]) => ({ name: name.split(',').map(Number), means }));
    return {
      coords: Uint32Array.from([0, 1, 2].flatMap((axis) => cells.map(({ name }) => name[axis]!))),
      means: Float32Array.from(cells.flatMap(({ means: [x, y, z, share] }) => [x / 20, y / 20, z / 20, share])),
    };
  },
};
type Cells = Readonly<Record<string, readonly [number, number, number, number]>>;

/** A key becomes a voxel of the coarse level, and the rows that have it some of that voxel's eight children. */
const meanByKey: OpsCase = {
  name: 'meanPool: TF 3D pool_features_by_index_mean',
  tolerance: 1e-5,
  async run(ops) {
    const { inputs } = tf3dCase('pool_features_by_index_mean');
    const keys = inputs['indices'] as unknown as number[];
    const features = inputs['features']!;
    const coords = keys.map((key, i) => {
      const octant = keys.slice(0, i).filter((other) => other === key).length;
      return [2 * key + (octant >> 2), (octant >> 1) & 1, octant & 1];
    });
    const index = await ops.index(voxelPoints(coords), { voxelSizeM: 1, min: [0, 0, 0], dims: [12, 2, 2] }, 2);
    const fine = new Float32Array(3 * keys.length);
    (await ops.readTable(index.pointRows)).forEach((row, point) => {
      fine.set(features[point]!, 3 * row);
    });
    const coarse = index.levels[1]!;
    const pooled = ops.tensor(coarse.rows, 3);
    const input = whole(ops.upload(fine, keys.length, 3));
    ops.meanPool({ input, children: coarse.children!, output: whole(pooled) });
    const parents = ops.gatherIds(index.levels[0]!.parents!, index.pointRows);
    const rows = ops.tensor(keys.length, 3);
    ops.gather({ input: whole(pooled), rows: parents, output: whole(rows) });
    // TF 3D numbers segments by first appearance, we by place.
    const order = [...new Set(await ops.readTable(parents))];
    return {
      segments: Uint32Array.from(await ops.readTable(parents), (row) => order.indexOf(row)),
      count: Uint32Array.of(coarse.rows),
      rows: await ops.read(rows),
    };
  },
  get expected() {
    const { expected } = tf3dCase('pool_features_by_index_mean');
    const segments = expected['segment_ids'] as unknown as number[];
    return {
      segments: Uint32Array.from(segments),
      count: Uint32Array.of(expected['num_segments'] as unknown as number),
      rows: Float32Array.from(segments.flatMap((segment) => expected['pooled']![segment]!)),
    };
  },
};

/** Both clouds of the batch as items of one index, the second one of fewer voxels: what TF 3D pads is not there. */
const maxPoolBatch: OpsCase = {
  name: 'maxPool: TF 3D voxel_max_pool_2, both clouds of the batch',
  tolerance: 0,
  async run(ops) {
    const { inputs } = tf3dCase('voxel_max_pool_2');
    const valid = inputs['num_valid_voxels'] as unknown as number[];
    const [coords, features] = ['voxel_xyz_indices', 'voxel_features'].map((key) =>
      validRows(inputs[key] as unknown as number[][][], valid),
    ) as [number[][], number[][]];
    const points = { ...voxelPoints(coords), items: [0, valid[0]!] };
    const index = await ops.index(points, { voxelSizeM: 1, min: [0, 0, 0], dims: [6, 5, 2] }, 2);
    const fine = new Float32Array(3 * coords.length);
    (await ops.readTable(index.pointRows)).forEach((row, point) => {
      fine.set(features[point]!, 3 * row);
    });
    const coarse = index.levels[1]!;
    const pooled = ops.tensor(coarse.rows, 3);
    const input = whole(ops.upload(fine, coords.length, 3));
    ops.maxPool({ input, children: coarse.children!, output: whole(pooled) });
    return { pooled: await ops.read(pooled), coords: await ops.readTable(coarse.coords) };
  },
  get expected() {
    const { expected } = tf3dCase('voxel_max_pool_2');
    const valid = expected['num_valid_pooled'] as unknown as number[];
    const [coords, pooled] = ['pooled_indices', 'pooled_features'].map((key) =>
      validRows(expected[key] as unknown as number[][][], valid),
    ) as [number[][], number[][]];
    return {
      pooled: Float32Array.from(pooled.flat()),
      coords: Uint32Array.from([0, 1, 2].flatMap((axis) => coords.map((voxel) => voxel[axis]!))),
    };
  },
};

/** The rows in use of each cloud of a padded batch, behind each other. */
function validRows(batch: readonly number[][][], counts: readonly number[]): number[][] {
  return batch.flatMap((rows, cloud) => rows.slice(0, counts[cloud]));
}

/** Cases of TF 3D's own tests about batches, given grids and means by key. */
export const TF3D_CASES: readonly OpsCase[] = [batchedPad, octants, meanByKey, maxPoolBatch];
