import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../core/index.ts';
import { createWasmOps, type WasmOps } from '../wasm/index.ts';
import {
  addBias,
  addRelu,
  batchNorm,
  concatColumns,
  crossEntropy,
  divideRows,
  maxPool,
  meanPool,
  npairLoss,
  pickRows,
  sparseConv,
  unpool,
  WasmGradients,
} from './index.ts';

/** A small wavy surface: enough voxels that blocks of 4 rows have remainders, few enough for finite differences. */
function surface(ops: WasmOps) {
  const rng = new Rng(3);
  const count = 60;
  const positions = new Float32Array(3 * count).map((_, i) => (i % 3 === 2 ? rng.range(0, 1.5) : rng.range(0, 4)));
  return ops.indexSync(
    { count, positions, heights: new Float32Array(count) },
    { voxelSizeM: 1, min: [0, 0, 0], dims: [4, 4, 2] },
    2,
  );
}

let ops: WasmOps;
let g: WasmGradients;
const rng = new Rng(9);

beforeAll(async () => {
  await tf.setBackend('cpu');
  ops = await createWasmOps();
  g = new WasmGradients(ops, 1 << 24);
});

afterEach(() => g.reset());

const random = (shape: number[]) =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.normal()),
    shape,
  );

/** Compares the op's gradients of `Σ w·f(inputs)` with central differences in every input value. */
function expectGradients(f: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: tf.Tensor[], tolerance = 2e-2) {
  const mix = random(f(...inputs).shape);
  const scalar = (...args: tf.Tensor[]) => tf.sum(tf.mul(f(...args), mix)) as tf.Scalar;
  const gradients = tf.grads(scalar)(inputs);
  inputs.forEach((input, which) => {
    const values = Float32Array.from(input.dataSync());
    const analytic = gradients[which]!.dataSync();
    const step = 1e-2;
    values.forEach((value, i) => {
      const at = (moved: number) => {
        const changed = values.slice();
        changed[i] = moved;
        return scalar(
          ...inputs.map((other, k) => (k === which ? tf.tensor(changed, input.shape) : other)),
        ).dataSync()[0]!;
      };
      const numeric = (at(value + step) - at(value - step)) / (2 * step);
      expect(Math.abs(analytic[i]! - numeric), `input ${which}[${i}]: ${analytic[i]} against ${numeric}`).toBeLessThan(
        tolerance * (1 + Math.abs(numeric)),
      );
    });
  });
}

describe('gradients agree with finite differences', () => {
  test.each([
    [4, 8],
    [3, 5],
    [8, 12],
  ])('submanifold convolution, %i to %i channels', (cin, cout) => {
    const { levels } = surface(ops);
    const table = levels[0]!.neighbours;
    const x = random([levels[0]!.rows, cin]);
    const w = random([27, cin, cout]);
    const some = tf.slice(w, [12, 0, 0], [3, cin, cout]); // finite differences of all 27 would only take longer
    const full = (part: tf.Tensor) =>
      tf.concat([tf.slice(w, [0, 0, 0], [12, cin, cout]), part, tf.slice(w, [15, 0, 0], [12, cin, cout])], 0);
    expectGradients((xIn, part) => sparseConv(g, xIn as tf.Tensor2D, full(part!), { forward: table }), [x, some]);
  });

  test('strided convolution', () => {
    const { levels } = surface(ops);
    const table = levels[1]!.children;
    expectGradients(
      (x, w) => sparseConv(g, x as tf.Tensor2D, w!, { forward: table }),
      [random([levels[0]!.rows, 4]), random([8, 4, 6])],
    );
  });

  test('linear layer with bias', () => {
    expectGradients(
      (x, w, b) => addBias(g, sparseConv(g, x as tf.Tensor2D, w!), b as tf.Tensor1D),
      [random([7, 5]), random([1, 5, 9]), random([9])],
    );
  });

  test.each([true, false])('batch norm, with ReLU: %s', (relu) => {
    const gamma = tf.tensor1d([0.7, 1.3, -0.5]);
    const options = { epsilon: 1e-3, relu, onStatistics: () => {} };
    expectGradients(
      (x, scale, b) => batchNorm(g, x as tf.Tensor2D, scale as tf.Tensor1D, b as tf.Tensor1D, options),
      [random([11, 3]), gamma, random([3])],
      4e-2,
    );
  });

  test('the end of a residual block, and the normaliser', () => {
    const [a, b] = [random([5, 3]), random([5, 3])];
    expectGradients((x, y) => addRelu(g, x as tf.Tensor2D, y as tf.Tensor2D), [a, b]);
    expectGradients((x, n) => divideRows(g, x as tf.Tensor2D, n as tf.Tensor2D), [a, random([5, 1])]);
  });

  test('pooling and unpooling', () => {
    const { levels } = surface(ops);
    const [fine, coarse] = levels as [(typeof levels)[0], (typeof levels)[0]];
    expectGradients((x) => maxPool(g, x as tf.Tensor2D, coarse.children!), [random([fine.rows, 3])]);
    expectGradients((x) => meanPool(g, x as tf.Tensor2D, coarse.children!), [random([fine.rows, 3])]);
    expectGradients((x) => unpool(g, x as tf.Tensor2D, fine.parents!, coarse.children!), [random([coarse.rows, 3])]);
  });

  test('concatenation and picking, a row twice', () => {
    expectGradients((a, b) => concatColumns(g, a as tf.Tensor2D, b as tf.Tensor2D), [random([5, 3]), random([5, 4])]);
    expectGradients((x) => pickRows(g, x as tf.Tensor2D, Uint32Array.of(4, 0, 4)), [random([6, 2])]);
  });

  test('cross-entropy with weights and ignored rows', () => {
    const labels = Int16Array.of(0, 2, -1, 1);
    expectGradients(
      (x) => crossEntropy(g, x as tf.Tensor2D, labels, Float32Array.of(1, 2, 0.5)).loss,
      [random([4, 3])],
    );
  });

  test('n-pair loss', () => {
    const values = Float32Array.from({ length: 15 }, () => 0.7 * rng.normal());
    const ids = [1, 1, 2, 3, 2];
    const { gradient } = npairLoss(values, 3, ids);
    gradient.forEach((slope, i) => {
      const at = (step: number) => {
        const moved = values.slice();
        moved[i]! += step;
        return npairLoss(moved, 3, ids).loss;
      };
      expect(Math.abs((at(1e-2) - at(-1e-2)) / 2e-2 - slope)).toBeLessThan(1e-3);
    });
  });
});

test('cross-entropy equals the stock composition', () => {
  const logits = random([6, 4]) as tf.Tensor2D;
  const labels = [3, 0, 1, 2, 2, 1];
  const ours = crossEntropy(g, logits, Int16Array.from(labels), Float32Array.of(1, 1, 1, 1)).loss.dataSync()[0]!;
  const stock = tf.losses.softmaxCrossEntropy(tf.oneHot(labels, 4), logits).dataSync()[0]!;
  expect(ours).toBeCloseTo(stock, 5);
});

test('no labelled row gives a zero loss, not NaN', () => {
  const { loss } = crossEntropy(g, random([2, 3]) as tf.Tensor2D, Int16Array.of(-1, -1), Float32Array.of(1, 1, 1));
  expect(loss.dataSync()[0]).toBe(0);
});
