import * as tf from '@tensorflow/tfjs';
import { type Table, type Tensor, whole } from '../ops.ts';
import type { GpuMemory } from '../webgpu/gpu-memory.ts';
import * as kernels from '../webgpu/gradients/index.ts';
import type { WebGpuOps } from '../webgpu/index.ts';
import { DeviceAdam } from './device-adam.ts';
import { DeviceTensors } from './device-tensors.ts';
import type { BatchStatistics, ConvMaps, Forward, Readable, SparseGradients } from './sparse-gradients.ts';

/** Gradients as WGSL, on the tensors of `WebGpuOps`. Ops only record: a step runs when something is read. */
export class WebGpuGradients implements SparseGradients {
  private readonly ops: WebGpuOps;
  private readonly memory: GpuMemory;
  private readonly tensors: DeviceTensors;
  /** Made in this step. */
  private step: (Tensor | Table)[] = [];

  private constructor(ops: WebGpuOps, memory: GpuMemory) {
    this.ops = ops;
    this.memory = memory;
    this.tensors = new DeviceTensors(ops, memory);
  }

  /** Compiles the kernels and registers a tfjs backend for their tensors. @throws KernelError */
  static async create(ops: WebGpuOps): Promise<WebGpuGradients> {
    return new WebGpuGradients(ops, await kernels.openGradients(ops));
  }

  get backend(): string {
    return this.tensors.name;
  }

  add(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
    return tf.add(a, b);
  }

  adam(variables: readonly tf.Variable[]): DeviceAdam {
    return new DeviceAdam(this.ops, this.memory, this.tensors, variables);
  }

  wrap(tensor: Tensor): tf.Tensor2D {
    return this.tensors.wrap(tensor, [tensor.rows, tensor.channels]) as tf.Tensor2D;
  }

  conv(x: tf.Tensor2D, w: tf.Tensor, { forward, backward, mirrored = false }: ConvMaps, fixed: boolean): Forward {
    const [input, weights] = [this.of(x), this.of(w)];
    const y = this.memory.tensor(forward?.rows ?? input.rows, weights.channels);
    this.ops.conv({ input: whole(input), ...(forward && { map: forward }), weights, relu: false, output: whole(y) });
    return this.forward(y, (dy) => {
      const dw = this.made(kernels.weightGradient(this.memory, input, dy, forward), w.shape);
      if (fixed) return [dw];
      return [this.made(kernels.inputGradient(this.ops, this.memory, dy, weights, backward, mirrored)), dw];
    });
  }

  norm(
    x: tf.Tensor2D,
    gamma: tf.Tensor1D,
    beta: tf.Tensor1D,
    options: { readonly epsilon: number; readonly relu: boolean },
  ): Forward & { readonly statistics: BatchStatistics } {
    const norm = kernels.batchNorm(this.memory, this.of(x), this.of(gamma), this.of(beta), options);
    const channels = norm.input.channels;
    const statistic = (index: number) =>
      this.keep(kernels.unpack(this.memory, norm.statistics, index * channels, 1, channels));
    const statistics = { mean: statistic(0), variance: statistic(1) };
    this.keep(norm.statistics);
    const result = this.forward(norm.output, (dy) => {
      const { dx, dGamma, dBeta } = kernels.batchNormGradient(this.memory, norm, dy);
      return [this.made(dx), this.made(dGamma, gamma.shape), this.made(dBeta, beta.shape)];
    });
    return { ...result, statistics };
  }

  addRelu(a: tf.Tensor2D, b: tf.Tensor2D): Forward {
    const y = kernels.addRelu(this.memory, this.of(a), this.of(b));
    return this.forward(y, (dy) => {
      const gradient = this.keep(kernels.reluGradient(this.memory, y, dy));
      return [this.wrap(gradient), this.wrap(gradient)];
    });
  }

  divideRows(x: tf.Tensor2D, n: tf.Tensor2D): Forward {
    const divisor = this.of(n);
    const y = kernels.divideRows(this.memory, this.of(x), divisor);
    return this.forward(y, (dy) => [
      this.made(kernels.divideRows(this.memory, dy, divisor)),
      this.made(kernels.divisorGradient(this.memory, y, dy, divisor)),
    ]);
  }

