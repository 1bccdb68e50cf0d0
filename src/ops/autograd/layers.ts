import * as tf from '@tensorflow/tfjs';
import type { WasmTable } from '../wasm/index.ts';
import type { Arena } from './arena.ts';

/** Statistics of the batch that was just normalised, for the running averages. */
export interface BatchStatistics {
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** `relu(γ·(x − mean)/√(var + ε) + β)` with the statistics of these rows. x [rows × C]; γ, β [C]. */
export function normRelu(
  arena: Arena,
  x: tf.Tensor2D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
  onStatistics: (statistics: BatchStatistics) => void,
): tf.Tensor2D {
  const [rows, channels] = x.shape;
  const { kernels } = arena.ops.memory;
  const op = tf.customGrad((xIn, gammaIn, betaIn, save) => {
    const [xAt, gammaAt, betaAt] = [xIn, gammaIn, betaIn].map((tensor) => arena.pointerOf(tensor as tf.Tensor)) as [
      number,
      number,
      number,
    ];
    const mean = arena.floats(channels);
    const variance = arena.floats(channels);
    const invStd = arena.floats(channels);
    const work = arena.floats(4 * channels);
    const y = arena.floats(rows * channels);
    kernels.batchStatistics(xAt, rows, channels, epsilon, mean, invStd, variance, work);
    kernels.normRelu(xAt, y, rows, channels, mean, invStd, gammaAt, betaAt);
    onStatistics({ mean: arena.view(mean, channels).slice(), variance: arena.view(variance, channels).slice() });
    (save as tf.GradSaveFunc)([]);
    const gradFunc = (dy: tf.Tensor) => {
      const dx = arena.floats(rows * channels);
      const dGamma = arena.floats(channels);
      const dBeta = arena.floats(channels);
      kernels.normReluGrad(xAt, y, arena.pointerOf(dy), dx, rows, channels, mean, invStd, gammaAt, dGamma, dBeta, work);
      return [arena.tensor(dx, [rows, channels]), arena.tensor(dGamma, [channels]), arena.tensor(dBeta, [channels])];
    };
    return { value: arena.tensor(y, [rows, channels]), gradFunc: gradFunc as never };
  });
  return op(x, gamma, beta) as tf.Tensor2D;
}

/** 2×2×2 max over the children present. x [fine rows × C] → [coarse rows × C]. */
export function maxPool(arena: Arena, x: tf.Tensor2D, children: WasmTable): tf.Tensor2D {
  const [fineRows, channels] = x.shape;
  const { rows, pointer } = children;
  const { kernels } = arena.ops.memory;
  const op = tf.customGrad((xIn, save) => {
    const xAt = arena.pointerOf(xIn as tf.Tensor);
    const y = arena.floats(rows * channels);
    kernels.maxPool(xAt, channels * 4, pointer, y, channels * 4, rows, channels);
    (save as tf.GradSaveFunc)([]);
    const gradFunc = (dy: tf.Tensor) => {
      const dx = arena.floats(fineRows * channels);
      kernels.maxPoolGrad(xAt, y, arena.pointerOf(dy), pointer, dx, rows, channels);
      return arena.tensor(dx, [fineRows, channels]);
    };
    return { value: arena.tensor(y, [rows, channels]), gradFunc: gradFunc as never };
  });
  return op(x) as tf.Tensor2D;
}

/** Gather by parent. x [coarse rows × C] → [fine rows × C]; the gradient sums over the children, so nothing is scattered. */
export function unpool(arena: Arena, x: tf.Tensor2D, parents: WasmTable, children: WasmTable): tf.Tensor2D {
  const [coarseRows, channels] = x.shape;
  const { kernels } = arena.ops.memory;
  const op = tf.customGrad((xIn, save) => {
    const y = arena.floats(parents.rows * channels);
    kernels.gatherRows(
      arena.pointerOf(xIn as tf.Tensor),
      channels * 4,
      parents.pointer,
      y,
      channels * 4,
      parents.rows,
      channels,
    );
    (save as tf.GradSaveFunc)([]);
    const gradFunc = (dy: tf.Tensor) => {
      const dx = arena.floats(coarseRows * channels);
      kernels.sumChildren(arena.pointerOf(dy), channels * 4, children.pointer, dx, coarseRows, channels);
      return arena.tensor(dx, [coarseRows, channels]);
    };
    return { value: arena.tensor(y, [parents.rows, channels]), gradFunc: gradFunc as never };
  });
  return op(x) as tf.Tensor2D;
}

/** Columns side by side: [rows × (Ca + Cb)]. */
export function concatColumns(arena: Arena, a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  const rows = a.shape[0];
  const widths = [a.shape[1], b.shape[1]] as const;
  const pitch = (widths[0] + widths[1]) * 4;
  const { kernels } = arena.ops.memory;
  const identity = arena.ops.identity(rows);
  const op = tf.customGrad((aIn, bIn, save) => {
    const y = arena.floats(rows * (widths[0] + widths[1]));
    kernels.gatherRows(arena.pointerOf(aIn as tf.Tensor), widths[0] * 4, identity, y, pitch, rows, widths[0]);
    kernels.gatherRows(
      arena.pointerOf(bIn as tf.Tensor),
      widths[1] * 4,
      identity,
      y + widths[0] * 4,
      pitch,
      rows,
      widths[1],
    );
    (save as tf.GradSaveFunc)([]);
    const part = (dy: tf.Tensor, offset: number, width: number) => {
      const out = arena.floats(rows * width);
      kernels.gatherRows(arena.pointerOf(dy) + offset * 4, pitch, identity, out, width * 4, rows, width);
      return arena.tensor(out, [rows, width]);
    };
    const gradFunc = (dy: tf.Tensor) => [part(dy, 0, widths[0]), part(dy, widths[0], widths[1])];
    return { value: arena.tensor(y, [rows, widths[0] + widths[1]]), gradFunc: gradFunc as never };
  });
  return op(a, b) as tf.Tensor2D;
}

/**
 * Rows picked by index: [picked × C]. The gradient adds rows back in index order (stock tfjs gathers scatter with float atomics on a
 * GPU and have no gradient at all on wasm).
 */
export function pickRows(arena: Arena, x: tf.Tensor2D, rows: Uint32Array): tf.Tensor2D {
  const [total, channels] = x.shape;
  const op = tf.customGrad((xIn, save) => {
    const values = (xIn as tf.Tensor).dataSync();
    const out = arena.floats(rows.length * channels);
    const target = arena.view(out, rows.length * channels);
    rows.forEach((row, i) => {
      for (let c = 0; c < channels; c++) target[i * channels + c] = values[row * channels + c]!;
    });
    (save as tf.GradSaveFunc)([]);
    const gradFunc = (dy: tf.Tensor) => {
      const gradient = dy.dataSync();
      const dx = arena.floats(total * channels);
      const sums = arena.view(dx, total * channels).fill(0);
      rows.forEach((row, i) => {
        for (let c = 0; c < channels; c++) sums[row * channels + c]! += gradient[i * channels + c]!;
      });
      return arena.tensor(dx, [total, channels]);
    };
    return { value: arena.tensor(out, [rows.length, channels]), gradFunc: gradFunc as never };
  });
  return op(x) as tf.Tensor2D;
}

/** `x + b` per column. x [rows × C], b [C]. */
export function addBias(arena: Arena, x: tf.Tensor2D, b: tf.Tensor1D): tf.Tensor2D {
  const [rows, channels] = x.shape;
  const op = tf.customGrad((xIn, bIn, save) => {
    const source = (xIn as tf.Tensor).dataSync();
    const bias = (bIn as tf.Tensor).dataSync();
    const out = arena.floats(rows * channels);
    const target = arena.view(out, rows * channels);
    for (let r = 0; r < target.length; r += channels)
      for (let c = 0; c < channels; c++) target[r + c] = source[r + c]! + bias[c]!;
    (save as tf.GradSaveFunc)([]);
    const gradFunc = (dy: tf.Tensor) => {
      const gradient = dy.dataSync();
      const sums = new Float64Array(channels);
      for (let r = 0; r < gradient.length; r += channels)
        for (let c = 0; c < channels; c++) sums[c]! += gradient[r + c]!;
      return [tf.clone(dy), tf.tensor1d(Float32Array.from(sums))];
    };
    return { value: arena.tensor(out, [rows, channels]), gradFunc: gradFunc as never };
  });
  return op(x, b) as tf.Tensor2D;
}
