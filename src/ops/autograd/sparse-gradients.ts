import type * as tf from '@tensorflow/tfjs';
import type { Table, Tensor } from '../ops.ts';

/** A layer done forward, and what takes the gradient of its result back to its inputs (in their order). */
export interface Forward<T extends tf.Tensor = tf.Tensor2D> {
  readonly value: T;
  gradient(dy: T): tf.Tensor[];
}

/** Which rows a convolution pairs, seen from both ends. Without tables: every row with itself, a linear layer. */
export interface ConvMaps {
  /** [offsets × output rows] → input row. */
  readonly forward?: Table | undefined;
  /** [offsets × input rows] → output row. Needed where gradients are gathered (webgpu). */
  readonly backward?: Table | undefined;
  /** Offset k of `backward` is offset offsets−1−k of `forward`: a submanifold table is its own way back. */
  readonly mirrored?: boolean;
}

/** Values of a running step that a caller may read: a tensor, or what an op hands out beside its result. */
export type Readable = tf.Tensor | Tensor | Float32Array;

/** Batch statistics of a normalised layer, [C] each. */
export interface BatchStatistics {
  readonly mean: Readable;
  /** Biased, as in Keras. */
  readonly variance: Readable;
}

/** Of one step of AdamW. Gradients are scaled down to a global norm of `clipNorm`; `rate` holds both bias corrections. */
export interface AdamNumbers {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly clipNorm: number;
  readonly rate: number;
  /** Of matrices only. */
  readonly decay: number;
}

/** AdamW over tfjs variables, where they live (Kingma & Ba 2015; Loshchilov & Hutter 2019). */
export interface VariableAdam {
  /**
   * One step. Where a gradient is not finite, nothing moves.
   * @param gradients by variable; a variable without one stays as it is.
   * @returns the norm of all gradients before clipping, NaN where one is not finite.
   */
  step(gradients: ReadonlyMap<tf.Variable, tf.Tensor>, numbers: AdamNumbers): Promise<number>;
  /** First and second moments of each variable. */
  moments(): Promise<Map<tf.Variable, readonly [Float32Array, Float32Array]>>;
  restore(moments: ReadonlyMap<tf.Variable, readonly [Float32Array, Float32Array]>): void;
  dispose(): void;
}

/**
 * Layers and their gradients over the tensors of one tfjs backend: what the differentiable ops of this folder are written against. Two
 * implementations: the CPU kernels (`wasm`) and WGSL (`webgpu`). Sums run in one stated order, so the same step gives the same bits.
 * Everything that a step makes lives until `reset`.
 */
export interface SparseGradients {
  /** The tfjs backend that the tensors live on; it has to be the current one whenever an op runs. */
  readonly backend: string;
  /** A tensor of the compute interface as a tfjs tensor, without a copy. */
  wrap(tensor: Tensor): tf.Tensor2D;
  /** `a + b`, of one shape: gradients of a value that feeds two layers. */
  add(a: tf.Tensor, b: tf.Tensor): tf.Tensor;
  /** An optimizer of these variables; they take the values that it computes. */
  adam(variables: readonly tf.Variable[]): VariableAdam;
  /**
   * `y[r] = Σ_k W[k]ᵀ · x[map[k][r]]`. w [offsets × Cin × Cout], or [offsets × Cout] for one input channel.
   * @param fixed x is data: only the gradient by w is worked out, and given.
   */
  conv(x: tf.Tensor2D, w: tf.Tensor, maps: ConvMaps, fixed: boolean): Forward;
  /** `γ·(x − mean)/√(var + ε) + β` with the statistics of these rows, then ReLU if asked. γ, β [C]. */
  norm(
    x: tf.Tensor2D,
    gamma: tf.Tensor1D,
    beta: tf.Tensor1D,
    options: { readonly epsilon: number; readonly relu: boolean },
  ): Forward & { readonly statistics: BatchStatistics };
  /** `relu(a + b)`. */
  addRelu(a: tf.Tensor2D, b: tf.Tensor2D): Forward;
  /** `x[r] / (1 + |n[r]|)`, n [rows × 1]: TF 3D's normaliser. */
  divideRows(x: tf.Tensor2D, n: tf.Tensor2D): Forward;
  addBias(x: tf.Tensor2D, bias: tf.Tensor1D): Forward;
  /** 2×2×2 max, or mean, over the children present. */
  pool(x: tf.Tensor2D, children: Table, kind: 'max' | 'mean'): Forward;
  /** Gather by parent; `children` are the coarse level's. */
  unpool(x: tf.Tensor2D, parents: Table, children: Table): Forward;
  concatColumns(a: tf.Tensor2D, b: tf.Tensor2D): Forward;
  /** Rows by index, some perhaps more than once. */
  pickRows(x: tf.Tensor2D, rows: Uint32Array): Forward;
  /**
   * Mean of `w[label]·(−log softmax(logits)[label])` over the labelled rows, divided by the sum of their weights; no labelled row gives
   * 0. Beside it `totals` [3]: the loss, labelled rows whose largest logit is the label's, labelled rows with a logit that is not finite.
   */
  crossEntropy(
    logits: tf.Tensor2D,
    labels: Int16Array,
    weights: Float32Array,
  ): Forward<tf.Scalar> & { readonly totals: Readable };
  /** Copies values out, all in one wait. */
  read(sources: readonly Readable[]): Promise<readonly Float32Array[]>;
  /** The step is over: gives its memory back. */
  reset(): void;
  dispose(): void;
}
