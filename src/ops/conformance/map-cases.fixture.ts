import { NO_ROW } from '../../core/index.ts';
import { type IndexOptions, type Ops, whole } from '../ops.ts';
import { type OpsCase, randomTensor, readIndex, seeded } from './ops-case.fixture.ts';
import { gridAround, lidarSweep, pointsOf, voxelPoints, wavySheet } from './scenes.fixture.ts';

const N = NO_ROW;
const EVERY_MAP: IndexOptions = { kernel5: true, inverse: true };

const inverseByHand: OpsCase = {
  name: 'index: the inverse map holds the parent at the voxel’s own octant',
  tolerance: 0,
  async run(ops) {
    const points = voxelPoints([
      [0, 0, 0],
      [1, 1, 1],
      [3, 0, 1],
      [2, 1, 0],
    ]);
    const grid = { voxelSizeM: 1, min: [0, 0, 0], dims: [4, 2, 2] } as const;
    const { inverse0, children1 } = await readIndex(ops, await ops.index(points, grid, 2, { inverse: true }));
    return { inverse0: inverse0!, children1: children1! };
  },
  // Rows: (0,0,0) octant 0 and (1,1,1) octant 7 of parent 0; (2,1,0) octant 2 and (3,0,1) octant 5 of parent 1.
  expected: {
    inverse0: Uint32Array.of(
      ...[
        [0, N, N, N],
        [N, N, N, N],
        [N, N, 1, N],
        [N, N, N, N],
        [N, N, N, N],
        [N, N, N, 1],
        [N, N, N, N],
        [N, 0, N, N],
      ].flat(),
    ),
    children1: Uint32Array.of(
      ...[
        [0, N],
        [N, N],
        [N, 2],
        [N, N],
        [N, N],
        [N, 3],
        [N, N],
        [1, N],
      ].flat(),
    ),
  },
};

const kernel5ByHand: OpsCase = {
  name: 'index: neighbours two steps away, across a brick border',
  tolerance: 0,
  async run(ops) {
    const points = voxelPoints([
      [6, 0, 0],
      [8, 1, 2],
      [7, 0, 3],
    ]);
    const grid = { voxelSizeM: 1, min: [0, 0, 0], dims: [9, 2, 4] } as const;
    const { neighbours50 } = await readIndex(ops, await ops.index(points, grid, 1, { kernel5: true }));
    return { neighbours50: neighbours50! };
  },
  get expected() {
    // Rows: (6,0,0), (7,0,3), (8,1,2). From the first to the third is (2,1,2), from the second to the third (1,1,−1).
    const table = new Uint32Array(125 * 3).fill(N);
    const set = (row: number, [dx, dy, dz]: readonly [number, number, number], neighbour: number) => {
      table[((dx + 2) * 25 + (dy + 2) * 5 + (dz + 2)) * 3 + row] = neighbour;
    };
    for (let row = 0; row < 3; row++) set(row, [0, 0, 0], row);
    set(0, [2, 1, 2], 2);
    set(2, [-2, -1, -2], 0);
    set(1, [1, 1, -1], 2);
    set(2, [-1, -1, 1], 1);
    return { neighbours50: table };
  },
};

function mapsCase(name: string, options: IndexOptions, count: number): OpsCase {
  return {
    name: `index: ${name}`,
    tolerance: 1e-5,
    async run(ops) {
      const { points, grid } = wavySheet(count, 7);
      return readIndex(ops, await ops.index(points, grid, 3, options));
    },
  };
}

