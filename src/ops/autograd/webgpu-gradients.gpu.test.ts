import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../core/index.ts';
import { openTestDevice } from '../../gpu/dawn.fixture.ts';
import type { GpuContext } from '../../gpu/index.ts';
import type { Ops, VoxelIndex } from '../ops.ts';
import { createWasmOps } from '../wasm/index.ts';
import { createWebGpuOps, type WebGpuOps } from '../webgpu/index.ts';
import {
  addBias,
  addRelu,
  batchNorm,
  concatColumns,
  crossEntropy,
  divideRows,
  maxPool,
  meanPool,
  pickRows,
  type Readable,
  type SparseGradients,
  SplitTape,
  sparseConv,
  sparseConvOfData,
  unpool,
  WasmGradients,
  WebGpuGradients,
} from './index.ts';

/** One place to compute, and the same cloud indexed there. */
interface Place {
  readonly g: SparseGradients;
  readonly index: VoxelIndex;
}

let context: GpuContext;
let gpu: WebGpuOps;
let wasm: Place;
let webgpu: Place;
const rng = new Rng(17);

function cloud(ops: Ops): Promise<VoxelIndex> {
  const points = new Rng(3);
  const count = 90;
  const positions = new Float32Array(3 * count).map((_, i) =>
    i % 3 === 2 ? points.range(0, 1.5) : points.range(0, 5),
  );
  const grid = { voxelSizeM: 1, min: [0, 0, 0] as const, dims: [5, 5, 2] as const };
  return ops.index({ count, positions, heights: new Float32Array(count) }, grid, 2, { inverse: true });
}

beforeAll(async () => {
  context = await openTestDevice();
  gpu = await createWebGpuOps(context);
  const cpu = await createWasmOps();
  wasm = { g: new WasmGradients(cpu, 1 << 24), index: await cloud(cpu) };
  webgpu = { g: await WebGpuGradients.create(gpu), index: await cloud(gpu) };
});
afterEach(() => {
  wasm.g.reset();
  webgpu.g.reset();
});
afterAll(() => {
  webgpu.g.dispose();
  gpu.dispose();
  context.device.destroy();
});

const normals = (length: number) => Float32Array.from({ length }, () => rng.normal());

type Layer = (place: Place, ...inputs: tf.Tensor[]) => { readonly y: tf.Tensor; readonly extra?: readonly Readable[] };

/** Value, what else it hands out, and the gradients of `Σ slope·y` by every input. */
async function run(
  place: Place,
  layer: Layer,
  inputs: readonly Float32Array[],
  shapes: readonly number[][],
  slope: Float32Array,
) {
  const { g } = place;
  await tf.setBackend(g.backend);
  tf.engine().startScope('test');
  try {
    const variables = inputs.map((values, i) => tf.variable(tf.tensor(values, shapes[i]!)));
    const tape = new SplitTape();
    const { y, extra = [] } = tape.record(() => layer(place, ...variables));
    const found = tape.gradients(g, [y], [tf.tensor(slope.subarray(0, y.size), y.shape)], variables);
    const gradients = found.map((gradient) => gradient!);
    const values = await g.read([y, ...extra, ...gradients]);
    for (const variable of variables) variable.dispose();
    return values.map((part) => Float32Array.from(part));
  } finally {
    tf.engine().endScope();
    g.reset();
  }
}

async function expectSame(layer: Layer, shapes: readonly number[][]) {
  const inputs = shapes.map((shape) => normals(shape.reduce((a, b) => a * b, 1)));
  const slope = normals(4000);
  const expected = await run(wasm, layer, inputs, shapes, slope);
  const actual = await run(webgpu, layer, inputs, shapes, slope);
  const again = await run(webgpu, layer, inputs, shapes, slope);
  expect(actual.length).toBe(expected.length);
  expect(expected.length).toBeGreaterThan(shapes.length);
  actual.forEach((values, part) => {
    const size = expected[part]!.reduce((top, value) => Math.max(top, Math.abs(value)), 1);
    expect(values.length).toBe(expected[part]!.length);
    values.forEach((value, i) => {
      const delta = Math.abs(value - expected[part]![i]!);
      if (!(delta <= 1e-4 * size)) expect.unreachable(`part ${part}[${i}]: ${value} against ${expected[part]![i]}`);
    });
    expect([...again[part]!], `part ${part} again`).toEqual([...values]);
  });
}

