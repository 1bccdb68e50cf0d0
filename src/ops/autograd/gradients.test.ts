import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../../core/index.ts';
import { createWasmOps, type WasmOps, type WasmTable } from '../wasm/index.ts';
import {
  Arena,
  addBias,
  concatColumns,
  crossEntropy,
  linear,
  maxPool,
  normRelu,
  npairLoss,
  pickRows,
  sparseConv,
  unpool,
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
let arena: Arena;
const rng = new Rng(9);

beforeAll(async () => {
  await tf.setBackend('cpu');
  ops = await createWasmOps();
  ops.memory.reserve(1 << 24);
  arena = new Arena(ops);
});

afterEach(() => arena.reset());

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
    const table = levels[0]!.neighbours as WasmTable;
    const x = random([levels[0]!.rows, cin]);
    const w = random([27, cin, cout]);
    const some = tf.slice(w, [12, 0, 0], [3, cin, cout]); // finite differences of all 27 would only take longer
    const full = (part: tf.Tensor) =>
      tf.concat([tf.slice(w, [0, 0, 0], [12, cin, cout]), part, tf.slice(w, [15, 0, 0], [12, cin, cout])], 0);
    expectGradients((xIn, part) => sparseConv(arena, xIn as tf.Tensor2D, full(part!) as tf.Tensor3D, table), [x, some]);
  });

  test('strided convolution', () => {
    const { levels } = surface(ops);
    const table = levels[1]!.children as WasmTable;
    expectGradients(
      (x, w) => sparseConv(arena, x as tf.Tensor2D, w as tf.Tensor3D, table),
      [random([levels[0]!.rows, 4]), random([8, 4, 6])],
    );
  });

  test('linear layer with bias', () => {
    expectGradients(
      (x, w, b) => addBias(arena, linear(arena, x as tf.Tensor2D, w as tf.Tensor3D), b as tf.Tensor1D),
      [random([7, 5]), random([1, 5, 9]), random([9])],
    );
  });

  test('batch norm with ReLU', () => {
    const gamma = tf.tensor1d([0.7, 1.3, -0.5]);
    expectGradients(
      (x, g, b) => normRelu(arena, x as tf.Tensor2D, g as tf.Tensor1D, b as tf.Tensor1D, 1e-3, () => {}),
      [random([11, 3]), gamma, random([3])],
      4e-2,
    );
  });

  test('max pooling and unpooling', () => {
    const { levels } = surface(ops);
    const [fine, coarse] = levels as [(typeof levels)[0], (typeof levels)[0]];
    expectGradients((x) => maxPool(arena, x as tf.Tensor2D, coarse.children as WasmTable), [random([fine.rows, 3])]);
    expectGradients(
      (x) => unpool(arena, x as tf.Tensor2D, fine.parents as WasmTable, coarse.children as WasmTable),
      [random([coarse.rows, 3])],
    );
  });

  test('concatenation and picking, a row twice', () => {
    expectGradients(
      (a, b) => concatColumns(arena, a as tf.Tensor2D, b as tf.Tensor2D),
      [random([5, 3]), random([5, 4])],
    );
    expectGradients((x) => pickRows(arena, x as tf.Tensor2D, Uint32Array.of(4, 0, 4)), [random([6, 2])]);
  });

  test('cross-entropy with weights and ignored rows', () => {
    const labels = Int16Array.of(0, 2, -1, 1);
    expectGradients((x) => crossEntropy(arena, x as tf.Tensor2D, labels, Float32Array.of(1, 2, 0.5)), [random([4, 3])]);
  });

  test('n-pair loss', () => {
    expectGradients((e) => npairLoss(arena, e as tf.Tensor2D, [1, 1, 2, 3, 2]), [tf.mul(random([5, 3]), 0.7)]);
  });
});

test('cross-entropy equals the stock composition', () => {
  const logits = random([6, 4]) as tf.Tensor2D;
  const labels = [3, 0, 1, 2, 2, 1];
  const ours = crossEntropy(arena, logits, Int16Array.from(labels), Float32Array.of(1, 1, 1, 1)).dataSync()[0]!;
  const stock = tf.losses.softmaxCrossEntropy(tf.oneHot(labels, 4), logits).dataSync()[0]!;
  expect(ours).toBeCloseTo(stock, 5);
});

test('no labelled row gives a zero loss, not NaN', () => {
  const loss = crossEntropy(arena, random([2, 3]) as tf.Tensor2D, Int16Array.of(-1, -1), Float32Array.of(1, 1, 1));
  expect(loss.dataSync()[0]).toBe(0);
});
