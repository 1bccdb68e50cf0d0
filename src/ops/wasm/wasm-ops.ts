import { KERNEL_OFFSETS, NO_ROW, OCTANTS, type VoxelGrid } from '../../core/index.ts';
import type {
  ConvStep,
  GatherStep,
  Level,
  Ops,
  PointInput,
  PoolStep,
  Table,
  Tensor,
  View,
  VoxelIndex,
} from '../ops.ts';
import { BrickIndex } from './brick-index.ts';
import { CpuMemory } from './memory.ts';
import { quantize, voxelFeatures } from './voxel-features.ts';

/** A float32 matrix in the kernels' memory. */
export class WasmTensor implements Tensor {
  readonly pointer: number;
  readonly rows: number;
  readonly channels: number;

  constructor(pointer: number, rows: number, channels: number) {
    this.pointer = pointer;
    this.rows = rows;
    this.channels = channels;
  }
}

/** A uint32 table in the kernels' memory, with the pair lists made from it on first use. */
export class WasmTable implements Table {
  readonly pointer: number;
  readonly offsets: number;
  readonly rows: number;
  pairs: PairLists | undefined;

  constructor(pointer: number, offsets: number, rows: number) {
    this.pointer = pointer;
    this.offsets = offsets;
    this.rows = rows;
  }
}

/** Output rows that all offsets finish before the next block begins: the block's outputs and one filter stay in the cache. */
const BLOCK_ROWS = 1024;

/**
 * Which input row feeds which output row, by offset. Output rows ascend; the pairs of offset k whose output row lies in block b are
 * `[starts[k·(blocks+1) + b], starts[k·(blocks+1) + b + 1])`.
 */
export interface PairLists {
  readonly inputs: number;
  readonly outputs: number;
  readonly blocks: number;
  readonly starts: Uint32Array;
}

/**
 * The CPU implementation: AssemblyScript kernels over pair lists, single-threaded, every call done when it returns.
 * The fallback where WebGPU is missing, the trainer's engine, and fast tests.
 */
export class WasmOps implements Ops {
  readonly name = 'wasm' as const;
  readonly adapter = 'CPU (WASM SIMD)';
  readonly memory: CpuMemory;
  private readonly live = new Set<number>();
  private identityRows: { pointer: number; rows: number } | undefined;

  constructor(memory: CpuMemory) {
    this.memory = memory;
  }

  async index(points: PointInput, grid: VoxelGrid, levels: number): Promise<VoxelIndex> {
    return this.indexSync(points, grid, levels);
  }

  /** `index` without the promise, for the trainer. */
  indexSync(points: PointInput, grid: VoxelGrid, levels: number): VoxelIndex {
    const voxels = quantize(points, grid);
    let dims = grid.dims;
    const indices = [new BrickIndex(voxels, points.count, dims)];
    for (let level = 1; level < levels; level++) {
      const finer = indices[level - 1]!;
      dims = [Math.ceil(dims[0] / 2), Math.ceil(dims[1] / 2), Math.ceil(dims[2] / 2)];
      indices.push(
        new BrickIndex(
          finer.coords.map((value) => value >>> 1),
          finer.rows,
          dims,
        ),
      );
    }
    const finest = indices[0]!;
    const pointRows = new Uint32Array(points.count);
    for (let i = 0; i < points.count; i++) {
      pointRows[i] = finest.row(voxels[i]!, voxels[points.count + i]!, voxels[2 * points.count + i]!);
    }
    const features = voxelFeatures(points, grid, pointRows, finest.rows);
    return {
      levels: indices.map((index, level) => this.level(index, indices[level - 1], indices[level + 1])),
      pointRows: this.uploadTable(pointRows, 1, points.count),
      features: this.upload(features, finest.rows, features.length / Math.max(finest.rows, 1)),
    };
  }

  tensor(rows: number, channels: number): WasmTensor {
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
    const pointer = this.allocate(offsets * rows * 4);
    this.memory.u32(pointer, offsets * rows).set(values.subarray(0, offsets * rows));
    return new WasmTable(pointer, offsets, rows);
  }