describe('differentiable ops on the device give what the CPU kernels give, the same bits every time', () => {
  const fine = () => wasm.index.levels[0]!.rows;
  const coarse = () => wasm.index.levels[1]!.rows;

  test.each([
    [1, 3],
    [3, 20],
    [27, 48],
  ])('submanifold convolution, %i to %i channels', async (cin, cout) => {
    await expectSame(
      ({ g, index }, x, w) => {
        const { neighbours } = index.levels[0]!;
        const maps = { forward: neighbours, backward: neighbours, mirrored: true };
        return { y: sparseConv(g, x as tf.Tensor2D, w!, maps) };
      },
      [
        [fine(), cin],
        [27, cin, cout],
      ],
    );
  });

  test('strided convolution, its inverse, and a linear layer with a bias', async () => {
    await expectSame(
      ({ g, index }, x, w) => {
        const maps = { forward: index.levels[1]!.children, backward: index.levels[0]!.inverse };
        return { y: sparseConv(g, x as tf.Tensor2D, w!, maps) };
      },
      [
        [fine(), 5],
        [8, 5, 12],
      ],
    );
    await expectSame(
      ({ g, index }, x, w) => {
        const maps = { forward: index.levels[0]!.inverse, backward: index.levels[1]!.children };
        return { y: sparseConv(g, x as tf.Tensor2D, w!, maps) };
      },
      [
        [coarse(), 12],
        [8, 12, 5],
      ],
    );
    await expectSame(
      ({ g }, x, w, b) => ({ y: addBias(g, sparseConv(g, x as tf.Tensor2D, w!), b as tf.Tensor1D) }),
      [[13, 20], [1, 20, 7], [7]],
    );
  });

  test.each([true, false])('batch norm and its statistics, with ReLU: %s', async (relu) => {
    await expectSame(
      ({ g }, x, gamma, beta) => {
        const extra: Readable[] = [];
        const onStatistics = ({ mean, variance }: { mean: Readable; variance: Readable }) => extra.push(mean, variance);
        const options = { epsilon: 1e-3, relu, onStatistics };
        return { y: batchNorm(g, x as tf.Tensor2D, gamma as tf.Tensor1D, beta as tf.Tensor1D, options), extra };
      },
      [[70, 20], [20], [20]],
    );
  });

  test('pooling, unpooling, concatenation and picking', async () => {
    await expectSame(
      ({ g, index }, x) => ({ y: maxPool(g, x as tf.Tensor2D, index.levels[1]!.children!) }),
      [[fine(), 5]],
    );
    await expectSame(
      ({ g, index }, x) => ({ y: meanPool(g, x as tf.Tensor2D, index.levels[1]!.children!) }),
      [[fine(), 5]],
    );
    await expectSame(
      ({ g, index }, x) => ({
        y: unpool(g, x as tf.Tensor2D, index.levels[0]!.parents!, index.levels[1]!.children!),
      }),
      [[coarse(), 5]],
    );
    await expectSame(
      ({ g }, a, b) => ({ y: concatColumns(g, a as tf.Tensor2D, b as tf.Tensor2D) }),
      [
        [9, 3],
        [9, 4],
      ],
    );
    await expectSame(({ g }, x) => ({ y: pickRows(g, x as tf.Tensor2D, Uint32Array.of(4, 0, 4, 8)) }), [[9, 3]]);
  });

  test('a residual block with the normaliser: something used twice gets the sum of its gradients', async () => {
    await expectSame(
      ({ g, index }, x, w, n) => {
        const { neighbours, rows } = index.levels[0]!;
        const maps = { forward: neighbours, backward: neighbours, mirrored: true };
        const ones = tf.tensor2d(new Float32Array(rows).fill(1), [rows, 1]);
        const y = divideRows(g, sparseConv(g, x as tf.Tensor2D, w!, maps), sparseConvOfData(g, ones, n!, maps));
        return { y: addRelu(g, y, x as tf.Tensor2D) };
      },
      [
        [fine(), 6],
        [27, 6, 6],
        [27, 1],
      ],
    );
  });

  test('cross-entropy and what it counts', async () => {
    const labels = Int16Array.from({ length: 50 }, (_, i) => (i % 5) - 1);
    const weights = Float32Array.of(1, 2, 0.5, 3);
    await expectSame(
      ({ g }, logits) => {
        const { loss, totals } = crossEntropy(g, logits as tf.Tensor2D, labels, weights);
        return { y: loss, extra: [totals] };
      },
      [[50, 4]],
    );
  });
});

