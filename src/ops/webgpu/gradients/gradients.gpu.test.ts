import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NO_ROW } from '../../../core/index.ts';
import { openTestDevice } from '../../../gpu/dawn.fixture.ts';
import type { GpuContext } from '../../../gpu/index.ts';
import { type Table, whole } from '../../ops.ts';
import type { GpuMemory } from '../gpu-memory.ts';
import { createWebGpuOps, type WebGpuOps } from '../webgpu-ops.ts';
import { dot, expectClose, expectSlopes, normals, rng } from './gradients.fixture.ts';
import {
  add,
  addBias,
  addRelu,
  batchNorm,
  batchNormGradient,
  columns,
  concatColumns,
  divideRows,
  divisorGradient,
  inputGradient,
  maxPoolGradient,
  meanPoolGradient,
  openGradients,
  pack,
  pickRowsGradient,
  reluGradient,
  scale,
  sumColumns,
  unpack,
  unpoolGradient,
  uploadPicks,
  weightGradient,
} from './index.ts';

let context: GpuContext;
let ops: WebGpuOps;
let memory: GpuMemory;

beforeAll(async () => {
  context = await openTestDevice();
  ops = await createWebGpuOps(context);
  memory = await openGradients(ops);
});
afterAll(() => {
  ops.dispose();
  context.device.destroy();
});

const upload = (values: Float32Array, rows: number) => ops.upload(values, rows, values.length / rows);

/** A submanifold table over voxels scattered in a flat box: some offsets are empty, some voxels alone. */
function neighbourTable(rows: number): Uint32Array {
  const places = new Map<number, number>();
  const side = Math.max(2, Math.ceil(Math.sqrt(rows)) + 1);
  const cells: [number, number, number][] = [];
  while (cells.length < rows) {
    const cell: [number, number, number] = [rng.int(side), rng.int(side), rng.int(2)];
    const key = (cell[0] * 64 + cell[1]) * 64 + cell[2];
    if (places.has(key)) continue;
    places.set(key, cells.length);
    cells.push(cell);
  }
  const table = new Uint32Array(27 * rows).fill(NO_ROW);
  for (let k = 0; k < 27; k++) {
    if (k === 1 || k === 25) continue; // a pair of offsets that nobody has
    const [dx, dy, dz] = [Math.floor(k / 9) - 1, (Math.floor(k / 3) % 3) - 1, (k % 3) - 1];
    cells.forEach(([x, y, z], r) => {
      if (x + dx < 0 || y + dy < 0 || z + dz < 0) return;
      table[k * rows + r] = places.get(((x + dx) * 64 + y + dy) * 64 + z + dz) ?? NO_ROW;
    });
  }
  return table;
}

/** Children of `rows` coarse rows, one to eight each, and the tables that belong to them. */
function pyramid(rows: number) {
  const children = new Uint32Array(8 * rows).fill(NO_ROW);
  const parents: number[] = [];
  const octants: number[] = [];
  for (let r = 0; r < rows; r++) {
    const kept = [0, 1, 2, 3, 4, 5, 6, 7].filter(() => rng.range(0, 1) < 0.4);
    for (const octant of kept.length > 0 ? kept : [3]) {
      children[octant * rows + r] = parents.length;
      parents.push(r);
      octants.push(octant);
    }
  }
  const fine = parents.length;
  const inverse = new Uint32Array(8 * fine).fill(NO_ROW);
  parents.forEach((parent, f) => {
    inverse[octants[f]! * fine + f] = parent;
  });
  return { rows, fine, children, parents: Uint32Array.from(parents), inverse };
}

interface ConvCase {
  readonly x: Float64Array;
  readonly w: Float64Array;
  readonly map: Uint32Array | undefined;
  readonly offsets: number;
  readonly rows: number;
  readonly cin: number;
  readonly cout: number;
}

