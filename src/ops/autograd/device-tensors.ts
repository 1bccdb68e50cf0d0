import * as tf from '@tensorflow/tfjs';
import { KernelError } from '../../core/index.ts';
import type { Tensor } from '../ops.ts';
import type { GpuMemory } from '../webgpu/gpu-memory.ts';
import { add } from '../webgpu/gradients/index.ts';
import type { WebGpuOps } from '../webgpu/index.ts';

/** Backends made so far in this process: each needs a name of its own. */
let made = 0;

/** Stock ops that autograd itself needs: another handle of the same values, and the sum of the gradients of something used twice. */
const KERNELS = ['Identity', 'Add'] as const;

interface Entry {
  tensor: Tensor;
  /** tfjs wrote it, so it is given back with the last tfjs tensor of it; else it belongs to whoever wrapped it. */
  readonly owned: boolean;
  references: number;
}

/**
 * A tfjs backend whose tensors are tensors of `WebGpuOps`: nothing crosses a border between two allocators or two command streams.
 * tfjs's own WebGPU backend would submit on its own schedule, keep a pool that grows with every new row count, and read back by a canvas
 * where a step wants to wait; this one records into the same stream as the kernels. It has no stock ops but the sum of two gradients: what
 * else runs here are the differentiable ops of this folder.
 */
export class DeviceTensors extends tf.KernelBackend {
  readonly name: string;
  private readonly ops: WebGpuOps;
  private readonly gpu: GpuMemory;
  private readonly entries = new Map<object, Entry>();

  constructor(ops: WebGpuOps, memory: GpuMemory) {
    super();
    this.name = `voxelens-webgpu-${++made}`;
    this.ops = ops;
    this.gpu = memory;
    tf.registerBackend(this.name, () => this);
    for (const kernelName of KERNELS) {
      const run = ({ inputs }: { inputs: tf.NamedTensorInfoMap }) => this.run(kernelName, inputs);
      tf.registerKernel({ kernelName, backendName: this.name, kernelFunc: run as tf.KernelFunc });
    }
  }

  /** Takes the backend out of tfjs. */
  unregister(): void {
    for (const kernelName of KERNELS) tf.unregisterKernel(kernelName, this.name);
    tf.removeBackend(this.name);
  }

  /** A tfjs tensor over one of ours, which stays its owner's. */
  wrap(tensor: Tensor, shape: number[]): tf.Tensor {
    return tf.engine().makeTensorFromDataId(this.add(tensor, false), shape, 'float32', this);
  }

  tensorOf(tensor: tf.TensorInfo): Tensor {
    return this.entry(tensor.dataId).tensor;
  }

  /** From here on the tfjs tensor stands for `next`, and owns it. */
  replace(tensor: tf.TensorInfo, next: Tensor): void {
    const entry = this.entry(tensor.dataId);
    if (entry.owned) this.ops.release(entry.tensor);
    entry.tensor = next;
  }

  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): object {
    if (dtype !== 'float32') {
      throw new KernelError('KERNEL_RUN', `A ${dtype} tensor cannot live on the device: only float32 can.`, {
        step: 'write',
      });
    }
    const channels = shape.at(-1) ?? 1;
    const size = shape.reduce((product, side) => product * side, 1);
    return this.add(this.ops.upload(Float32Array.from(values as Float32Array), size / channels, channels), true);
  }

  override read(dataId: object): Promise<Float32Array> {
    return this.ops.read(this.entry(dataId).tensor);
  }

  override readSync(): never {
    throw new KernelError('KERNEL_RUN', 'A device tensor can only be read by waiting for it.', { step: 'read' });
  }

  override numDataIds(): number {
    return this.entries.size;
  }

  override refCount(dataId: object): number {
    return this.entries.get(dataId)?.references ?? 0;
  }

  override incRef(dataId: object): void {
    this.entry(dataId).references++;
  }

  override disposeData(dataId: object, force = false): boolean {
    const entry = this.entries.get(dataId);
    if (!entry) return true;
    entry.references--;
    if (entry.references > 0 && !force) return false;
    if (entry.owned) this.ops.release(entry.tensor);
    this.entries.delete(dataId);
    return true;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override timerAvailable(): boolean {
    return false;
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override dispose(): void {
    this.entries.clear();
  }

  private run(kernelName: (typeof KERNELS)[number], inputs: tf.NamedTensorInfoMap): tf.TensorInfo {
    if (kernelName === 'Identity') {
      const { dataId, shape, dtype } = inputs['x']!;
      this.incRef(dataId);
      return { dataId, shape, dtype };
    }
    const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
    const sum = add(this.gpu, this.tensorOf(a), this.tensorOf(b));
    return { dataId: this.add(sum, true), shape: a.shape, dtype: 'float32' };
  }

  private add(tensor: Tensor, owned: boolean): object {
    const dataId = {};
    this.entries.set(dataId, { tensor, owned, references: 1 });
    return dataId;
  }

  private entry(dataId: object): Entry {
    const entry = this.entries.get(dataId);
    if (!entry) throw new KernelError('KERNEL_RUN', 'A tensor outlived its training step.', { step: 'use' });
    return entry;
  }
}
