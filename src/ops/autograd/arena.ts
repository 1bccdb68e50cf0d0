import * as tf from '@tensorflow/tfjs';
import { KernelError } from '../../core/index.ts';
import type { WasmOps } from '../wasm/index.ts';

/**
 * The memory of one training step. A tfjs tensor made here is a view of the kernels' memory, so sparse layers pass activations to
 * each other without a copy; everything is given back at once when the step is over.
 * Trap: such a tensor must not outlive `reset`, and the memory must be reserved before the first step (growth detaches views).
 */
export class Arena {
  readonly ops: WasmOps;
  private readonly pointers: number[] = [];

  constructor(ops: WasmOps) {
    this.ops = ops;
  }

  /** @returns pointer to `length` uninitialised floats that live until `reset`. */
  floats(length: number): number {
    const pointer = this.ops.memory.allocate(length * 4);
    this.pointers.push(pointer);
    return pointer;
  }

  /** Pointer of a tensor's values: its own place when it lies in the kernels' memory, else a copy made now. */
  pointerOf(tensor: tf.Tensor): number {
    const values = tensor.dataSync() as Float32Array;
    if (values.length !== tensor.size)
      throw new KernelError('KERNEL_RUN', 'a tensor outlived its training step', { kernel: 'arena' });
    if (this.ops.memory.owns(values)) return values.byteOffset;
    const pointer = this.floats(values.length);
    this.ops.memory.f32(pointer, values.length).set(values);
    return pointer;
  }

  /** A tfjs tensor over memory made by `floats`, without a copy (tfjs's cpu backend keeps the array it is given). */
  tensor<T extends tf.Tensor>(pointer: number, shape: number[]): T {
    const size = shape.reduce((product, side) => product * side, 1);
    return tf.tensor(this.ops.memory.f32(pointer, size), shape) as T;
  }

  /** Values made by `floats`. */
  view(pointer: number, length: number): Float32Array {
    return this.ops.memory.f32(pointer, length);
  }

  reset(): void {
    for (const pointer of this.pointers) this.ops.memory.release(pointer);
    this.pointers.length = 0;
  }
}