  addBias(x: tf.Tensor2D, bias: tf.Tensor1D): Forward {
    return this.forward(kernels.addBias(this.memory, this.of(x), this.of(bias)), (dy) => [
      this.wrap(dy),
      this.made(kernels.sumColumns(this.memory, dy), bias.shape),
    ]);
  }

  pool(x: tf.Tensor2D, children: Table, kind: 'max' | 'mean'): Forward {
    const input = this.of(x);
    const y = this.memory.tensor(children.rows, input.channels);
    const step = { input: whole(input), children, output: whole(y) };
    if (kind === 'mean') {
      this.ops.meanPool(step);
      return this.forward(y, (dy) => [this.made(kernels.meanPoolGradient(this.memory, dy, children, input.rows))]);
    }
    this.ops.maxPool(step);
    return this.forward(y, (dy) => [this.made(kernels.maxPoolGradient(this.memory, input, y, dy, children))]);
  }

  unpool(x: tf.Tensor2D, parents: Table, children: Table): Forward {
    return this.forward(this.gather(x, parents), (dy) => [
      this.made(kernels.unpoolGradient(this.memory, dy, children)),
    ]);
  }

  concatColumns(a: tf.Tensor2D, b: tf.Tensor2D): Forward {
    const [left, right] = [this.of(a), this.of(b)];
    return this.forward(kernels.concatColumns(this.memory, left, right), (dy) => [
      this.made(kernels.columns(this.memory, dy, 0, left.channels)),
      this.made(kernels.columns(this.memory, dy, left.channels, right.channels)),
    ]);
  }

  pickRows(x: tf.Tensor2D, rows: Uint32Array): Forward {
    const picks = this.keep(this.ops.uploadTable(rows, 1, rows.length));
    return this.forward(this.gather(x, picks), (dy) => {
      const lists = kernels.uploadPicks(this.ops, rows, x.shape[0]);
      this.keep(lists.first);
      this.keep(lists.next);
      return [this.made(kernels.pickRowsGradient(this.memory, dy, lists))];
    });
  }

  crossEntropy(
    logits: tf.Tensor2D,
    labels: Int16Array,
    weights: Float32Array,
  ): Forward<tf.Scalar> & { readonly totals: Readable } {
    const { gradient, totals } = kernels.crossEntropy(this.ops, this.memory, this.of(logits), labels, weights);
    this.keep(gradient);
    this.keep(totals);
    return {
      value: this.made(kernels.unpack(this.memory, totals, 0, 1, 1), []) as tf.Scalar,
      totals,
      gradient: (dy) => [this.made(kernels.scale(this.memory, gradient, this.of(dy)))],
    };
  }

  async read(sources: readonly Readable[]): Promise<readonly Float32Array[]> {
    const held = sources.map((source) =>
      source instanceof tf.Tensor ? this.of(source) : source instanceof Float32Array ? undefined : source,
    );
    const flat = kernels.pack(
      this.memory,
      held.filter((tensor) => tensor !== undefined),
    );
    const values = await this.ops.read(flat).finally(() => this.ops.release(flat));
    let at = 0;
    return sources.map((source, i) => {
      const tensor = held[i];
      if (!tensor) return source as Float32Array;
      const from = at;
      at += tensor.rows * tensor.channels;
      return values.slice(from, at);
    });
  }

  reset(): void {
    this.ops.release(...this.step);
    this.step = [];
  }

  dispose(): void {
    this.reset();
    this.tensors.unregister();
  }

  private of(tensor: tf.Tensor): Tensor {
    return this.tensors.tensorOf(tensor);
  }

  private keep<T extends Tensor | Table>(handle: T): T {
    this.step.push(handle);
    return handle;
  }

  private made(tensor: Tensor, shape: number[] = [tensor.rows, tensor.channels]): tf.Tensor {
    return this.tensors.wrap(this.keep(tensor), shape);
  }

  private forward(y: Tensor, gradient: (dy: Tensor) => tf.Tensor[]): Forward {
    return { value: this.made(y) as tf.Tensor2D, gradient: (dy) => gradient(this.of(dy)) };
  }

  private gather(x: tf.Tensor2D, rows: Table): Tensor {
    const input = this.of(x);
    const y = this.memory.tensor(rows.rows, input.channels);
    this.ops.gather({ input: whole(input), rows, output: whole(y) });
    return y;
  }
}