  conv(step: ConvStep): void {
    const { kernels } = this.memory;
    const x = place(step.input);
    const y = place(step.output);
    const w = step.weights as WasmTensor;
    const cin = step.input.channels;
    const cout = step.output.channels;
    const bias = step.bias ? (step.bias as WasmTensor).pointer : 0;
    kernels.fillRows(y.pointer, y.pitch, y.rows, cout, bias);
    if (step.map) {
      const { inputs, outputs, blocks, starts } = this.pairsOf(step.map as WasmTable);
      for (let b = 0; b < blocks; b++) {
        for (let k = 0; k < step.map.offsets; k++) {
          const from = starts[k * (blocks + 1) + b]!;
          const n = starts[k * (blocks + 1) + b + 1]! - from;
          const weights = w.pointer + k * cin * cout * 4;
          kernels.gemmPairs(
            x.pointer,
            x.pitch,
            weights,
            y.pointer,
            y.pitch,
            inputs + from * 4,
            outputs + from * 4,
            n,
            cin,
            cout,
          );
        }
      }
    } else {
      const rows = this.identity(y.rows);
      kernels.gemmPairs(x.pointer, x.pitch, w.pointer, y.pointer, y.pitch, rows, rows, y.rows, cin, cout);
    }
    if (step.relu) kernels.reluRows(y.pointer, y.pitch, y.rows, cout);
  }

  maxPool(step: PoolStep): void {
    const x = place(step.input);
    const y = place(step.output);
    const children = (step.children as WasmTable).pointer;
    this.memory.kernels.maxPool(x.pointer, x.pitch, children, y.pointer, y.pitch, y.rows, step.output.channels);
  }

  gather(step: GatherStep): void {
    const x = place(step.input);
    const y = place(step.output);
    const rows = (step.rows as WasmTable).pointer;
    this.memory.kernels.gatherRows(x.pointer, x.pitch, rows, y.pointer, y.pitch, y.rows, step.output.channels);
  }

  softmax(logits: View): WasmTensor {
    const rows = logits.tensor.rows;
    const channels = logits.channels;
    const out = this.tensor(rows, channels);
    const { pitch, values } = this.viewValues(logits);
    const target = this.memory.f32(out.pointer, rows * channels);
    for (let r = 0; r < rows; r++) {
      let top = -Infinity;
      for (let c = 0; c < channels; c++) top = Math.max(top, values[r * pitch + c]!);
      let sum = 0;
      for (let c = 0; c < channels; c++) sum += target[r * channels + c] = Math.exp(values[r * pitch + c]! - top);
      for (let c = 0; c < channels; c++) target[r * channels + c]! /= sum;
    }
    return out;
  }

  argmax(logits: View): WasmTable {
    const rows = logits.tensor.rows;
    const ids = new Uint32Array(rows);
    const { pitch, values } = this.viewValues(logits);
    for (let r = 0; r < rows; r++) {
      let best = 0;
      for (let c = 1; c < logits.channels; c++) if (values[r * pitch + c]! > values[r * pitch + best]!) best = c;
      ids[r] = best;
    }
    return this.uploadTable(ids, 1, rows);
  }

  gatherIds(ids: Table, rows: Table): WasmTable {
    const source = this.tableValues(ids);
    const out = this.tableValues(rows).map((row) => (row === NO_ROW ? NO_ROW : source[row]!));
    return this.uploadTable(out, 1, rows.rows);
  }

  async flush(): Promise<void> {}

  async read(tensor: Tensor): Promise<Float32Array> {
    return this.memory.f32((tensor as WasmTensor).pointer, tensor.rows * tensor.channels).slice();
  }

  async readTable(table: Table): Promise<Uint32Array> {
    return this.tableValues(table).slice();
  }

  release(...handles: readonly (Tensor | Table)[]): void {
    for (const handle of handles) {
      const { pointer, pairs } = handle as WasmTensor & WasmTable;
      this.free(pointer);
      if (pairs) this.free(pairs.inputs);
    }
  }

  dispose(): void {
    for (const pointer of this.live) this.memory.release(pointer);
    this.live.clear();
    this.identityRows = undefined;
  }

