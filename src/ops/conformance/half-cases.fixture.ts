import { OCTANTS } from '../../core/index.ts';
import type { Ops, View } from '../ops.ts';
import { convCase } from './conv-case.fixture.ts';
import { type OpsCase, randomHalves, randomTable, seeded } from './ops-case.fixture.ts';

/** Pools and gathers of halves, from a view into a view whose other columns stay. Odd views are read anywhere, written to the end of a tensor. */
function moveCase(
  name: string,
  shape: { readonly channels: number; readonly from: number; readonly to: number; readonly after: number },
  move: (ops: Ops, input: View, output: View, table: (offsets: number) => ReturnType<typeof randomTable>) => void,
): OpsCase {
  return {
    name: `${name}, stored as f16`,
    tolerance: 2e-3,
    async run(ops) {
      const rng = seeded(shape.channels);
      const [inputRows, rows] = [120, 75];
      const view = (count: number, offset: number): View => ({
        tensor: randomHalves(ops, rng, count, offset + shape.channels + shape.after, 'f16'),
        offset,
        channels: shape.channels,
      });
      const [input, output] = [view(inputRows, shape.from), view(rows, shape.to)];
      // The first offset is always there: every coarse row has a child.
      move(ops, input, output, (offsets) =>
        randomTable(ops, rng, offsets, rows, inputRows, (offset) => (offset === 0 ? 0 : 0.6)),
      );
      return { output: await ops.read(output.tensor) };
    },
  };
}

const maxPool = moveCase('maxPool: views', { channels: 12, from: 4, to: 8, after: 4 }, (ops, input, output, table) =>
  ops.maxPool({ input, children: table(OCTANTS), output }),
);
const meanPool = moveCase('meanPool: views', { channels: 10, from: 2, to: 6, after: 2 }, (ops, input, output, table) =>
  ops.meanPool({ input, children: table(OCTANTS), output }),
);
const gather = moveCase('gather: views', { channels: 16, from: 4, to: 12, after: 2 }, (ops, input, output, table) =>
  ops.gather({ input, rows: table(1), output }),
);
const oddPool = moveCase(
  'meanPool: odd views',
  { channels: 5, from: 3, to: 2, after: 0 },
  (ops, input, output, table) => ops.meanPool({ input, children: table(OCTANTS), output }),
);
const oddGather = moveCase(
  'gather: odd views',
  { channels: 7, from: 1, to: 4, after: 0 },
  (ops, input, output, table) => ops.gather({ input, rows: table(1), output }),
);

const roundTrip: OpsCase = {
  name: 'upload: what half precision holds comes back, in odd shapes too',
  tolerance: 0,
  async run(ops) {
    const tensor = ops.upload(Float32Array.of(0, -1, 0.5, 65_504, 2 ** -14, -2048), 2, 3, 'f16');
    return {
      values: await ops.read(tensor),
      first: await ops.read(tensor, 1),
      zeros: await ops.read(ops.tensor(3, 3, 'f16')),
    };
  },
  expected: {
    values: Float32Array.of(0, -1, 0.5, 65_504, 2 ** -14, -2048),
    first: Float32Array.of(0, -1, 0.5),
    zeros: new Float32Array(9),
  },
};

/** Layers over halves against layers over single precision: the sums are single in both. */
const wideSums: OpsCase = {
  name: 'conv: halves are summed in single precision',
  tolerance: 2e-3,
  async run(ops) {
    // 27 · 64 terms of 1/256 and one of 512: a half could not hold 512 + 1/256.
    const rows = 33;
    const rng = seeded(5);
    const map = randomTable(ops, rng, 27, rows, rows, 0);
    const values = new Float32Array(rows * 64).fill(1 / 16);
    const weights = new Float32Array(27 * 64 * 4).fill(1 / 16);
    weights.fill(8192, 0, 4);
    const bias = ops.upload(new Float32Array(4).fill(-512), 1, 4);
    const output = ops.tensor(rows, 4);
    ops.conv({
      input: { tensor: ops.upload(values, rows, 64, 'f16'), offset: 0, channels: 64 },
      map,
      weights: ops.upload(weights, 27 * 64, 4, 'f16'),
      bias,
      relu: false,
      output: { tensor: output, offset: 0, channels: 4 },
    });
    return { output: await ops.read(output) };
  },
  expected: { output: new Float32Array(33 * 4).fill((27 * 64 - 1) / 256) },
};

/** Half storage, which an implementation may decline: the numbers must be right to half a thousandth either way. */
export const HALF_CASES: readonly OpsCase[] = [
  roundTrip,
  wideSums,
  maxPool,
  meanPool,
  gather,
  oddPool,
  oddGather,
  convCase('f16 throughout, 16 → 32, bias, residual and ReLU', {
    ...{ rows: 140, offsets: 27, cin: 16, cout: 32, bias: true, relu: true, residual: [32, 0], stored: ['f16', 'f16'] },
  }),
  convCase('f16 to f32, linear 24 → 20', {
    ...{ rows: 75, offsets: 1, cin: 24, cout: 20, bias: true, stored: ['f16', 'f32'] },
  }),
  convCase('f32 to f16, 8 → 16', { rows: 66, offsets: 27, cin: 8, cout: 16, stored: ['f32', 'f16'] }),
  convCase('f16, views', {
    ...{
      rows: 70,
      offsets: 27,
      cin: 8,
      cout: 12,
      input: [20, 4],
      output: [24, 8],
      residual: [16, 4],
      stored: ['f16', 'f16'],
    },
  }),
  convCase('f16, odd channels and odd views', {
    ...{
      rows: 70,
      offsets: 27,
      cin: 5,
      cout: 7,
      input: [9, 3],
      output: [11, 4],
      residual: [8, 1],
      stored: ['f16', 'f16'],
    },
  }),
  convCase('f16, normaliser, 16 → 16', {
    ...{ rows: 64, offsets: 27, cin: 16, cout: 16, normaliser: true, stored: ['f16', 'f16'] },
  }),
];
