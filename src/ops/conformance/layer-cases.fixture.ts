import { NO_ROW, OCTANTS } from '../../core/index.ts';
import { whole } from '../ops.ts';
import { type OpsCase, randomTable, randomTensor, seeded } from './ops-case.fixture.ts';
import { pointsOf, tf3dCase } from './scenes.fixture.ts';

const N = NO_ROW;

/** Voxels at integer coordinates, one point in the middle of each. */
function voxelPoints(coords: readonly (readonly number[])[]): ReturnType<typeof pointsOf> {
  return pointsOf(coords.map((voxel) => voxel.map((value) => value + 0.5)));
}

const neighbourOrder: OpsCase = {
  name: 'conv: TF 3D subm_conv3d_neighbour_order',
  tolerance: 0,
  async run(ops) {
    const { inputs } = tf3dCase('subm_conv3d_neighbour_order');
    const index = await ops.index(
      voxelPoints(inputs['coords']!),
      { voxelSizeM: 1, min: [0, 0, 0], dims: [6, 6, 6] },
      1,
    );
    const { neighbours, rows } = index.levels[0]!;
    const pointRows = await ops.readTable(index.pointRows);
    const features = new Float32Array(rows);
    pointRows.forEach((row, point) => {
      features[row] = inputs['features']![point]![0]!;
    });
    const input = ops.upload(features, rows, 1);
    const weights = ops.upload(
      Float32Array.from({ length: 27 }, (_, k) => k),
      27,
      1,
    );
    const byVoxel = ops.tensor(rows, 1);
    ops.conv({ input: whole(input), map: neighbours, weights, relu: false, output: whole(byVoxel) });
    const output = ops.tensor(pointRows.length, 1);
    ops.gather({ input: whole(byVoxel), rows: index.pointRows, output: whole(output) });
    return { output: await ops.read(output) };
  },
  get expected() {
    return { output: Float32Array.from(tf3dCase('subm_conv3d_neighbour_order').expected['output']!.flat()) };
  },
};

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

const scatter: OpsCase = {
  name: 'gather: TF 3D voxel_to_point_scatter, padding as NO_ROW',
  tolerance: 0,
  async run(ops) {
    const { inputs } = tf3dCase('voxel_to_point_scatter');
    const features = (inputs['voxel_features'] as unknown as number[][][])[1]!;
    const valid = (inputs['num_valid_points'] as unknown as number[])[1]!;
    const rows = Uint32Array.from(inputs['segment_ids']![1]!, (row, point) => (point < valid ? row : N));
    const input = ops.upload(Float32Array.from(features.flat()), features.length, 3);
    const output = ops.tensor(rows.length, 3);
    ops.gather({ input: whole(input), rows: ops.uploadTable(rows, 1, rows.length), output: whole(output) });
    return { points: await ops.read(output) };
  },
  get expected() {
    const { expected } = tf3dCase('voxel_to_point_scatter');
    return { points: Float32Array.from((expected['point_features'] as unknown as number[][][])[1]!.flat()) };
  },
};

interface ConvShape {
  readonly rows: number;
  readonly offsets: number;
  readonly cin: number;
  readonly cout: number;
  readonly bias?: boolean;
  readonly relu?: boolean;
  /** Share of missing input rows. */
  readonly missing?: number;
  /** Columns of the input and output tensors, and where the views begin. */
  readonly input?: readonly [channels: number, offset: number];
  readonly output?: readonly [channels: number, offset: number];
}

function convCase(name: string, shape: ConvShape): OpsCase {
  return {
    name: `conv: ${name}`,
    tolerance: 1e-4,
    async run(ops) {
      const { rows, offsets, cin, cout, bias, relu = false, missing = 0.6 } = shape;
      const rng = seeded(rows * 31 + cin * 7 + cout);
      const inputRows = offsets === 1 ? rows : Math.ceil(rows * 1.3);
      const [inChannels, inOffset] = shape.input ?? [cin, 0];
      const [outChannels, outOffset] = shape.output ?? [cout, 0];
      const input = randomTensor(ops, rng, inputRows, inChannels);
      const output = randomTensor(ops, rng, rows, outChannels);
      ops.conv({
        input: { tensor: input, offset: inOffset, channels: cin },
        ...(offsets > 1 && { map: randomTable(ops, rng, offsets, rows, inputRows, missing) }),
        weights: randomTensor(ops, rng, offsets * cin, cout),
        ...(bias && { bias: randomTensor(ops, rng, 1, cout) }),
        relu,
        output: { tensor: output, offset: outOffset, channels: cout },
      });
      return { output: await ops.read(output) };
    },
  };
}

const missingRows: OpsCase = {
  name: 'conv: a row without any neighbour is the bias alone',
  tolerance: 0,
  async run(ops) {
    const input = ops.upload(new Float32Array(8).fill(Number.POSITIVE_INFINITY), 1, 8);
    const map = ops.uploadTable(new Uint32Array(27 * 2).fill(N), 27, 2);
    const weights = ops.upload(new Float32Array(27 * 8 * 4).fill(1), 27 * 8, 4);
    const bias = ops.upload(Float32Array.of(1, -2, 3, -4), 1, 4);
    const output = ops.tensor(2, 4);
    ops.conv({ input: whole(input), map, weights, bias, relu: true, output: whole(output) });
    return { output: await ops.read(output) };
  },
  expected: { output: Float32Array.of(1, 0, 3, 0, 1, 0, 3, 0) },
};

