import {
  BufferPool,
  type DeviceCount,
  type Extent,
  type FirstWriter,
  type GpuContext,
  Recorder,
  readBuffer,
} from '../../gpu/index.ts';
import type { Level, Precision, Table, Tensor, View } from '../ops.ts';
import { GpuTable, GpuTensor, ownTable, ownTensor, rowWords } from './handles.ts';
import { KERNELS } from './kernels.ts';

/** Handles over pooled buffers, and the recorder that orders what kernels do with them. */
export class GpuMemory {
  readonly context: GpuContext;
  readonly pool: BufferPool;
  readonly recorder: Recorder;
  /** Holders beyond the first, of buffers that several handles refer to: the counts of an index. */
  private shares = new Map<GPUBuffer, number>();
  /** Buffers handed out by the step that `allOrNothing` runs, and not given back yet. */
  private taken: Set<GPUBuffer> | undefined;

  constructor(context: GpuContext) {
    this.context = context;
    this.pool = new BufferPool(context);
    this.recorder = new Recorder(context, this.pool, KERNELS.sizeDispatches);
  }

  /** A tensor of zeros. With a level it has the level's rows, of which only the used ones are computed. */
  tensor(
    rows: number | Level,
    channels: number,
    writer: FirstWriter = 'kernel',
    precision: Precision = 'f32',
  ): GpuTensor {
    const shape =
      typeof rows === 'number'
        ? { rows, channels, precision, count: undefined }
        : { rows: rows.rows, channels, precision, count: ownTable(this, rows.coords).count };
    const bytes = shape.rows * rowWords(channels, precision) * 4;
    const storage = this.acquire(bytes, writer, `tensor ${shape.rows}×${channels}`);
    if (shape.count) this.share(shape.count.buffer);
    return new GpuTensor(this, shape, storage, !this.pool.takeFresh(storage));
  }

  /** @param columns what the buffer has room for, if more than the table shows. */
  table(
    offsets: number,
    rows: number,
    writer: FirstWriter = 'kernel',
    count?: DeviceCount,
    columns = offsets,
  ): GpuTable {
    const storage = this.acquire(columns * rows * 4, writer, `table ${offsets}×${rows}`);
    if (count) this.share(count.buffer);
    return new GpuTable(this, offsets, rows, storage, count);
  }

  releaseTensor(tensor: Tensor): void {
    const own: GpuTensor = ownTensor(this, tensor);
    this.release(own.storage!);
    if (own.count) this.release(own.count.buffer);
    own.storage = undefined;
  }

  /** Gives back a table's buffer and its tile program's. */
  releaseTable(table: Table): void {
    const own: GpuTable = ownTable(this, table);
    this.release(own.storage!);
    if (own.count) this.release(own.count.buffer);
    if (own.plan) this.release(own.plan.rows.buffer);
    if (own.program) this.release(own.program.buffer);
    own.storage = undefined;
    own.program = undefined;
    own.plan = undefined;
  }

  /**
   * A buffer of zeros for kernels that add to it.
   * @param extent threads, one a word, where fewer than all have to be zeros.
   */
  zeros(bytes: number, label: string, extent: Extent = bytes / 4): GPUBuffer {
    const buffer = this.acquire(bytes, 'kernel', label);
    if (!this.pool.takeFresh(buffer)) {
      this.recorder.dispatch(KERNELS.fill, [buffer], [bytes / 4, 1, 1, 0, 0], extent);
    }
    return buffer;
  }

  /** A buffer that kernels overwrite. */
  scratch(bytes: number, label: string): GPUBuffer {
    return this.acquire(bytes, 'kernel', label);
  }

  /** A buffer with these contents. */
  upload(values: Float32Array | Uint32Array, label: string): GPUBuffer {
    const buffer = this.acquire(values.byteLength, 'queue', label);
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
    const unit = tensor.precision === 'f16' ? 2 : 1;
    const first = view.offset / unit;
    const end =
      view.offset + view.channels === tensor.channels ? tensor.pitchWords : (view.offset + view.channels) / unit;
    // Half a word written leaves the other half as it is, so that has to be right already.
    if (!Number.isInteger(first) || !Number.isInteger(end)) this.clearStale(tensor);
    else if (first <= from && end > from) this.setStale(tensor, [Math.min(end, to), to]);
    else if (end >= to && first < to) this.setStale(tensor, [from, first]);
    else if (first > from && end < to) this.clearStale(tensor);
    return tensor.storage;
  }

  /** One more holder of a buffer: it goes back to the pool when the last one has released it. */
  share(buffer: GPUBuffer): void {
    this.shares.set(buffer, (this.shares.get(buffer) ?? 0) + 1);
  }

  release(buffer: GPUBuffer): void {
    const others = this.shares.get(buffer);
    if (others === undefined) {
      this.taken?.delete(buffer);
      this.pool.release(buffer);
    } else if (others === 1) this.shares.delete(buffer);
    else this.shares.set(buffer, others - 1);
  }

  /** Runs a step that makes many handles; when one of them finds no room, those before it are given back. */
  allOrNothing<T>(run: () => T): T {
    const shares = new Map(this.shares);
    const outer = this.taken;
    const taken = new Set<GPUBuffer>();
    this.taken = taken;
    try {
      const made = run();
      for (const buffer of taken) outer?.add(buffer);
      return made;
    } catch (cause) {
      for (const buffer of taken) this.pool.release(buffer);
      this.shares = shares;
      throw cause;
    } finally {
      this.taken = outer;
    }
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

  private acquire(bytes: number, writer: FirstWriter, label: string): GPUBuffer {
    const buffer = this.pool.acquire(bytes, writer, label);
    this.taken?.add(buffer);
    return buffer;
  }

  private clearStale(tensor: GpuTensor & { storage: GPUBuffer }): void {
    const [from, to] = tensor.stale;
    if (from < to) {
      const { count, rows, pitchWords, storage } = tensor;
      const each = to - from;
      const extent = count ? { count, most: rows, each } : rows * each;
      this.recorder.dispatch(KERNELS.fill, [storage], [rows, each, pitchWords, from, 0], extent);
      this.setStale(tensor, [0, 0]);
    }
  }

  /** A batch that fails has cleared and written nothing. */
  private setStale(tensor: GpuTensor, stale: GpuTensor['stale']): void {
    const before = tensor.stale;
    tensor.stale = stale;
    this.recorder.onFailure(() => {
      tensor.stale = before;
    });
  }
}
