import { NO_ROW, type VoxelGrid } from '../../core/index.ts';
import type { PointInput } from '../ops.ts';
import { type OpsCase, readIndex, seeded } from './ops-case.fixture.ts';
import { gridAround, lidarSweep, pointsOf, tf3dCase, wavySheet } from './scenes.fixture.ts';

const N = NO_ROW;

function indexCase(name: string, make: () => { points: PointInput; grid: VoxelGrid }, levels: number): OpsCase {
  return {
    name: `index: ${name}`,
    tolerance: 1e-5,
    async run(ops) {
      const { points, grid } = make();
      return readIndex(ops, await ops.index(points, grid, levels));
    },
  };
}

/** One voxel, two points; the features are worked out in the comments. */
const twoPoints: OpsCase = {
  name: 'index: two points in the only voxel',
  tolerance: 1e-6,
  async run(ops) {
    const points = pointsOf(
      [
        [10.25, 20.5, 30],
        [10.75, 20.5, 30.9375],
      ],
      [1, 2.5],
    );
    return readIndex(ops, await ops.index(points, { voxelSizeM: 1, min: [10, 20, 30], dims: [1, 1, 1] }, 1));
  },
  expected: {
    pointRows: Uint32Array.of(0, 0),
    coords0: Uint32Array.of(0, 0, 0),
    neighbours0: Uint32Array.from({ length: 27 }, (_, k) => (k === 13 ? 0 : N)),
    features: Float32Array.of(
      1,
      // x ¼ and ¾, y ½ twice, z 0 and 15⁄16: means less ½, plus half a quantum
      0.5 / 4096,
      0.5 / 4096,
      (0 + 3840) / 2 / 4096 + 0.5 / 4096 - 0.5,
      // squares: x 64² twice, y 0, z 128² and 112²
      12 * ((2 * 64 ** 2) / (2 * 65536) - (0.5 / 4096) ** 2),
      0,
      12 * ((128 ** 2 + 112 ** 2) / (2 * 65536) - ((0 + 3840) / 2 / 4096 + 0.5 / 4096 - 0.5) ** 2),
      (64 + 160) / 2 / 64 / 2,
    ),
  },
};

/** 2¹⁸ squares of 128² are 2³²: a sum in 32 bits would start from 0 again. */
const manyPoints: OpsCase = {
  name: 'index: more points in a voxel than integer sums hold',
  tolerance: 1e-5,
  async run(ops) {
    const count = 2 ** 18 + 3;
    const points = { count, positions: new Float32Array(3 * count), heights: new Float32Array(count).fill(-200) };
    const index = await ops.index(points, { voxelSizeM: 1, min: [0, 0, 0], dims: [1, 1, 1] }, 1);
    const { features } = await readIndex(ops, index);
    return { features: features! };
  },
  get expected() {
    const mean = 0.5 / 4096 - 0.5;
    const variance = 12 * (0.25 - mean ** 2);
    return { features: Float32Array.of(1, mean, mean, mean, variance, variance, variance, -2) };
  },
};

/** TF 3D numbers voxels by first appearance; this cloud's order is the raster order, so that both agree. */
const tf3dVoxelize: OpsCase = {
  name: 'index: TF 3D sparse_voxelize_max, voxels and segments',
  tolerance: 1e-6,
  async run(ops) {
    const { inputs } = tf3dCase('sparse_voxelize_max');
    const points = pointsOf(inputs['points']!);
    const { coords0, pointRows } = await readIndex(ops, await ops.index(points, gridAround(points.positions, 0.5), 1));
    return { coords0: coords0!, pointRows: pointRows! };
  },
  get expected() {
    const { expected } = tf3dCase('sparse_voxelize_max');
    const voxels = expected['voxel_xyz_indices']!;
    return {
      coords0: Uint32Array.from([0, 1, 2].flatMap((axis) => voxels.map((voxel) => voxel[axis]!))),
      pointRows: Uint32Array.from(expected['segment_ids'] as unknown as number[]),
    };
  },
};

/** Two voxels either side of a brick border (7 and 8), one far brick, worked out by hand over two levels. */
const brickBorder: OpsCase = {
  name: 'index: neighbours, parents and children across a brick border',
  tolerance: 1e-6,
  async run(ops) {
    const points = pointsOf([
      [8.5, 0.5, 0.5],
      [0.5, 0.5, 16.5],
      [7.5, 0.5, 0.5],
    ]);
    const values = await readIndex(
      ops,
      await ops.index(points, { voxelSizeM: 1, min: [0, 0, 0], dims: [9, 1, 17] }, 2),
    );
    const { features: _, ...tables } = values;
    return tables;
  },
  get expected() {
    // Rows at level 0: brick (0,0,0) holds (7,0,0), brick (0,0,2) holds (0,0,16), brick (1,0,0) holds (8,0,0).
    const neighbours0 = new Uint32Array(27 * 3).fill(N);
    for (let row = 0; row < 3; row++) neighbours0[13 * 3 + row] = row;
    neighbours0[22 * 3 + 0] = 2; // (7,0,0) + x is (8,0,0): k = 2·9 + 1·3 + 1
    neighbours0[4 * 3 + 2] = 0;
    // Level 1: (0,0,8) in brick (0,0,1); (3,0,0) and (4,0,0) in brick (0,0,0), which comes first.
    const neighbours1 = new Uint32Array(27 * 3).fill(N);
    for (let row = 0; row < 3; row++) neighbours1[13 * 3 + row] = row;
    neighbours1[22 * 3 + 0] = 1;
    neighbours1[4 * 3 + 1] = 0;
    const children1 = new Uint32Array(8 * 3).fill(N);
    children1[4 * 3 + 0] = 0; // (7,0,0) is odd in x: octant 4
    children1[0 * 3 + 1] = 2; // (8,0,0): octant 0
    children1[0 * 3 + 2] = 1;
    return {
      pointRows: Uint32Array.of(2, 1, 0),
      coords0: Uint32Array.of(7, 0, 8, 0, 0, 0, 0, 16, 0),
      neighbours0,
      parents0: Uint32Array.of(0, 2, 1),
      coords1: Uint32Array.of(3, 4, 0, 0, 0, 0, 0, 0, 8),
      neighbours1,
      children1,
    };
  },
};

