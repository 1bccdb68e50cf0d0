import { throwIfCancelled, type VoxelGrid } from '../../core/index.ts';
import type { KernelTiming } from '../../gpu/index.ts';
import type {
  ConvStep,
  GatherStep,
  IndexOptions,
  Level,
  Ops,
  OpsName,
  PointInput,
  PoolStep,
  Precision,
  Table,
  Tensor,
  View,
  VoxelIndex,
  WebGpuOps,
} from '../../ops/index.ts';

/** How long a call took on the device, or by the wall clock where the implementation has none. */
export interface Observed {
  readonly ms: number;
  readonly clock: 'gpu' | 'wall';
  /** By dispatch; empty on the CPU. */
  readonly timings: readonly KernelTiming[];
}

/**
 * Any `Ops`, with each layer timed on its own. Layers and releases wait for one another, so that what is recorded while a layer runs is
 * that layer; results are the same, the whole is slower, and memory is not recycled between the layers of one flush.
 */
export class ObservedOps implements Ops {
  readonly name: OpsName;
  readonly adapter: string;
  /** Layers in the order called. */
  readonly layers: Observed[] = [];
  private readonly inner: Ops;
  private readonly signal: AbortSignal | undefined;
  private tail: Promise<void> = Promise.resolve();

  /** @param signal Heard between layers. */
  constructor(inner: Ops, signal?: AbortSignal) {
    this.inner = inner;
    this.signal = signal;
    this.name = inner.name;
    this.adapter = inner.adapter;
  }

  index(points: PointInput, grid: VoxelGrid, levels: number, options?: IndexOptions): Promise<VoxelIndex> {
    return this.inner.index(points, grid, levels, options);
  }

  tensor(rows: number | Level, channels: number, precision?: Precision): Tensor {
    return this.inner.tensor(rows, channels, precision);
  }

  upload(values: Float32Array, rows: number, channels: number, precision?: Precision): Tensor {
    return this.inner.upload(values, rows, channels, precision);
  }

  uploadTable(values: Uint32Array, offsets: number, rows: number): Table {
    return this.inner.uploadTable(values, offsets, rows);
  }

  conv(step: ConvStep): void {
    this.layer(() => this.inner.conv(step));
  }

  maxPool(step: PoolStep): void {
    this.layer(() => this.inner.maxPool(step));
  }

  meanPool(step: PoolStep): void {
    this.layer(() => this.inner.meanPool(step));
  }

  gather(step: GatherStep): void {
    this.layer(() => this.inner.gather(step));
  }

  softmax(logits: View): Tensor {
    return this.inner.softmax(logits);
  }

  argmax(logits: View): Table {
    return this.inner.argmax(logits);
  }

  gatherIds(ids: Table, rows: Table): Table {
    return this.inner.gatherIds(ids, rows);
  }

  async flush(): Promise<void> {
    await this.tail;
    await this.inner.flush();
  }

  async read(tensor: Tensor, rows?: number): Promise<Float32Array> {
    await this.tail;
    return this.inner.read(tensor, rows);
  }

  async readTable(table: Table): Promise<Uint32Array> {
    await this.tail;
    return this.inner.readTable(table);
  }

  release(...handles: readonly (Tensor | Table)[]): void {
    this.anyway(() => this.inner.release(...handles));
  }

  dispose(): void {
    this.anyway(() => this.inner.dispose());
  }

  /** Waits until nothing that was called is under way any more, whether it worked or not. */
  async settled(): Promise<void> {
    await this.tail.catch(() => undefined);
  }

  private layer(call: () => void): void {
    this.after(async () => {
      // On the CPU nothing else gives the event loop a turn, in which a Cancel arrives.
      if (this.name === 'wasm') await new Promise((resolve) => setTimeout(resolve, 0));
      throwIfCancelled(this.signal, 'profiling');
      this.layers.push(await observe(this.inner, async () => call()));
    });
  }

  private after(work: () => Promise<void>): void {
    this.follow(this.tail.then(work));
  }

  /** Once it is its turn, also when a layer before it has failed. */
  private anyway(work: () => void): void {
    this.follow(this.tail.finally(work));
  }

  private follow(tail: Promise<void>): void {
    this.tail = tail;
    tail.catch(() => undefined); // told to whoever flushes or reads
  }
}

/**
 * Times what `work` records, or does.
 * @param clockMs Instead of the device's own clock, or the wall's where it has none: from the call until the device is done.
 */
export async function observe(ops: Ops, work: () => Promise<void>, clockMs?: () => number): Promise<Observed> {
  if (isWebGpu(ops) && !clockMs) {
    const timings = await ops.profile(work);
    const ms = timings.reduce((sum, timing) => sum + timing.ms, 0);
    return { ms, clock: timings[0]?.clock ?? 'wall', timings };
  }
  const nowMs = clockMs ?? (() => performance.now());
  await ops.flush();
  const started = nowMs();
  await work();
  await ops.flush();
  return { ms: nowMs() - started, clock: 'wall', timings: [] };
}

function isWebGpu(ops: Ops): ops is WebGpuOps {
  return ops.name === 'webgpu';
}