const poolViews: OpsCase = {
  name: 'maxPool: negative values, views on both sides',
  tolerance: 0,
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
    ops.maxPool({
      input: { tensor: input, offset: 2, channels: 5 },
      children: ops.uploadTable(values, OCTANTS, rows),
      output: { tensor: output, offset: 3, channels: 5 },
    });
    return { output: await ops.read(output) };
  },
};

const gatherViews: OpsCase = {
  name: 'gather: into the right half of a tensor, the left stays',
  tolerance: 0,
  async run(ops) {
    const rng = seeded(12);
    const input = randomTensor(ops, rng, 40, 12);
    const output = randomTensor(ops, rng, 130, 16);
    ops.gather({
      input: { tensor: input, offset: 4, channels: 8 },
      rows: randomTable(ops, rng, 1, 130, 40, 0.2),
      output: { tensor: output, offset: 8, channels: 8 },
    });
    return { output: await ops.read(output) };
  },
};

const softmaxByHand: OpsCase = {
  name: 'softmax: equal, far apart and huge logits; a view of columns',
  tolerance: 1e-6,
  async run(ops) {
    const logits = ops.upload(
      Float32Array.of(9, 0, 0, 7, 9, 1000, -1000, 7, 9, -5000, -5000, 7, 9, Math.log(3), 0, 7),
      4,
      4,
    );
    const view = { tensor: logits, offset: 1, channels: 2 };
    return { probabilities: await ops.read(ops.softmax(view)), ids: await ops.readTable(ops.argmax(view)) };
  },
  expected: { probabilities: Float32Array.of(0.5, 0.5, 1, 0, 0.5, 0.5, 0.75, 0.25), ids: Uint32Array.of(0, 0, 0, 0) },
};

const softmaxRandom: OpsCase = {
  name: 'softmax and argmax: 20 classes, 333 rows',
  tolerance: 1e-5,
  async run(ops) {
    const logits = whole(randomTensor(ops, seeded(13), 333, 20, 8));
    return { probabilities: await ops.read(ops.softmax(logits)), ids: await ops.readTable(ops.argmax(logits)) };
  },
};

const idsByHand: OpsCase = {
  name: 'argmax: the first of equals; gatherIds keeps NO_ROW and large ids',
  tolerance: 0,
  async run(ops) {
    const logits = ops.upload(Float32Array.of(1, 3, 3, -1, -1, -1, -2, -9, -1), 3, 3);
    const best = ops.argmax(whole(logits));
    const rows = ops.uploadTable(Uint32Array.of(2, N, 0, 1, 0), 1, 5);
    const large = ops.uploadTable(Uint32Array.of(16_777_217, 4_000_000_001, N), 1, 3);
    return {
      best: await ops.readTable(best),
      points: await ops.readTable(ops.gatherIds(best, rows)),
      large: await ops.readTable(ops.gatherIds(large, rows)),
    };
  },
  expected: {
    best: Uint32Array.of(1, 0, 2),
    points: Uint32Array.of(2, N, 1, 0, 1),
    large: Uint32Array.of(N, N, 16_777_217, 4_000_000_001, 16_777_217),
  },
};

const zeros: OpsCase = {
  name: 'tensor: zeros',
  tolerance: 0,
  run: async (ops) => ({ values: await ops.read(ops.tensor(3, 5)) }),
  expected: { values: new Float32Array(15) },
};

export const LAYER_CASES: readonly OpsCase[] = [
  neighbourOrder,
  maxPool2,
  scatter,
  missingRows,
  convCase('27 offsets, 8 → 16, bias and ReLU', { rows: 257, offsets: 27, cin: 8, cout: 16, bias: true, relu: true }),
  convCase('27 offsets, odd channels 3 → 5', { rows: 130, offsets: 27, cin: 3, cout: 5, bias: true }),
  convCase('27 offsets, one row', { rows: 1, offsets: 27, cin: 4, cout: 4, missing: 0.1 }),
  convCase('27 offsets, nothing missing, 24 → 32', { rows: 61, offsets: 27, cin: 24, cout: 32, missing: 0 }),
  convCase('8 offsets (strided), 12 → 20', { rows: 75, offsets: 8, cin: 12, cout: 20, relu: true }),
  convCase('linear, 16 → 21 with bias', { rows: 99, offsets: 1, cin: 16, cout: 21, bias: true }),
  convCase('linear, 32 → 20', { rows: 66, offsets: 1, cin: 32, cout: 20, bias: true, relu: true }),
  convCase('views aligned to four', {
    rows: 70,
    offsets: 27,
    cin: 8,
    cout: 8,
    bias: true,
    input: [20, 4],
    output: [24, 12],
  }),
  convCase('views not aligned to four', {
    rows: 70,
    offsets: 27,
    cin: 8,
    cout: 4,
    relu: true,
    input: [11, 3],
    output: [9, 1],
  }),
  poolViews,
  gatherViews,
  softmaxByHand,
  softmaxRandom,
  idsByHand,
  zeros,
];