  /** Pair lists of a table, made once. Inputs and outputs share one allocation. */
  pairsOf(table: WasmTable): PairLists {
    if (table.pairs) return table.pairs;
    const { offsets, rows } = table;
    const blocks = Math.ceil(rows / BLOCK_ROWS);
    const starts = new Uint32Array(offsets * (blocks + 1));
    const values = this.tableValues(table);
    let total = 0;
    for (let i = 0; i < offsets * rows; i++) if (values[i] !== NO_ROW) total++;
    const inputs = this.allocate(Math.max(total, 1) * 8);
    const outputs = inputs + total * 4;
    const source = this.tableValues(table); // made again: the allocation may have moved the memory
    const lists = this.memory.u32(inputs, total * 2);
    let n = 0;
    for (let k = 0; k < offsets; k++) {
      for (let r = 0; r < rows; r++) {
        if (r % BLOCK_ROWS === 0) starts[k * (blocks + 1) + r / BLOCK_ROWS] = n;
        const q = source[k * rows + r]!;
        if (q === NO_ROW) continue;
        lists[n] = q;
        lists[total + n] = r;
        n++;
      }
      starts[k * (blocks + 1) + blocks] = n;
    }
    table.pairs = { inputs, outputs, blocks, starts };
    return table.pairs;
  }

  /** 0, 1, 2 … : the pair list of a linear layer. A list that was handed out stays valid: a longer one is made beside it. */
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

  private viewValues(view: View): { pitch: number; values: Float32Array } {
    const { pointer, rows, channels } = view.tensor as WasmTensor;
    return { pitch: channels, values: this.memory.f32(pointer, rows * channels).subarray(view.offset) };
  }

  private level(index: BrickIndex, finer: BrickIndex | undefined, coarser: BrickIndex | undefined): Level {
    const { rows, coords } = index;
    const neighbours = neighbourRows(index);
    const level: Level = {
      rows,
      coords: this.uploadTable(coords, 3, rows),
      neighbours: this.uploadTable(neighbours, KERNEL_OFFSETS, rows),
    };
    if (!finer && !coarser) return level;
    const parents = coarser && this.uploadTable(parentRows(index, coarser), 1, rows);
    const children = finer && this.uploadTable(childRows(index, finer), OCTANTS, rows);
    return { ...level, ...(parents && { parents }), ...(children && { children }) };
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

/** @throws RuntimeError where WASM SIMD is missing. */
export async function createWasmOps(): Promise<WasmOps> {
  return new WasmOps(await CpuMemory.create());
}

function place(view: View): { pointer: number; pitch: number; rows: number } {
  const { pointer, rows, channels } = view.tensor as WasmTensor;
  return { pointer: pointer + view.offset * 4, pitch: channels * 4, rows };
}

function parentRows(index: BrickIndex, coarser: BrickIndex): Uint32Array {
  const { rows, coords } = index;
  const parents = new Uint32Array(rows);
  for (let r = 0; r < rows; r++) {
    parents[r] = coarser.row(coords[r]! >>> 1, coords[rows + r]! >>> 1, coords[2 * rows + r]! >>> 1);
  }
  return parents;
}

function childRows(index: BrickIndex, finer: BrickIndex): Uint32Array {
  const { rows, coords } = index;
  const children = new Uint32Array(OCTANTS * rows);
  for (let octant = 0; octant < OCTANTS; octant++) {
    for (let r = 0; r < rows; r++) {
      const x = coords[r]! * 2 + (octant >>> 2);
      const y = coords[rows + r]! * 2 + ((octant >>> 1) & 1);
      const z = coords[2 * rows + r]! * 2 + (octant & 1);
      children[octant * rows + r] = finer.row(x, y, z);
    }
  }
  return children;
}

/** [27 × rows]. Offset k of a row and offset 26 − k of its neighbour name each other, so only half are looked up. */
function neighbourRows(index: BrickIndex): Uint32Array {
  const { rows, coords } = index;
  const table = new Uint32Array(KERNEL_OFFSETS * rows).fill(NO_ROW);
  const centre = (KERNEL_OFFSETS - 1) / 2;
  for (let k = 0; k < centre; k++) {
    const dx = Math.floor(k / 9) - 1;
    const dy = (Math.floor(k / 3) % 3) - 1;
    const dz = (k % 3) - 1;
    const mirror = (KERNEL_OFFSETS - 1 - k) * rows;
    for (let r = 0; r < rows; r++) {
      const q = index.row(coords[r]! + dx, coords[rows + r]! + dy, coords[2 * rows + r]! + dz);
      if (q === NO_ROW) continue;
      table[k * rows + r] = q;
      table[mirror + q] = r;
    }
  }
  for (let r = 0; r < rows; r++) table[centre * rows + r] = r;
  return table;
}
