import simdBytes from '../../../kernels/cpu/index.as.ts?wasm';
import relaxedBytes from '../../../kernels/cpu/index.as.ts?wasm-relaxed';
import { LimitError } from '../../core/index.ts';

/** Pointers are byte offsets into the module's memory. */
export interface CpuKernels {
  setScratch(pointer: number): void;
  gemmPairs(
    x: number,
    xPitch: number,
    w: number,
    y: number,
    yPitch: number,
    inIdx: number,
    outIdx: number,
    n: number,
    cin: number,
    cout: number,
  ): void;
  gradWeights(
    x: number,
    xPitch: number,
    dy: number,
    dyPitch: number,
    dw: number,
    inIdx: number,
    outIdx: number,
    n: number,
    cin: number,
    cout: number,
  ): void;
  fillRows(y: number, yPitch: number, rows: number, channels: number, bias: number): void;
  reluRows(y: number, yPitch: number, rows: number, channels: number): void;
  maxPool(x: number, xPitch: number, children: number, y: number, yPitch: number, rows: number, channels: number): void;
  maxPoolGrad(x: number, y: number, dy: number, children: number, dx: number, rows: number, channels: number): void;
  gatherRows(x: number, xPitch: number, rows: number, y: number, yPitch: number, n: number, channels: number): void;
  sumChildren(dy: number, dyPitch: number, children: number, dx: number, rows: number, channels: number): void;
  batchStatistics(
    x: number,
    rows: number,
    channels: number,
    epsilon: number,
    mean: number,
    invStd: number,
    variance: number,
    work: number,
  ): void;
  normRelu(
    x: number,
    y: number,
    rows: number,
    channels: number,
    mean: number,
    invStd: number,
    gamma: number,
    beta: number,
  ): void;
  normReluGrad(
    x: number,
    y: number,
    dy: number,
    dx: number,
    rows: number,
    channels: number,
    mean: number,
    invStd: number,
    gamma: number,
    dgamma: number,
    dbeta: number,
    work: number,
  ): void;
}

const ALIGNMENT = 64;
const PAGE = 65_536;
/** The module's own globals lie below this; it allocates nothing itself. */
const STATIC_BYTES = PAGE;
/** Widest output row that the surplus rows of a block may be written to, in bytes. */
const SCRATCH_BYTES = 64 * 1024;

/**
 * The kernels' memory with a first-fit free list. Blocks are 64-byte aligned and merged when neighbours are free.
 * Trap: memory that grows detaches every typed array over it, so views are made at each use and never kept.
 */
export class CpuMemory {
  readonly kernels: CpuKernels;
  private readonly memory: WebAssembly.Memory;
  private free: { start: number; end: number }[];
  private readonly sizes = new Map<number, number>();

  private constructor(memory: WebAssembly.Memory, kernels: CpuKernels) {
    this.memory = memory;
    this.kernels = kernels;
    const start = STATIC_BYTES;
    kernels.setScratch(start);
    this.free = [{ start: start + SCRATCH_BYTES, end: memory.buffer.byteLength }];
  }

  static async create(): Promise<CpuMemory> {
    const memory = new WebAssembly.Memory({ initial: 256, maximum: 65_536 });
    const abort = () => {
      throw new WebAssembly.RuntimeError('kernel aborted');
    };
    const bytes = WebAssembly.validate(relaxedBytes) ? relaxedBytes : simdBytes;
    const { instance } = await WebAssembly.instantiate(bytes, { env: { memory, abort } });
    return new CpuMemory(memory, instance.exports as unknown as CpuKernels);
  }

  /** @returns pointer to at least `length` bytes; contents are undefined. @throws LimitError past 4 GB or what the machine gives. */
  allocate(length: number): number {
    const need = align(Math.max(length, ALIGNMENT));
    for (let attempt = 0; attempt < 2; attempt++) {
      const index = this.free.findIndex((block) => block.end - block.start >= need);
      const block = this.free[index];
      if (block) {
        const pointer = block.start;
        block.start += need;
        if (block.start === block.end) this.free.splice(index, 1);
        this.sizes.set(pointer, need);
        return pointer;
      }
      this.grow(need);
    }
    throw new LimitError('LIMIT_MEMORY', `no ${need} bytes left for the CPU kernels`, {
      limit: 'memory',
      needed: need,
    });
  }

  /** Grows now to at least `length` free bytes in one piece, so that no later allocation moves the memory under a view. */
  reserve(length: number): void {
    this.release(this.allocate(length));
  }

  release(pointer: number): void {
    const size = this.sizes.get(pointer);
    if (size === undefined) throw new RangeError(`not an allocated pointer: ${pointer}`);
    this.sizes.delete(pointer);
    const at = this.free.findIndex((block) => block.start > pointer);
    const index = at < 0 ? this.free.length : at;
    this.free.splice(index, 0, { start: pointer, end: pointer + size });
    this.mergeAt(index);
    if (index > 0) this.mergeAt(index - 1);
  }

  f32(pointer: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.memory.buffer as ArrayBuffer, pointer, length);
  }

  u32(pointer: number, length: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.memory.buffer as ArrayBuffer, pointer, length);
  }

  /** Does this array lie in the kernels' memory? Then its byte offset is its pointer and nothing need be copied. */
  owns(values: Float32Array): boolean {
    return values.buffer === this.memory.buffer;
  }

  private grow(need: number): void {
    const before = this.memory.buffer.byteLength;
    const wanted = Math.max(need, before); // doubling: growth copies nothing, but it detaches views
    const pages = Math.ceil(Math.min(wanted, 65_536 * PAGE - before) / PAGE);
    try {
      if (pages * PAGE < need) throw new RangeError('past 4 GB');
      this.memory.grow(pages);
    } catch (cause) {
      const context = { limit: 'memory', needed: before + need, available: before };
      throw new LimitError(
        'LIMIT_MEMORY',
        `the CPU kernels need ${before + need} bytes of memory and could not get them`,
        context,
        cause,
      );
    }
    const end = this.memory.buffer.byteLength;
    const last = this.free.at(-1);
    if (last && last.end === before) last.end = end;
    else this.free.push({ start: before, end });
  }

  private mergeAt(index: number): void {
    const left = this.free[index];
    const right = this.free[index + 1];
    if (left && right && left.end === right.start) {
      left.end = right.end;
      this.free.splice(index + 1, 1);
    }
  }
}

function align(value: number): number {
  return Math.ceil(value / ALIGNMENT) * ALIGNMENT;
}
