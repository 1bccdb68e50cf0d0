import type { VoxelGrid } from '../../core/index.ts';
import type {
  ConvStep,
  GatherStep,
  IndexOptions,
  Level,
  Ops,
  PointInput,
  PoolStep,
  Table,
  Tensor,
  View,
  VoxelIndex,
} from '../ops.ts';
import { type PairLists, placeOf, WasmTable, WasmTensor } from './handles.ts';
import { indexPoints } from './index-points.ts';
import { type Job, runJob } from './jobs.ts';
import type { CpuMemory } from './memory.ts';
import { buildPairLists } from './pair-lists.ts';
import type { ThreadPool } from './thread-pool.ts';

/**
 * The CPU implementation: AssemblyScript kernels over pair lists, on one thread or a pool of them, every call done when it returns.
 * The fallback where WebGPU is missing, the trainer's engine, and fast tests.
 */
export class WasmOps implements Ops {
  readonly name = 'wasm' as const;
  readonly adapter: string;
  readonly memory: CpuMemory;
  readonly pool: ThreadPool | undefined;
  private readonly live = new Set<number>();
  private identityRows: { pointer: number; rows: number } | undefined;

  constructor(memory: CpuMemory, pool?: ThreadPool) {
    this.memory = memory;
    this.pool = pool;
    this.adapter = pool ? `CPU (WASM SIMD, ${pool.size} threads)` : 'CPU (WASM SIMD)';
  }

  async index(points: PointInput, grid: VoxelGrid, levels: number, options?: IndexOptions): Promise<VoxelIndex> {
    return this.indexSync(points, grid, levels, options);
  }

  /** `index` without the promise, for the trainer. */
  indexSync(points: PointInput, grid: VoxelGrid, levels: number, options: IndexOptions = {}): VoxelIndex {
    return indexPoints(this, points, grid, levels, options);
  }

  tensor(size: number | Level, channels: number): WasmTensor {
    const rows = typeof size === 'number' ? size : size.rows;
    const pointer = this.allocate(rows * channels * 4);
    this.memory.f32(pointer, rows * channels).fill(0);
    return new WasmTensor(pointer, rows, channels);
  }

  upload(values: Float32Array, rows: number, channels: number): WasmTensor {
    const pointer = this.allocate(rows * channels * 4);
    this.memory.f32(pointer, rows * channels).set(values.subarray(0, rows * channels));
    return new WasmTensor(pointer, rows, channels);
  }

  uploadTable(values: Uint32Array, offsets: number, rows: number): WasmTable {
    const table = this.table(offsets, rows);
    this.tableValues(table).set(values.subarray(0, offsets * rows));
    return table;
  }

  /** A table of undefined contents. */
  table(offsets: number, rows: number): WasmTable {
    return new WasmTable(this.allocate(offsets * rows * 4), offsets, rows);
  }

  conv({ input, map, weights, bias, residual, normaliser, relu, output }: ConvStep): void {
    const pairs = map && this.pairsOf(map as WasmTable);
    const lists = pairs && { inputs: pairs.inputs, outputs: pairs.outputs, starts: pairs.startsAt };
    this.run({
      kind: 'conv',
      rows: output.tensor.rows,
      x: placeOf(input),
      y: placeOf(output),
      inputChannels: input.channels,
      channels: output.channels,
      weights: (weights as WasmTensor).pointer,
      ...(bias && { bias: (bias as WasmTensor).pointer }),
      ...(residual && { residual: placeOf(residual) }),
      ...(normaliser && { normaliser: (normaliser as WasmTensor).pointer }),
      relu,
      offsets: map?.offsets ?? 1,
      ...lists,
      ...(map && { table: (map as WasmTable).pointer }),
    });
  }

  maxPool({ input, children, output }: PoolStep): void {
    this.runTableJob('maxPool', input, children, output);
  }

  meanPool({ input, children, output }: PoolStep): void {
    this.runTableJob('meanPool', input, children, output);
  }

  gather({ input, rows, output }: GatherStep): void {
    this.runTableJob('gather', input, rows, output);
  }

  softmax(logits: View): WasmTensor {
    const { rows } = logits.tensor;
    const { channels } = logits;
    const out = this.tensor(rows, channels);
    const y = { pointer: out.pointer, pitch: channels * 4 };
    this.run({ kind: 'softmax', rows, x: placeOf(logits), y, channels });
    return out;
  }

  argmax(logits: View): WasmTable {
    const { rows } = logits.tensor;
    const out = this.table(1, rows);
    const y = { pointer: out.pointer, pitch: 4 };
    this.run({ kind: 'argmax', rows, x: placeOf(logits), y, channels: logits.channels });
    return out;
  }

  gatherIds(ids: Table, rows: Table): WasmTable {
    const out = this.table(1, rows.rows);
    const x = { pointer: (ids as WasmTable).pointer, pitch: 0 };
    const y = { pointer: out.pointer, pitch: 4 };
    this.run({ kind: 'gatherIds', rows: rows.rows, x, y, table: (rows as WasmTable).pointer });
    return out;
  }

  async flush(): Promise<void> {}

  async read(tensor: Tensor, rows = tensor.rows): Promise<Float32Array> {
    return this.memory.f32((tensor as WasmTensor).pointer, rows * tensor.channels).slice();
  }

  async readTable(table: Table): Promise<Uint32Array> {
    return this.tableValues(table).slice();
  }

  release(...handles: readonly (Tensor | Table)[]): void {
    for (const handle of handles) {
      const { pointer, pairs } = handle as WasmTensor & WasmTable;
      this.free(pointer);
      if (pairs) {
        this.free(pairs.inputs);
        this.free(pairs.startsAt);
      }
    }
  }

  /** Also ends the threads. */
  dispose(): void {
    this.pool?.end();
    for (const pointer of this.live) this.memory.release(pointer);
    this.live.clear();
    this.identityRows = undefined;
  }

  /** Pair lists of a table, made once. */
  pairsOf(table: WasmTable): PairLists {
    table.pairs ??= buildPairLists(this.memory, this.pool, table, (length) => this.allocate(length));
    return table.pairs;
  }

  /** 0, 1, 2 … : the pair list of a linear layer, for the trainer. A list that was handed out stays valid: a longer one is made beside it. */
  identity(rows: number): number {
    if (!this.identityRows || this.identityRows.rows < rows) {
      const capacity = Math.max(1 << 15, 2 ** Math.ceil(Math.log2(rows)));
      const pointer = this.allocate(capacity * 4);
      const list = this.memory.u32(pointer, capacity);
      for (let r = 0; r < capacity; r++) list[r] = r;
      this.identityRows = { pointer, rows: capacity };
    }
    return this.identityRows.pointer;
  }

  tableValues(table: Table): Uint32Array {
    return this.memory.u32((table as WasmTable).pointer, table.offsets * table.rows);
  }

  private runTableJob(kind: 'maxPool' | 'meanPool' | 'gather', input: View, table: Table, output: View): void {
    const { rows } = output.tensor;
    const { channels } = output;
    const { pointer } = table as WasmTable;
    this.run({ kind, rows, x: placeOf(input), y: placeOf(output), channels, table: pointer });
  }

  private run(job: Job): void {
    runJob(this.memory, this.pool, job);
  }

  private allocate(length: number): number {
    const pointer = this.memory.allocate(length);
    this.live.add(pointer);
    return pointer;
  }

  private free(pointer: number): void {
    this.live.delete(pointer);
    this.memory.release(pointer);
  }
}