/** Down by a strided convolution, up by its inverse, over kernel size 5: maps from a real index, in single and half storage. */
function inverseNetwork(precision: 'f32' | 'f16'): OpsCase {
  return {
    name: `conv: strided down, kernel size 5, inverse up, stored as ${precision}`,
    tolerance: precision === 'f16' ? 5e-3 : 1e-4,
    async run(ops) {
      const points = lidarSweep(3);
      const index = await ops.index(points, gridAround(points.positions, 0.2), 2, EVERY_MAP);
      const [fine, coarse] = [index.levels[0]!, index.levels[1]!];
      const rng = seeded(31);
      const weights = (rows: number, channels: number) =>
        randomTensor(ops, rng, rows, channels, Math.sqrt(3 / (0.3 * rows)));
      const down = ops.tensor(coarse, 12, precision);
      const wide = ops.tensor(coarse, 8, precision);
      const up = ops.tensor(fine, 10);
      ops.conv({
        input: whole(index.features),
        map: coarse.children!,
        weights: weights(8 * 8, 12),
        relu: true,
        output: whole(down),
      });
      ops.conv({
        input: whole(down),
        map: coarse.neighbours5!,
        weights: weights(125 * 12, 8),
        relu: true,
        output: whole(wide),
      });
      ops.conv({ input: whole(wide), map: fine.inverse!, weights: weights(8 * 8, 10), relu: false, output: whole(up) });
      return { up: await ops.read(up) };
    },
  };
}

/** No row at all: every op is asked, none may fail or touch anything. */
const nothing: OpsCase = {
  name: 'every op: no rows',
  tolerance: 0,
  async run(ops) {
    const index = await ops.index(pointsOf([]), { voxelSizeM: 1, min: [0, 0, 0], dims: [9, 9, 9] }, 2, EVERY_MAP);
    const [fine, coarse] = [index.levels[0]!, index.levels[1]!];
    const features = whole(index.features);
    const [a, b, c] = [ops.tensor(fine, 4), ops.tensor(coarse, 8), ops.tensor(fine, 8)];
    const conv = { input: features, relu: true, output: whole(a) };
    ops.conv({ ...conv, map: fine.neighbours, weights: upload(ops, 27 * 8, 4) });
    ops.conv({ ...conv, map: fine.neighbours5!, weights: upload(ops, 125 * 8, 4), normaliser: upload(ops, 125, 1) });
    ops.conv({ ...conv, weights: upload(ops, 8, 4) });
    ops.maxPool({ input: features, children: coarse.children!, output: whole(b) });
    ops.meanPool({ input: features, children: coarse.children!, output: whole(b) });
    ops.gather({ input: whole(b), rows: fine.parents!, output: whole(c) });
    ops.conv({ input: whole(b), map: fine.inverse!, weights: upload(ops, 8 * 8, 8), relu: false, output: whole(c) });
    const ids = ops.argmax(whole(a));
    return {
      ...(await readIndex(ops, index)),
      a: await ops.read(a),
      b: await ops.read(b),
      c: await ops.read(c),
      probabilities: await ops.read(ops.softmax(whole(a))),
      ids: await ops.readTable(ids),
      points: await ops.readTable(ops.gatherIds(ids, index.pointRows)),
    };
  },
  get expected() {
    const words = [
      'pointRows',
      'coords0',
      'neighbours0',
      'parents0',
      'inverse0',
      'neighbours50',
      'coords1',
      'neighbours1',
    ];
    return {
      ...Object.fromEntries(
        [...words, 'children1', 'neighbours51', 'ids', 'points'].map((name) => [name, new Uint32Array()]),
      ),
      ...Object.fromEntries(['features', 'a', 'b', 'c', 'probabilities'].map((name) => [name, new Float32Array()])),
    };
  },
};

function upload(ops: Ops, rows: number, channels: number) {
  return ops.upload(new Float32Array(rows * channels).fill(1), rows, channels);
}

/** The maps that an index has on request, and layers over them. */
export const MAP_CASES: readonly OpsCase[] = [
  inverseByHand,
  kernel5ByHand,
  mapsCase('a wavy sheet with every map', EVERY_MAP, 800),
  mapsCase('one point with every map', EVERY_MAP, 1),
  inverseNetwork('f32'),
  inverseNetwork('f16'),
  nothing,
];
