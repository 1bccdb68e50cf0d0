import { floatBits } from '../../../gpu/index.ts';
import type { Ops, Tensor } from '../../ops.ts';
import type { GpuMemory } from '../gpu-memory.ts';
import { GRADIENT_KERNELS } from './kernels.ts';
import { record } from './record.ts';
import { pack } from './values.ts';

/** Values that one workgroup of gradient_norm adds up. */
const NORM_BLOCK = 4096;

/** One step's numbers. `rate` has the bias correction √(1 − β2ᵗ)/(1 − β1ᵗ) in it; `decay` is learning rate × weight decay. */
export interface AdamStep {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly clipNorm: number;
  readonly rate: number;
  readonly decay: number;
}

/** [1 × 2]: Σ g² over a flat gradient, and how many of it are not finite. */
export function gradientNorm(memory: GpuMemory, gradient: Tensor): Tensor {
  let values = gradient;
  let length = gradient.rows * gradient.channels;
  for (let squares = 1; squares === 1 || length > 1; squares = 0) {
    const blocks = Math.ceil(length / NORM_BLOCK);
    const sums = memory.tensor(blocks, 2);
    const threads = blocks * GRADIENT_KERNELS.gradientNorm.workgroupSize;
    record(memory, GRADIENT_KERNELS.gradientNorm, [values], [sums], [length, squares], threads);
    if (values !== gradient) memory.releaseTensor(values);
    values = sums;
    length = blocks;
  }
  return values;
}

/** AdamW on the device: parameters and both moments lie flat, each step is one dispatch over all of them. */
export class FlatAdam {
  readonly parameters: Tensor;
  first: Tensor;
  second: Tensor;
  private readonly ops: Ops;
  private readonly memory: GpuMemory;
  private readonly sizes: readonly number[];
  private readonly length: number;
  /** The first so many parameters decay. */
  private readonly decayed: number;

  /** @param parts their values are copied, in this order. */
  constructor(ops: Ops, memory: GpuMemory, parts: readonly Tensor[], decayed: number) {
    this.ops = ops;
    this.memory = memory;
    this.sizes = parts.map(({ rows, channels }) => rows * channels);
    this.length = this.sizes.reduce((sum, size) => sum + size, 0);
    this.decayed = decayed;
    this.parameters = pack(memory, parts);
    this.first = ops.upload(new Float32Array(this.length), 1, this.length);
    this.second = ops.upload(new Float32Array(this.length), 1, this.length);
  }

  /**
   * Records a step. A gradient that is not finite anywhere moves nothing.
   * @param gradients in the order of the parts; a part without one stays as it is.
   * @returns `gradientNorm` of them, for who wants to read it; the caller's to release.
   */
  step(gradients: readonly (Tensor | undefined)[], step: AdamStep): Tensor {
    const gradient = pack(
      this.memory,
      gradients.filter((part) => part !== undefined),
    );
    const norm = gradientNorm(this.memory, gradient);
    const numbers = [step.beta1, step.beta2, step.epsilon, step.clipNorm, step.rate, step.decay].map(floatBits);
    let [from, packed] = [0, 0];
    while (from < gradients.length) {
      // Parts next to each other that have a gradient move together: as a rule that is all of them.
      let to = from;
      while (to < gradients.length && gradients[to]) to++;
      const start = this.offset(from);
      const length = this.offset(to) - start;
      const params = [length, start, packed, this.decayed, ...numbers];
      const moving = [this.parameters, this.first, this.second];
      record(this.memory, GRADIENT_KERNELS.adam, [gradient, norm], moving, params, length);
      packed += length;
      from = to + 1;
    }
    this.memory.releaseTensor(gradient);
    return norm;
  }

  restore(first: Float32Array, second: Float32Array): void {
    this.ops.release(this.first, this.second);
    this.first = this.ops.upload(first, 1, this.length);
    this.second = this.ops.upload(second, 1, this.length);
  }

  dispose(): void {
    this.ops.release(this.parameters, this.first, this.second);
  }

  private offset(part: number): number {
    return this.sizes.slice(0, part).reduce((sum, size) => sum + size, 0);
  }
}
