import { NO_ROW } from '../../core/index.ts';
import { whole } from '../ops.ts';
import { convCase } from './conv-case.fixture.ts';
import { type OpsCase, randomTable, randomTensor, seeded } from './ops-case.fixture.ts';
import { tf3dCase, voxelPoints } from './scenes.fixture.ts';

const N = NO_ROW;

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
  ...[1, 3, 20, 27, 112].map((channels, i, all) =>
    convCase(`27 offsets, ${channels} → ${all[(i + 2) % 5]!}`, {
      ...{ rows: 65, offsets: 27, cin: channels, cout: all[(i + 2) % 5]!, bias: true, relu: true, missing: 0.7 },
    }),
  ),
  convCase('125 offsets, 6 → 10', { rows: 100, offsets: 125, cin: 6, cout: 10, bias: true, missing: 0.8 }),
  convCase('125 offsets, 16 → 16 with a normaliser', {
    ...{ rows: 64, offsets: 125, cin: 16, cout: 16, normaliser: true, relu: true, missing: 0.9 },
  }),
  gatherViews,
  softmaxByHand,
  softmaxRandom,
  idsByHand,
  zeros,
];
