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
  readonly length: number;
  /** The first so many parameters decay. */
  private readonly decayed: number;
  private readonly memory: GpuMemory;
  private readonly ops: Ops;
  readonly parameters: Tensor;
  readonly first: Tensor;
  readonly second: Tensor;

  constructor(ops: Ops, memory: GpuMemory, parameters: Float32Array, decayed: number) {
    this.ops = ops;
    this.memory = memory;
    this.length = parameters.length;
    this.decayed = decayed;
    this.parameters = ops.upload(parameters, 1, this.length);
    this.first = ops.upload(new Float32Array(this.length), 1, this.length);
    this.second = ops.upload(new Float32Array(this.length), 1, this.length);
  }

  /**
   * Records a step. A gradient that is not finite anywhere moves nothing.
   * @param gradients in the order of the parameters.
   * @returns `gradientNorm` of them, for who wants to read it; the caller's to release.
   */
  step(gradients: readonly Tensor[], { beta1, beta2, epsilon, clipNorm, rate, decay }: AdamStep): Tensor {
    const gradient = pack(this.memory, gradients);
    const norm = gradientNorm(this.memory, gradient);
    const numbers = [beta1, beta2, epsilon, clipNorm, rate, decay].map(floatBits);
    record(
      this.memory,
      GRADIENT_KERNELS.adam,
      [gradient, norm],
      [this.parameters, this.first, this.second],
      [this.length, this.decayed, ...numbers],
      this.length,
    );
    this.memory.releaseTensor(gradient);
    return norm;
  }

  dispose(): void {
    this.ops.release(this.parameters, this.first, this.second);
  }
}
