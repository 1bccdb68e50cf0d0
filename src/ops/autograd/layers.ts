import * as tf from '@tensorflow/tfjs';
import type { Table } from '../ops.ts';
import type { BatchStatistics, ConvMaps, Forward, Readable, SparseGradients } from './sparse-gradients.ts';

/**
 * Makes a differentiable tfjs op of a forward pass that knows its gradient. What the gradient needs is held by its closure, in memory
 * that lives as long as the step: tfjs is asked to save nothing.
 */
function differentiable<T extends tf.Tensor>(run: (...inputs: tf.Tensor[]) => Forward<T>, inputs: tf.Tensor[]): T {
  const op = tf.customGrad((...args) => {
    (args.at(-1) as tf.GradSaveFunc)([]);
    const { value, gradient } = run(...(args.slice(0, inputs.length) as tf.Tensor[]));
    return { value, gradFunc: (dy: tf.Tensor) => gradient(dy as T) };
  });
  return op(...inputs) as T;
}

/** `y[r] = Σ_k W[k]ᵀ · x[map[k][r]]`. x [rows in × Cin], w [offsets × Cin × Cout]; without maps a linear layer. Reference: TF 3D, section 2.1. */
export function sparseConv(g: SparseGradients, x: tf.Tensor2D, w: tf.Tensor, maps: ConvMaps = {}): tf.Tensor2D {
  return differentiable((xIn, wIn) => g.conv(xIn as tf.Tensor2D, wIn!, maps, false), [x, w]);
}

/** `sparseConv` of data that nothing before it could change: no gradient goes to x, which is half of the way back saved. */
export function sparseConvOfData(g: SparseGradients, x: tf.Tensor2D, w: tf.Tensor, maps: ConvMaps = {}): tf.Tensor2D {
  return differentiable((wIn) => g.conv(x, wIn!, maps, true), [w]);
}

export interface NormOptions {
  readonly epsilon: number;
  readonly relu: boolean;
  readonly onStatistics: (statistics: BatchStatistics) => void;
}

/** Batch norm with the statistics of these rows, then ReLU if asked. x [rows × C]; γ, β [C]. */
export function batchNorm(
  g: SparseGradients,
  x: tf.Tensor2D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  { onStatistics, ...options }: NormOptions,
): tf.Tensor2D {
  return differentiable(
    (xIn, gammaIn, betaIn) => {
      const result = g.norm(xIn as tf.Tensor2D, gammaIn as tf.Tensor1D, betaIn as tf.Tensor1D, options);
      onStatistics(result.statistics);
      return result;
    },
    [x, gamma, beta],
  );
}

/** `relu(a + b)`: the end of a residual block. */
export function addRelu(g: SparseGradients, a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return differentiable((aIn, bIn) => g.addRelu(aIn as tf.Tensor2D, bIn as tf.Tensor2D), [a, b]);
}

/** `x[r] / (1 + |n[r]|)`, n [rows × 1]. Reference: TF 3D, section 3.1. */
export function divideRows(g: SparseGradients, x: tf.Tensor2D, n: tf.Tensor2D): tf.Tensor2D {
  return differentiable((xIn, nIn) => g.divideRows(xIn as tf.Tensor2D, nIn as tf.Tensor2D), [x, n]);
}

/** `x + b` per column. x [rows × C], b [C]. */
export function addBias(g: SparseGradients, x: tf.Tensor2D, b: tf.Tensor1D): tf.Tensor2D {
  return differentiable((xIn, bIn) => g.addBias(xIn as tf.Tensor2D, bIn as tf.Tensor1D), [x, b]);
}

/** 2×2×2 max over the children present. x [fine rows × C] → [coarse rows × C]. */
export function maxPool(g: SparseGradients, x: tf.Tensor2D, children: Table): tf.Tensor2D {
  return differentiable((xIn) => g.pool(xIn as tf.Tensor2D, children, 'max'), [x]);
}

/** 2×2×2 mean over the children present. x [fine rows × C] → [coarse rows × C]. */
export function meanPool(g: SparseGradients, x: tf.Tensor2D, children: Table): tf.Tensor2D {
  return differentiable((xIn) => g.pool(xIn as tf.Tensor2D, children, 'mean'), [x]);
}

/** Gather by parent. x [coarse rows × C] → [fine rows × C]; the gradient sums over the children, so nothing is scattered. */
export function unpool(g: SparseGradients, x: tf.Tensor2D, parents: Table, children: Table): tf.Tensor2D {
  return differentiable((xIn) => g.unpool(xIn as tf.Tensor2D, parents, children), [x]);
}

/** Columns side by side: [rows × (Ca + Cb)]. */
export function concatColumns(g: SparseGradients, a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return differentiable((aIn, bIn) => g.concatColumns(aIn as tf.Tensor2D, bIn as tf.Tensor2D), [a, b]);
}

/**
 * Rows picked by index: [picked × C]. The gradient adds rows back in index order (stock tfjs gathers scatter with float atomics on a
 * GPU and have no gradient at all on wasm).
 */
export function pickRows(g: SparseGradients, x: tf.Tensor2D, rows: Uint32Array): tf.Tensor2D {
  return differentiable((xIn) => g.pickRows(xIn as tf.Tensor2D, rows), [x]);
}

/** Softmax cross-entropy with class weights; negative labels do not count. logits [rows × C], labels int16 [rows], weights [C]. */
export function crossEntropy(
  g: SparseGradients,
  logits: tf.Tensor2D,
  labels: Int16Array,
  weights: Float32Array,
): { readonly loss: tf.Scalar; readonly totals: Readable } {
  let totals: Readable | undefined;
  const loss = differentiable<tf.Scalar>(
    (logitsIn) => {
      const result = g.crossEntropy(logitsIn as tf.Tensor2D, labels, weights);
      totals = result.totals;
      return result;
    },
    [logits],
  );
  return { loss, totals: totals! };
}