test('a small network has the gradients that stock TensorFlow.js ops have', async () => {
  const { rows } = wasm.index.levels[0]!;
  const labels = Int16Array.from({ length: rows }, (_, i) => (i % 4) - 1);
  const classWeights = Float32Array.of(1, 2, 0.5);
  const shapes = [[rows, 4], [27, 4, 6], [6], [6], [1, 6, 3], [3]];
  const inputs = shapes.map((shape) => normals(shape.reduce((a, b) => a * b, 1)));
  const ours = await run(
    webgpu,
    ({ g, index }, x, w, gamma, beta, v, b) => {
      const { neighbours } = index.levels[0]!;
      const y = sparseConv(g, x as tf.Tensor2D, w!, { forward: neighbours, backward: neighbours, mirrored: true });
      const options = { epsilon: 1e-3, relu: true, onStatistics: () => {} };
      const normed = batchNorm(g, y, gamma as tf.Tensor1D, beta as tf.Tensor1D, options);
      const logits = addBias(g, sparseConv(g, normed, v!), b as tf.Tensor1D);
      return { y: crossEntropy(g, logits, labels, classWeights).loss };
    },
    inputs,
    shapes,
    Float32Array.of(1),
  );

  const neighbours = await gpu.readTable(webgpu.index.levels[0]!.neighbours);
  await tf.setBackend('cpu');
  const stock = tf.tidy(() => {
    const loss = (x: tf.Tensor, w: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, v: tf.Tensor, b: tf.Tensor) => {
      const padded = tf.concat([x, tf.zeros([1, 4])], 0); // missing neighbours read the row of zeros
      const parts = Array.from({ length: 27 }, (_, k) => {
        const sources = Int32Array.from(neighbours.subarray(k * rows, (k + 1) * rows), (row) => Math.min(row, rows));
        return tf.matMul(
          tf.gather(padded, tf.tensor1d(sources, 'int32')) as tf.Tensor2D,
          tf.reshape(tf.slice(w, [k, 0, 0], [1, 4, 6]), [4, 6]),
        );
      });
      const y = parts.reduce((sum: tf.Tensor, part: tf.Tensor) => tf.add(sum, part));
      const { mean, variance } = tf.moments(y, 0);
      const normed = tf.relu(tf.add(tf.mul(tf.div(tf.sub(y, mean), tf.sqrt(tf.add(variance, 1e-3))), gamma), beta));
      const logits = tf.add(tf.matMul(normed as tf.Tensor2D, tf.reshape(v, [6, 3])), b);
      const targets = new Float32Array(rows * 3);
      let total = 0;
      labels.forEach((label, r) => {
        if (label < 0) return;
        targets[r * 3 + label] = classWeights[label]!;
        total += classWeights[label]!;
      });
      return tf.div(tf.neg(tf.sum(tf.mul(tf.tensor2d(targets, [rows, 3]), tf.logSoftmax(logits)))), total) as tf.Scalar;
    };
    const tensors = inputs.map((values, i) => tf.tensor(values, shapes[i]!));
    const { value, grads } = tf.valueAndGrads(loss as (...inputs: tf.Tensor[]) => tf.Scalar)(tensors);
    return [value, ...grads].map((tensor) => Float32Array.from(tensor.dataSync()));
  });
  expect(ours.length).toBe(stock.length);
  stock.forEach((expected, part) => {
    const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - ours[part]![i]!)), 0);
    expect(worst, `part ${part}`).toBeLessThan(1e-4);
    expect(
      expected.some((value) => Math.abs(value) > 1e-3),
      `part ${part}`,
    ).toBe(true);
  });
});

test('a device tensor is never read without waiting, and never holds whole numbers', async () => {
  await tf.setBackend(webgpu.g.backend);
  const tensor = tf.tensor1d([1, 2]);
  expect(() => tensor.dataSync()).toThrow(/waiting/);
  expect([...(await tensor.data())]).toEqual([1, 2]);
  tensor.dispose();
  expect(() => tf.tensor1d([1, 2], 'int32')).toThrow(/float32/);
});
