import type { VoxelGrid } from '../../core/index.ts';
import type { DeviceCount, Extent, GpuContext, KernelTiming } from '../../gpu/index.ts';
import {
  type ConvStep,
  type GatherStep,
  type IndexOptions,
  type Level,
  type Ops,
  type PointInput,
  type PoolStep,
  type Precision,
  type Table,
  type Tensor,
  type View,
  type VoxelIndex,
  whole,
} from '../ops.ts';
import { buildIndex } from './build-index.ts';
import { requireShape, requireView } from './checks.ts';
import { type ConvForm, kernelOf, recordConv } from './conv-step.ts';
import { CONV_TILES, type ConvShape, type ConvTile, candidateTiles, convDevice } from './conv-tiles.ts';
import { type ConvTuning, chooseTile } from './conv-tuning.ts';
import { GpuMemory } from './gpu-memory.ts';
import { packHalves, unpackHalves } from './halves.ts';
import { GpuTensor, ownTable, ownTensor, rowWords } from './handles.ts';
import type { KernelFamily } from './kernel-family.ts';
import { KERNELS } from './kernels.ts';
import { FAMILIES } from './layer-kernels.ts';
import { PartialSums } from './partial-sums.ts';
import { inputForm, outputForm, type StoredView, storedView } from './stored-view.ts';

export interface PaintStep {
  /** [1 × points]: a class or instance id a point, `NO_ROW` for none. */
  readonly ids: Table;
  /** RGBA8 by id, r in the low byte; alpha 0 hides. */
  readonly palette: Uint32Array;
  /** RGBA8 a point; usage must contain STORAGE. Stays the caller's. */
  readonly target: GPUBuffer;
  readonly count: number;
  /** Colour of `NO_ROW` and of ids beyond the palette. Default 0: hidden. */
  readonly missing?: number;
}

/** `Ops` as our own WGSL kernels. Everything is recorded and runs, in order, at the next `flush`, `read*` or `index`. */
export interface WebGpuOps extends Ops {
  readonly name: 'webgpu';
  readonly context: GpuContext;
  /** Bytes of GPU memory held, in use or ready for reuse. */
  readonly memoryBytes: number;
  /** The buffer behind a handle, for who draws from it. Valid until the handle is released; holds its values after `flush`. */
  buffer(handle: Tensor | Table): GPUBuffer;
  /** Records `target[p] = palette[ids[p]]`: class colours reach the screen without a read-back. */
  paint(step: PaintStep): void;
  /** Starts to compile what convolutions of these shapes need, so that it is there when they come. */
  warmUp(shapes: readonly ConvForm[]): void;
  /** From now on, convolutions run in these variants. */
  tune(tuning: ConvTuning): void;
  /** Times every dispatch that `run` records, and says by which clock. */
  profile(run: () => Promise<void>): Promise<readonly KernelTiming[]>;
}

export interface WebGpuOptions {
  /** Which convolution variant runs which shape: what `measureTuning` found on this adapter, or one's own choice. */
  readonly tuning?: ConvTuning;
}

/**
 * Compiles every kernel, so that a fault shows here and not in the middle of a cloud.
 * @throws KernelError KERNEL_COMPILE, KERNEL_DEVICE_LOST
 */
export async function createWebGpuOps(context: GpuContext, { tuning = {} }: WebGpuOptions = {}): Promise<WebGpuOps> {
  const memory = new GpuMemory(context);
  await Promise.all(Object.values(KERNELS).map((kernel) => memory.recorder.pipelines.compile(kernel)));
  return new WebGpuKernels(memory, tuning);
}

/** What further kernels over the same handles (the gradients) record with. */
export function memoryOf(ops: WebGpuOps): GpuMemory {
  return (ops as WebGpuKernels).memory;
}

/** Halves lie two in a word and four in what a kernel moves: other widths stay float32, as `Tensor.precision` tells. */
function storable(channels: number, precision: Precision): Precision {
  return channels % 4 === 0 ? precision : 'f32';
}

/** The tile that convolutions of this shape run in from now on. */
export function tileOf(ops: WebGpuOps, shape: ConvShape): ConvTile {
  return (ops as WebGpuKernels).tiles(shape);
}