function convolve({ x, w, map, offsets, rows, cin, cout }: ConvCase): Float64Array {
  const y = new Float64Array(rows * cout);
  for (let k = 0; k < offsets; k++) {
    for (let r = 0; r < rows; r++) {
      const source = map ? map[k * rows + r]! : r;
      if (source === NO_ROW) continue;
      for (let i = 0; i < cin; i++)
        for (let o = 0; o < cout; o++) y[r * cout + o]! += x[source * cin + i]! * w[(k * cin + i) * cout + o]!;
    }
  }
  return y;
}

/** Both gradients of `Σ dy · conv(x, w)`, by definition. */
function convGradients({ x, w, map, offsets, rows, cin, cout }: ConvCase, dy: Float32Array) {
  const dx = new Float64Array(x.length);
  const dw = new Float64Array(w.length);
  for (let k = 0; k < offsets; k++) {
    for (let r = 0; r < rows; r++) {
      const source = map ? map[k * rows + r]! : r;
      if (source === NO_ROW) continue;
      for (let i = 0; i < cin; i++) {
        for (let o = 0; o < cout; o++) {
          const at = (k * cin + i) * cout + o;
          dx[source * cin + i]! += w[at]! * dy[r * cout + o]!;
          dw[at]! += x[source * cin + i]! * dy[r * cout + o]!;
        }
      }
    }
  }
  return { dx, dw };
}

async function expectConvGradients(shape: Omit<ConvCase, 'x' | 'w'>, rowsIn: number, back?: Table, mirrored = false) {
  const { cin, cout, offsets, rows, map } = shape;
  const x32 = normals(rowsIn * cin);
  const w32 = normals(offsets * cin * cout);
  const dy32 = normals(rows * cout);
  const layer: ConvCase = { ...shape, x: Float64Array.from(x32), w: Float64Array.from(w32) };
  const table = map && ops.uploadTable(map, offsets, rows);
  const [x, w, dy] = [upload(x32, rowsIn), upload(w32, offsets * cin), upload(dy32, rows)];
  const y = ops.tensor(rows, cout);
  ops.conv({ input: whole(x), ...(table && { map: table }), weights: w, relu: false, output: whole(y) });
  const dx = inputGradient(ops, memory, dy, w, back ?? (mirrored ? table : undefined), mirrored);
  const dw = weightGradient(memory, x, dy, table);
  const again = weightGradient(memory, x, dy, table);
  const expected = convGradients(layer, dy32);
  const gradients = [await ops.read(dx), await ops.read(dw)] as const;
  expectClose(await ops.read(y), convolve(layer), 'y');
  expectClose(gradients[0], expected.dx, 'dx');
  expectClose(gradients[1], expected.dw, 'dw');
  expect([...(await ops.read(again))]).toEqual([...gradients[1]]);
  const loss = () => dot(convolve(layer), dy32);
  expectSlopes(loss, layer.x, gradients[0], 'dx');
  expectSlopes(loss, layer.w, gradients[1], 'dw');
}

describe('convolution', () => {
  test.each([
    [90, 1, 3],
    [90, 3, 20],
    [90, 20, 27],
    [70, 27, 48],
    [70, 48, 1],
    [1, 3, 3],
  ])('submanifold over %i rows, %i to %i channels', async (rows, cin, cout) => {
    await expectConvGradients({ map: neighbourTable(rows), offsets: 27, rows, cin, cout }, rows, undefined, true);
  });

  test('over several chunks of rows', async () => {
    const rows = 2500;
    const map = Uint32Array.from({ length: 3 * rows }, (_, i) => (i % 5 === 0 ? NO_ROW : (i * 7) % rows));
    const [x32, dy32] = [normals(rows * 3), normals(rows * 5)];
    const layer = { x: Float64Array.from(x32), w: new Float64Array(3 * 15), map, offsets: 3, rows, cin: 3, cout: 5 };
    const dw = weightGradient(memory, upload(x32, rows), upload(dy32, rows), ops.uploadTable(map, 3, rows));
    expectClose(await ops.read(dw), convGradients(layer, dy32).dw, 'dw');
  });

  test('strided, its inverse, and a linear layer', async () => {
    const { rows, fine, children, inverse } = pyramid(40);
    const up = ops.uploadTable(inverse, 8, fine);
    const down = ops.uploadTable(children, 8, rows);
    await expectConvGradients({ map: children, offsets: 8, rows, cin: 5, cout: 12 }, fine, up);
    await expectConvGradients({ map: inverse, offsets: 8, rows: fine, cin: 12, cout: 5 }, rows, down);
    await expectConvGradients({ map: undefined, offsets: 1, rows: 33, cin: 20, cout: 27 }, 33);
  });
});

