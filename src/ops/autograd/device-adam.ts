import type * as tf from '@tensorflow/tfjs';
import type { GpuMemory } from '../webgpu/gpu-memory.ts';
import { type AdamStep, FlatAdam, unpack } from '../webgpu/gradients/index.ts';
import type { WebGpuOps } from '../webgpu/index.ts';
import type { DeviceTensors } from './device-tensors.ts';
import type { VariableAdam } from './sparse-gradients.ts';

/**
 * AdamW on the device over tfjs variables. All of them lie in one flat array there; after a step each variable stands for a new tensor
 * with its part, so that whoever keeps something by a weight tensor's identity never sees its values change.
 */
export class DeviceAdam implements VariableAdam {
  private readonly ops: WebGpuOps;
  private readonly memory: GpuMemory;
  private readonly tensors: DeviceTensors;
  /** Matrices first: they decay. */
  private readonly variables: readonly tf.Variable[];
  private readonly flat: FlatAdam;

  constructor(ops: WebGpuOps, memory: GpuMemory, tensors: DeviceTensors, variables: readonly tf.Variable[]) {
    this.ops = ops;
    this.memory = memory;
    this.tensors = tensors;
    const byKind = (matrices: boolean) => variables.filter(({ rank }) => rank > 1 === matrices);
    this.variables = [...byKind(true), ...byKind(false)];
    const decayed = byKind(true).reduce((sum, { size }) => sum + size, 0);
    const parts = this.variables.map((variable) => tensors.tensorOf(variable));
    this.flat = new FlatAdam(ops, memory, parts, decayed);
  }

  async step(gradients: ReadonlyMap<tf.Variable, tf.Tensor>, numbers: AdamStep): Promise<number> {
    const tensors = this.variables.map((variable) => {
      const gradient = gradients.get(variable);
      return gradient && this.tensors.tensorOf(gradient);
    });
    const norm = this.flat.step(tensors, numbers);
    let at = 0;
    for (const variable of this.variables) {
      const { rows, channels } = this.tensors.tensorOf(variable);
      this.tensors.replace(variable, unpack(this.memory, this.flat.parameters, at, rows, channels));
      at += variable.size;
    }
    const [squares, bad] = await this.ops.read(norm);
    this.ops.release(norm);
    return bad! > 0 ? Number.NaN : Math.sqrt(squares!);
  }

  async moments(): Promise<Map<tf.Variable, readonly [Float32Array, Float32Array]>> {
    const [first, second] = await Promise.all([this.ops.read(this.flat.first), this.ops.read(this.flat.second)]);
    let at = 0;
    return new Map(
      this.variables.map((variable) => {
        const from = at;
        at += variable.size;
        return [variable, [first.slice(from, at), second.slice(from, at)]];
      }),
    );
  }

  restore(moments: ReadonlyMap<tf.Variable, readonly [Float32Array, Float32Array]>): void {
    const part = (index: 0 | 1) =>
      this.inOrder(new Map([...moments].map(([variable, pair]) => [variable, pair[index]])));
    this.flat.restore(part(0), part(1));
  }

  dispose(): void {
    this.flat.dispose();
  }

  private inOrder(values: ReadonlyMap<tf.Variable, Float32Array>): Float32Array {
    const all = new Float32Array(this.variables.reduce((sum, { size }) => sum + size, 0));
    let at = 0;
    for (const variable of this.variables) {
      all.set(values.get(variable)!, at);
      at += variable.size;
    }
    return all;
  }
}