class WebGpuKernels implements WebGpuOps {
  readonly name = 'webgpu';
  readonly adapter: string;
  readonly context: GpuContext;
  readonly memory: GpuMemory;
  private readonly partials: PartialSums;
  readonly tiles: (shape: ConvShape) => ConvTile;
  private tuning: ConvTuning;

  constructor(memory: GpuMemory, tuning: ConvTuning) {
    this.memory = memory;
    this.context = memory.context;
    this.adapter = memory.context.adapterName;
    this.partials = new PartialSums(memory);
    this.tuning = tuning;
    const candidates = candidateTiles(convDevice(memory.context));
    this.tiles = (shape) => CONV_TILES[chooseTile(shape, this.tuning, candidates)];
  }

  get memoryBytes(): number {
    return this.memory.pool.bytes;
  }

  index(points: PointInput, grid: VoxelGrid, levels: number, options?: IndexOptions): Promise<VoxelIndex> {
    return buildIndex(this.memory, points, grid, levels, options);
  }

  tensor(rows: number | Level, channels: number, precision: Precision = 'f32'): Tensor {
    return this.memory.tensor(rows, channels, 'kernel', storable(channels, precision));
  }

  upload(values: Float32Array, rows: number, channels: number, precision: Precision = 'f32'): Tensor {
    requireShape(values.length === rows * channels, 'upload', `${values.length} values for ${rows} × ${channels}`);
    const stored = storable(channels, precision);
    const tensor = this.memory.tensor(rows, channels, 'queue', stored);
    tensor.stale = [0, 0];
    this.memory.write(tensor.storage!, stored === 'f16' ? packHalves(values) : values);
    return tensor;
  }

  uploadTable(values: Uint32Array, offsets: number, rows: number): Table {
    requireShape(values.length === offsets * rows, 'uploadTable', `${values.length} values for ${offsets} × ${rows}`);
    const table = this.memory.table(offsets, rows, 'queue');
    this.memory.write(table.storage!, values);
    return table;
  }

  conv(step: ConvStep): void {
    const { tensor, channels } = step.output;
    if (tensor !== step.input.tensor && tensor !== step.residual?.tensor) {
      recordConv(this.memory, this.partials, step, this.tiles);
      return;
    }
    // Columns of one tensor on both sides: a kernel may not read the buffer that it writes.
    const apart = this.memory.tensor(tensor.rows, channels, 'kernel', tensor.precision);
    const made: (Tensor | Table)[] = [apart];
    try {
      recordConv(this.memory, this.partials, { ...step, output: whole(apart) }, this.tiles);
      const rows = Uint32Array.from({ length: tensor.rows }, (_, row) => row);
      const same = this.uploadTable(rows, 1, tensor.rows);
      made.push(same);
      this.gather({ input: whole(apart), rows: same, output: step.output });
    } finally {
      this.release(...made);
    }
  }

  maxPool({ input, children, output }: PoolStep): void {
    this.byRow(FAMILIES.maxPool, input, children, 8, output);
  }

  meanPool({ input, children, output }: PoolStep): void {
    this.byRow(FAMILIES.meanPool, input, children, 8, output);
  }

  gather({ input, rows, output }: GatherStep): void {
    this.byRow(FAMILIES.gather, input, rows, 1, output);
  }

  softmax(logits: View): Tensor {
    requireView(logits, 'softmax');
    const { rows, count } = ownTensor(this.memory, logits.tensor);
    const result = this.memory.tensor(rows, logits.channels);
    const stored = storedView(logits);
    const kernel = FAMILIES.softmax.kernel(inputForm(stored.form));
    const buffers = [this.memory.reading(logits), this.memory.writing(whole(result))];
    this.memory.recorder.dispatch(kernel, buffers, rowParams(rows, stored), rowExtent(rows, count));
    return result;
  }

  argmax(logits: View): Table {
    requireView(logits, 'argmax');
    const { rows, count } = ownTensor(this.memory, logits.tensor);
    const result = this.memory.table(1, rows, 'kernel', count);
    const stored = storedView(logits);
    const kernel = FAMILIES.argmax.kernel(inputForm(stored.form));
    const buffers = [this.memory.reading(logits), result.storage!];
    this.memory.recorder.dispatch(kernel, buffers, rowParams(rows, stored), rowExtent(rows, count));
    return result;
  }