describe('batch norm', () => {
  test.each([
    [1, 3, true],
    [2, 1, false],
    [61, 20, true],
    [61, 20, false],
    [9000, 3, true],
  ])('%i rows of %i channels, with ReLU: %s', async (rows, channels, relu) => {
    const epsilon = 1e-3;
    const x32 = normals(rows * channels).map((value, i) => 3 * value + 40 * (i % channels)); // means far from 0 cost digits
    const [gamma32, beta32, dy32] = [normals(channels), normals(channels), normals(rows * channels)];
    const [x, gamma, beta] = [x32, gamma32, beta32].map((values) => Float64Array.from(values)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const statistics = () => {
      const mean = new Float64Array(channels);
      const variance = new Float64Array(channels);
      for (const [i, value] of x.entries()) mean[i % channels]! += value / rows;
      for (const [i, value] of x.entries()) variance[i % channels]! += (value - mean[i % channels]!) ** 2 / rows;
      return { mean, variance };
    };
    const forward = () => {
      const { mean, variance } = statistics();
      return x.map((value, i) => {
        const c = i % channels;
        const y = (gamma[c]! * (value - mean[c]!)) / Math.sqrt(variance[c]! + epsilon) + beta[c]!;
        return relu ? Math.max(0, y) : y;
      });
    };
    const norm = batchNorm(memory, upload(x32, rows), upload(gamma32, 1), upload(beta32, 1), { epsilon, relu });
    const { dx, dGamma, dBeta } = batchNormGradient(memory, norm, upload(dy32, rows));
    const { mean, variance } = statistics();
    const stored = await ops.read(norm.statistics);
    expectClose(stored.subarray(0, channels), mean, 'mean');
    expectClose(stored.subarray(channels, 2 * channels), variance, 'variance');
    const y = await ops.read(norm.output);
    expectClose(y, forward(), 'y', 2e-4);
    const loss = () => dot(forward(), dy32);
    if (rows > 1) expectSlopes(loss, x, await ops.read(dx), 'dx');
    expectSlopes(loss, gamma, await ops.read(dGamma), 'dγ');
    expectSlopes(loss, beta, await ops.read(dBeta), 'dβ');
  });
});

describe('pooling', () => {
  test('max, mean and unpooling: each child gets its part', async () => {
    const { rows, fine, children, parents } = pyramid(30);
    const channels = 5;
    const x32 = normals(fine * channels).map((value) => Math.round(value)); // ties: the first child takes all
    const dy32 = normals(rows * channels);
    const table = ops.uploadTable(children, 8, rows);
    const [x, dy] = [upload(x32, fine), upload(dy32, rows)];
    const y = ops.tensor(rows, channels);
    ops.maxPool({ input: whole(x), children: table, output: whole(y) });
    const [max, mean] = [new Float64Array(fine * channels), new Float64Array(fine * channels)];
    for (let r = 0; r < rows; r++) {
      const own = [0, 1, 2, 3, 4, 5, 6, 7].map((o) => children[o * rows + r]!).filter((child) => child !== NO_ROW);
      for (let c = 0; c < channels; c++) {
        const values = own.map((child) => x32[child * channels + c]!);
        max[own[values.indexOf(Math.max(...values))]! * channels + c] = dy32[r * channels + c]!;
        for (const child of own) mean[child * channels + c] = dy32[r * channels + c]! / own.length;
      }
    }
    expectClose(await ops.read(maxPoolGradient(memory, x, y, dy, table)), max, 'max', 0);
    expectClose(await ops.read(meanPoolGradient(memory, dy, table, fine)), mean, 'mean');

    const dFine = normals(fine * channels);
    const sums = new Float64Array(rows * channels);
    parents.forEach((parent, f) => {
      for (let c = 0; c < channels; c++) sums[parent * channels + c]! += dFine[f * channels + c]!;
    });
    expectClose(await ops.read(unpoolGradient(memory, upload(dFine, fine), table)), sums, 'unpool');
  });

  test('picked rows add up in order, rows that nobody picked get 0', async () => {
    const picks = Uint32Array.of(4, 0, 4, 4, 2);
    const dy = Float32Array.of(1, 10, 2, 20, 3, 30, 4, 40, 5, 50);
    const dx = pickRowsGradient(memory, upload(dy, 5), uploadPicks(ops, picks, 6));
    expect([...(await ops.read(dx))]).toEqual([2, 20, 0, 0, 5, 50, 0, 0, 8, 80, 0, 0]);
  });
});

test('columns, biases, sums and flat arrays', async () => {
  const [a32, b32, bias32] = [normals(7 * 3), normals(7 * 4), normals(3)];
  const [a, b] = [upload(a32, 7), upload(b32, 7)];
  const both = concatColumns(memory, a, b);
  expect([...(await ops.read(columns(memory, both, 0, 3)))]).toEqual([...a32]);
  expect([...(await ops.read(columns(memory, both, 3, 4)))]).toEqual([...b32]);
  const biased = await ops.read(addBias(memory, a, upload(bias32, 1)));
  expect([...biased]).toEqual([...a32].map((value, i) => Math.fround(value + bias32[i % 3]!)));
  expect([...(await ops.read(add(memory, a, a)))]).toEqual([...a32].map((value) => 2 * value));
  const third = await ops.read(scale(memory, a, upload(Float32Array.of(0.3), 1)));
  expect([...third]).toEqual([...a32].map((value) => Math.fround(value * Math.fround(0.3))));
  const other32 = normals(7 * 3);
  const relu = addRelu(memory, a, upload(other32, 7));
  const positive = a32.map((value, i) => Math.max(0, Math.fround(value + other32[i]!)));
  expect([...(await ops.read(relu))]).toEqual([...positive]);
  const masked = await ops.read(reluGradient(memory, relu, a));
  expect([...masked]).toEqual([...a32].map((value, i) => (positive[i]! > 0 ? value : 0)));
  const long = normals(1000 * 3);
  const sums = [0, 1, 2].map((c) => long.reduce((sum, value, i) => (i % 3 === c ? sum + value : sum), 0));
  expectClose(await ops.read(sumColumns(memory, upload(long, 1000))), sums, 'sums');
  const flat = pack(memory, [a, b]);
  expect([...(await ops.read(flat))]).toEqual([...a32, ...b32]);
  expect([...(await ops.read(unpack(memory, flat, 21, 4, 7)))]).toEqual([...b32]);
});

test('rows divided by 1 + |n|, with both gradients', async () => {
  const [rows, channels] = [20, 5];
  const [x32, n32, dy32] = [normals(rows * channels), normals(rows), normals(rows * channels)];
  const [x, n] = [Float64Array.from(x32), Float64Array.from(n32)];
  const forward = () => x.map((value, i) => value / (1 + Math.abs(n[Math.floor(i / channels)]!)));
  const [nAt, dyAt] = [upload(n32, rows), upload(dy32, rows)];
  const y = divideRows(memory, upload(x32, rows), nAt);
  expectClose(await ops.read(y), forward(), 'y');
  const loss = () => dot(forward(), dy32);
  expectSlopes(loss, x, await ops.read(divideRows(memory, dyAt, nAt)), 'dx');
  expectSlopes(loss, n, await ops.read(divisorGradient(memory, y, dyAt, nAt)), 'dn');
});
