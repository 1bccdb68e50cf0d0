import type { VoxelGrid } from '../../core/index.ts';
import type { GpuContext, KernelTiming } from '../../gpu/index.ts';
import {
  type ConvStep,
  type GatherStep,
  type Ops,
  type PointInput,
  type PoolStep,
  type Table,
  type Tensor,
  type View,
  type VoxelIndex,
  whole,
} from '../ops.ts';
import { buildIndex } from './build-index.ts';
import { requireShape, requireView } from './checks.ts';
import { GpuMemory } from './gpu-memory.ts';
import { GpuTensor, ownTable } from './handles.ts';
import { KERNELS } from './kernels.ts';

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
  /** Times every dispatch that `run` records, and says by which clock. */
  profile(run: () => Promise<void>): Promise<readonly KernelTiming[]>;
}

/**
 * Compiles every kernel, so that a fault shows here and not in the middle of a cloud.
 * @throws KernelError KERNEL_COMPILE, KERNEL_DEVICE_LOST
 */
export async function createWebGpuOps(context: GpuContext): Promise<WebGpuOps> {
  const memory = new GpuMemory(context);
  await Promise.all(Object.values(KERNELS).map((kernel) => memory.recorder.pipelines.compile(kernel)));
  return new WebGpuKernels(memory);
}

class WebGpuKernels implements WebGpuOps {
  readonly name = 'webgpu';
  readonly adapter: string;
  readonly context: GpuContext;
  private readonly memory: GpuMemory;

  constructor(memory: GpuMemory) {
    this.memory = memory;
    this.context = memory.context;
    this.adapter = memory.context.adapterName;
  }

  get memoryBytes(): number {
    return this.memory.pool.bytes;
  }

  index(points: PointInput, grid: VoxelGrid, levels: number): Promise<VoxelIndex> {
    return buildIndex(this.memory, points, grid, levels);
  }

  tensor(rows: number, channels: number): Tensor {
    return this.memory.tensor(rows, channels);
  }

  upload(values: Float32Array, rows: number, channels: number): Tensor {
    requireShape(values.length === rows * channels, 'upload', `${values.length} values for ${rows} × ${channels}`);
    const tensor = this.memory.tensor(rows, channels, 'queue');
    tensor.stale = [0, 0];
    this.memory.write(tensor.storage!, values);
    return tensor;
  }

  uploadTable(values: Uint32Array, offsets: number, rows: number): Table {
    requireShape(values.length === offsets * rows, 'uploadTable', `${values.length} values for ${offsets} × ${rows}`);
    const table = this.memory.table(offsets, rows, 'queue');
    this.memory.write(table.storage!, values);
    return table;
  }

  conv({ input, map, weights, bias, relu, output }: ConvStep): void {
    requireView(input, 'conv');
    requireView(output, 'conv');
    const offsets = map?.offsets ?? 1;
    const rows = map?.rows ?? input.tensor.rows;
    requireShape(output.tensor.rows === rows, 'conv', `${output.tensor.rows} output rows for a map of ${rows}`);
    requireShape(
      weights.rows === offsets * input.channels && weights.channels === output.channels,
      'conv',
      `weights [${weights.rows} × ${weights.channels}] for ${offsets} offsets, ${input.channels} → ${output.channels} channels`,
    );
    requireShape(!bias || bias.channels === output.channels, 'conv', `bias of ${bias?.channels} channels`);

    const fours = [input, output].every((view) => [view.channels, view.offset, view.tensor.channels].every(isFour));
    const unit = fours ? 4 : 1;
    const weightBuffer = this.memory.reading(whole(weights));
    const buffers = [
      this.memory.reading(input),
      map ? ownTable(this.memory, map).storage : weightBuffer, // bound but not read
      weightBuffer,
      bias ? this.memory.reading(whole(bias)) : weightBuffer,
      this.memory.writing(output),
    ];
    const params = [
      rows,
      offsets,
      input.channels / unit,
      input.tensor.channels / unit,
      input.offset / unit,
      output.channels / unit,
      output.tensor.channels / unit,
      output.offset / unit,
      Number(map !== undefined),
      Number(bias !== undefined),
      Number(relu),
    ];
    const kernel = fours ? KERNELS.convVec4 : KERNELS.conv;
    this.memory.recorder.dispatch(kernel, buffers, params, (Math.ceil(rows / unit) * output.channels) / unit);
  }

  maxPool({ input, children, output }: PoolStep): void {
    this.byRow(KERNELS.maxPool, input, children, 8, output);
  }

  gather({ input, rows, output }: GatherStep): void {
    this.byRow(KERNELS.gather, input, rows, 1, output);
  }

  softmax(logits: View): Tensor {
    requireView(logits, 'softmax');
    const { rows } = logits.tensor;
    const result = this.memory.tensor(rows, logits.channels);
    const buffers = [this.memory.reading(logits), this.memory.writing(whole(result))];
    this.memory.recorder.dispatch(KERNELS.softmax, buffers, rowParams(logits), rows);
    return result;
  }

  argmax(logits: View): Table {
    requireView(logits, 'argmax');
    const { rows } = logits.tensor;
    const result = this.memory.table(1, rows);
    this.memory.recorder.dispatch(
      KERNELS.argmax,
      [this.memory.reading(logits), result.storage!],
      rowParams(logits),
      rows,
    );
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

  async read(tensor: Tensor): Promise<Float32Array> {
    const buffer = this.memory.reading(whole(tensor));
    return new Float32Array(await this.memory.read(buffer, tensor.rows * tensor.channels * 4));
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

  profile(run: () => Promise<void>): Promise<readonly KernelTiming[]> {
    return this.memory.recorder.profile(run);
  }

  dispose(): void {
    this.memory.dispose();
  }

  /** max_pool and gather: each output row reads the input rows that a table names. */
  private byRow(kernel: typeof KERNELS.maxPool, input: View, table: Table, offsets: number, output: View): void {
    const { name } = kernel;
    requireView(input, name);
    requireView(output, name);
    const { rows } = output.tensor;
    requireShape(
      table.offsets === offsets && table.rows === rows,
      name,
      `table [${table.offsets} × ${table.rows}] for ${rows} rows`,
    );
    requireShape(input.channels === output.channels, name, `${input.channels} → ${output.channels} channels`);
    const buffers = [this.memory.reading(input), ownTable(this.memory, table).storage, this.memory.writing(output)];
    const params = [rows, input.channels, input.tensor.channels, input.offset, output.tensor.channels, output.offset];
    this.memory.recorder.dispatch(kernel, buffers, params, rows * input.channels);
  }
}

function isFour(value: number): boolean {
  return value % 4 === 0;
}

function rowParams(view: View): number[] {
  return [view.tensor.rows, view.channels, view.tensor.channels, view.offset];
}