  gatherIds(ids: Table, rows: Table): Table {
    requireShape(ids.offsets === 1 && rows.offsets === 1, 'gatherIds', 'both tables have one offset');
    const result = this.memory.table(1, rows.rows);
    const buffers = [ownTable(this.memory, ids).storage, ownTable(this.memory, rows).storage, result.storage!];
    this.memory.recorder.dispatch(KERNELS.gatherIds, buffers, [rows.rows], rows.rows);
    return result;
  }

  paint({ ids, palette, target, count, missing = 0 }: PaintStep): void {
    requireShape(count <= ids.rows && count * 4 <= target.size, 'paint', `${count} points, ${ids.rows} ids`);
    const colors = this.memory.upload(palette, 'palette');
    const buffers = [ownTable(this.memory, ids).storage, colors, target];
    this.memory.recorder.dispatch(KERNELS.paint, buffers, [count, palette.length, missing], count);
    this.memory.release(colors);
  }

  buffer(handle: Tensor | Table): GPUBuffer {
    if (handle instanceof GpuTensor) return this.memory.reading(whole(handle));
    return ownTable(this.memory, handle as Table).storage;
  }

  async flush(): Promise<void> {
    await this.memory.recorder.flush();
    await this.context.loss.guard(this.context.device.queue.onSubmittedWorkDone());
  }

  async read(tensor: Tensor, rows = tensor.rows): Promise<Float32Array> {
    const buffer = this.memory.reading(whole(tensor));
    const bytes = rows * rowWords(tensor.channels, tensor.precision) * 4;
    const read = await this.memory.read(buffer, bytes);
    return tensor.precision === 'f16' ? unpackHalves(new Uint32Array(read)) : new Float32Array(read);
  }

  async readTable(table: Table): Promise<Uint32Array> {
    const { storage } = ownTable(this.memory, table);
    return new Uint32Array(await this.memory.read(storage, table.offsets * table.rows * 4));
  }

  release(...handles: readonly (Tensor | Table)[]): void {
    for (const handle of handles) {
      if (handle instanceof GpuTensor) this.memory.releaseTensor(handle);
      else this.memory.releaseTable(handle as Table);
    }
  }

  warmUp(shapes: readonly ConvForm[]): void {
    for (const shape of shapes) {
      const kernel = kernelOf(shape, this.tiles);
      this.memory.recorder.pipelines.compile(kernel).catch(() => undefined); // told by the flush that needs it
    }
  }

  tune(tuning: ConvTuning): void {
    this.tuning = tuning;
  }

  profile(run: () => Promise<void>): Promise<readonly KernelTiming[]> {
    return this.memory.recorder.profile(run);
  }

  dispose(): void {
    this.memory.dispose();
  }

  /** Pools and gather: each output row reads the input rows that a table names. */
  private byRow(family: KernelFamily, input: View, table: Table, offsets: number, output: View): void {
    const { name } = family;
    requireView(input, name);
    requireView(output, name);
    const { rows } = output.tensor;
    requireShape(
      table.offsets === offsets && table.rows === rows,
      name,
      `table [${table.offsets} × ${table.rows}] for ${rows} rows`,
    );
    requireShape(input.channels === output.channels, name, `${input.channels} → ${output.channels} channels`);
    const [from, to] = [storedView(input), storedView(output)];
    const kernel = family.kernel({ ...inputForm(from.form), ...outputForm(to.form) });
    const own = ownTable(this.memory, table);
    const buffers = [this.memory.reading(input), own.storage, this.memory.writing(output)];
    const params = [rows, to.fours, from.channels, from.pitch, from.offset, to.channels, to.pitch, to.offset];
    this.memory.recorder.dispatch(kernel, buffers, params, rowExtent(rows, own.count, to.fours));
  }
}

/** One thread for each of `each` parts of a row in use. */
function rowExtent(rows: number, count: DeviceCount | undefined, each = 1): Extent {
  return count ? { count, most: rows, each } : rows * each;
}

function rowParams(rows: number, view: StoredView): number[] {
  return [rows, view.channels, view.pitch, view.offset];
}
