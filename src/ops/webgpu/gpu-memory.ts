import { BufferPool, type FirstWriter, type GpuContext, Recorder, readBuffer } from '../../gpu/index.ts';
import type { View } from '../ops.ts';
import { GpuTable, GpuTensor, ownTensor } from './handles.ts';
import { KERNELS } from './kernels.ts';

/** Handles over pooled buffers, and the recorder that orders what kernels do with them. */
export class GpuMemory {
  readonly context: GpuContext;
  readonly pool: BufferPool;
  readonly recorder: Recorder;

  constructor(context: GpuContext) {
    this.context = context;
    this.pool = new BufferPool(context);
    this.recorder = new Recorder(context, this.pool);
  }

  tensor(rows: number, channels: number, writer: FirstWriter = 'kernel'): GpuTensor {
    const storage = this.pool.acquire(rows * channels * 4, writer, `tensor ${rows}×${channels}`);
    return new GpuTensor(this, rows, channels, storage, !this.pool.takeFresh(storage));
  }

  table(offsets: number, rows: number, writer: FirstWriter = 'kernel'): GpuTable {
    const storage = this.pool.acquire(offsets * rows * 4, writer, `table ${offsets}×${rows}`);
    return new GpuTable(this, offsets, rows, storage);
  }

  /** A buffer of zeros for kernels that add to it. */
  zeros(bytes: number, label: string): GPUBuffer {
    const buffer = this.pool.acquire(bytes, 'kernel', label);
    if (!this.pool.takeFresh(buffer)) this.fill(buffer, bytes / 4, 1, 1, 0);
    return buffer;
  }

  /** A buffer that kernels overwrite. */
  scratch(bytes: number, label: string): GPUBuffer {
    return this.pool.acquire(bytes, 'kernel', label);
  }

  /** A buffer with these contents. */
  upload(values: Float32Array | Uint32Array, label: string): GPUBuffer {
    const buffer = this.pool.acquire(values.byteLength, 'queue', label);
    this.write(buffer, values);
    return buffer;
  }

  write(buffer: GPUBuffer, values: Float32Array | Uint32Array): void {
    this.context.loss.throwIfLost();
    this.context.device.queue.writeBuffer(buffer, 0, values.buffer, values.byteOffset, values.byteLength);
  }

  /** The buffer of a view that a kernel reads; clears what is still stale in the tensor. */
  reading(view: View): GPUBuffer {
    const tensor = ownTensor(this, view.tensor);
    this.clearStale(tensor);
    return tensor.storage;
  }

  /** The buffer of a view that a kernel overwrites whole: those columns need no clearing. */
  writing(view: View): GPUBuffer {
    const tensor = ownTensor(this, view.tensor);
    const [from, to] = tensor.stale;
    const end = view.offset + view.channels;
    if (view.offset <= from && end > from) tensor.stale = [Math.min(end, to), to];
    else if (end >= to && view.offset < to) tensor.stale = [from, view.offset];
    else if (view.offset > from && end < to) this.clearStale(tensor);
    return tensor.storage;
  }

  release(buffer: GPUBuffer): void {
    this.pool.release(buffer);
  }

  /** Flushes, then copies out. */
  async read(buffer: GPUBuffer, bytes: number): Promise<ArrayBuffer> {
    await this.recorder.flush();
    return readBuffer(this.context, buffer, bytes);
  }

  dispose(): void {
    this.recorder.dispose();
    this.pool.dispose();
  }

  private clearStale(tensor: GpuTensor & { storage: GPUBuffer }): void {
    const [from, to] = tensor.stale;
    if (from < to) this.fill(tensor.storage, tensor.rows, to - from, tensor.channels, from);
    tensor.stale = [0, 0];
  }

  private fill(buffer: GPUBuffer, rows: number, channels: number, pitch: number, offset: number): void {
    this.recorder.dispatch(KERNELS.fill, [buffer], [rows, channels, pitch, offset, 0], rows * channels);
  }
}
