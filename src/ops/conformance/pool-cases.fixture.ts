import { NO_ROW, OCTANTS } from '../../core/index.ts';
import { type Ops, type Table, type View, whole } from '../ops.ts';
import { type OpsCase, randomTensor, seeded } from './ops-case.fixture.ts';
import { tf3dCase, voxelPoints } from './scenes.fixture.ts';

const N = NO_ROW;

const maxPool2: OpsCase = {
  name: 'maxPool: TF 3D voxel_max_pool_2',
  tolerance: 0,
  async run(ops) {
    const { inputs } = tf3dCase('voxel_max_pool_2');
    const coords = (inputs['voxel_xyz_indices'] as unknown as number[][][])[0]!;
    const features = (inputs['voxel_features'] as unknown as number[][][])[0]!;
    const index = await ops.index(voxelPoints(coords), { voxelSizeM: 1, min: [0, 0, 0], dims: [6, 5, 2] }, 2);
    const pointRows = await ops.readTable(index.pointRows);
    const fine = new Float32Array(coords.length * 3);
    pointRows.forEach((row, point) => {
      fine.set(features[point]!, row * 3);
    });
    const input = ops.upload(fine, coords.length, 3);
    const coarse = index.levels[1]!;
    const pooled = ops.tensor(coarse.rows, 3);
    ops.maxPool({ input: whole(input), children: coarse.children!, output: whole(pooled) });
    const parentOfPoint = ops.gatherIds(index.levels[0]!.parents!, index.pointRows);
    return {
      pooled: await ops.read(pooled),
      coords: await ops.readTable(coarse.coords),
      mapping: await ops.readTable(parentOfPoint),
    };
  },
  get expected() {
    const { expected } = tf3dCase('voxel_max_pool_2');
    const first = (key: string) => (expected[key] as unknown as number[][][])[0]!;
    return {
      pooled: Float32Array.from(first('pooled_features').flat()),
      coords: Uint32Array.from([0, 1, 2].flatMap((axis) => first('pooled_indices').map((voxel) => voxel[axis]!))),
      mapping: Uint32Array.from(first('index_mapping') as unknown as number[]),
    };
  },
};

const meanByHand: OpsCase = {
  name: 'meanPool: one, two and eight children',
  tolerance: 1e-6,
  async run(ops) {
    const input = ops.upload(Float32Array.of(...Array.from({ length: 8 }, (_, row) => [row, -3 * row]).flat()), 8, 2);
    const children = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((octant) => [
      octant === 5 ? 7 : N,
      octant > 5 ? octant : N,
      octant,
    ]);
    const output = ops.tensor(3, 2);
    ops.meanPool({
      input: whole(input),
      children: ops.uploadTable(Uint32Array.from(children), OCTANTS, 3),
      output: whole(output),
    });
    return { output: await ops.read(output) };
  },
  expected: { output: Float32Array.of(7, -21, 6.5, -19.5, 3.5, -10.5) },
};

/** Negative numbers in a pool of views, with at least one child a row. */
function viewCase(
  name: string,
  pool: (ops: Ops, step: { input: View; children: Table; output: View }) => void,
): OpsCase {
  return {
    name: `${name}: negative values, views on both sides`,
    tolerance: 1e-5,
    async run(ops) {
      const rng = seeded(11);
      const [fineRows, rows] = [300, 77];
      const values = Uint32Array.from({ length: OCTANTS * rows }, (_, i) =>
        i < rows || rng.chance(0.4) ? rng.int(fineRows) : N,
      );
      const input = ops.upload(
        Float32Array.from({ length: fineRows * 7 }, () => rng.range(-9, -1)),
        fineRows,
        7,
      );
      const output = randomTensor(ops, rng, rows, 9);
      pool(ops, {
        input: { tensor: input, offset: 2, channels: 5 },
        children: ops.uploadTable(values, OCTANTS, rows),
        output: { tensor: output, offset: 3, channels: 5 },
      });
      return { output: await ops.read(output) };
    },
  };
}

/** A pool over the children of a real index, every width in use. */
const meanOfIndex: OpsCase = {
  name: 'meanPool: the ones feature stays 1 at every level of an index',
  tolerance: 1e-6,
  async run(ops) {
    const coords = Array.from({ length: 90 }, (_, i) => [(i * 7) % 13, (i * 5) % 11, (i * 3) % 5]);
    const index = await ops.index(voxelPoints(coords), { voxelSizeM: 1, min: [0, 0, 0], dims: [13, 11, 5] }, 3);
    let below = index.features;
    const wrong: number[] = [];
    for (const level of index.levels.slice(1)) {
      const pooled = ops.tensor(level, below.channels);
      ops.meanPool({ input: whole(below), children: level.children!, output: whole(pooled) });
      const values = await ops.read(pooled);
      wrong.push(values.filter((value, i) => i % pooled.channels === 0 && value !== 1).length);
      below = pooled;
    }
    return { wrong: Uint32Array.from(wrong) };
  },
  expected: { wrong: Uint32Array.of(0, 0) },
};

export const POOL_CASES: readonly OpsCase[] = [
  maxPool2,
  meanByHand,
  meanOfIndex,
  viewCase('maxPool', (ops, step) => ops.maxPool(step)),
  viewCase('meanPool', (ops, step) => ops.meanPool(step)),
];