const noPoints: OpsCase = {
  name: 'index: no points, no rows',
  tolerance: 0,
  async run(ops) {
    return readIndex(ops, await ops.index(pointsOf([]), { voxelSizeM: 1, min: [0, 0, 0], dims: [9, 9, 9] }, 2));
  },
  expected: {
    pointRows: new Uint32Array(),
    features: new Float32Array(),
    coords0: new Uint32Array(),
    neighbours0: new Uint32Array(),
    parents0: new Uint32Array(),
    coords1: new Uint32Array(),
    neighbours1: new Uint32Array(),
    children1: new Uint32Array(),
  },
};

/** Points exactly on voxel borders, where one rounding more or less moves a point to the next voxel. */
function borderPoints(): { points: PointInput; grid: VoxelGrid } {
  const positions: number[][] = [];
  for (let i = 0; i < 60; i++) positions.push([i * 0.1, i * 0.3 - 7, 12.3 - i * 0.1]);
  return {
    points: pointsOf(
      positions,
      positions.map((_, i) => i / 128 - 0.25),
    ),
    grid: { voxelSizeM: 0.1, min: [0, -7, 6.4], dims: [60, 178, 60] },
  };
}

/** Points a little outside the grid on every side are kept in its border voxels. */
function outsidePoints(): { points: PointInput; grid: VoxelGrid } {
  const positions = [
    [-0.01, 0.5, 0.5],
    [1.5, -3, 1],
    [9.99, 5, 9.2],
    [10.2, 0, 0],
    [4, 12, 400],
    [-1e-8, -1e-8, -1e-8],
  ];
  return {
    points: pointsOf(positions, [-500, 500, 0, 1, 2, 3]),
    grid: { voxelSizeM: 1, min: [0, 0, 0], dims: [10, 5, 9] },
  };
}

function repeatedPoints(): { points: PointInput; grid: VoxelGrid } {
  const rng = seeded(3);
  const corners = Array.from({ length: 40 }, () => [rng.range(0, 3), rng.range(0, 3), rng.range(0, 3)]);
  const positions = Array.from({ length: 3000 }, () => rng.pick(corners));
  return { points: pointsOf(positions), grid: { voxelSizeM: 0.17, min: [0, 0, 0], dims: [18, 18, 18] } };
}

/** The sums are integers, so that another order of the same points gives the same bits. */
const shuffled: OpsCase = {
  name: 'index: features do not depend on the order of the points',
  tolerance: 0,
  async run(ops) {
    const { points, grid } = wavySheet(4000, 5);
    const order = seeded(6).shuffle(Array.from({ length: points.count }, (_, p) => p));
    const other: PointInput = {
      count: points.count,
      positions: Float32Array.from(order.flatMap((p) => [...points.positions.subarray(p * 3, p * 3 + 3)])),
      heights: Float32Array.from(order, (p) => points.heights[p]!),
    };
    const first = await ops.read((await ops.index(points, grid, 1)).features);
    const second = await ops.read((await ops.index(other, grid, 1)).features);
    return {
      different: Uint32Array.of(first.findIndex((value, i) => value !== second[i]) + 1),
      rows: Uint32Array.of(second.length - first.length),
    };
  },
  expected: { different: Uint32Array.of(0), rows: Uint32Array.of(0) },
};

export const INDEX_CASES: readonly OpsCase[] = [
  twoPoints,
  manyPoints,
  noPoints,
  tf3dVoxelize,
  brickBorder,
  indexCase('points on voxel borders', borderPoints, 3),
  indexCase('points just outside the grid', outsidePoints, 2),
  indexCase('points that repeat', repeatedPoints, 3),
  indexCase('65 points, one more than a workgroup', () => wavySheet(65, 1), 2),
  indexCase('a wavy sheet, five levels', () => wavySheet(6000, 2), 5),
  shuffled,
  indexCase(
    'a real LiDAR sweep, four levels',
    () => {
      const points = lidarSweep(15, 6);
      return { points, grid: gridAround(points.positions, 0.1) };
    },
    4,
  ),
];
