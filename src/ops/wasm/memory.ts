import { LimitError } from '../../core/index.ts';
import { type CpuKernels, compileKernels, instantiateKernels } from './kernels.ts';

const ALIGNMENT = 64;
/** Left free at the end: kernels read the last columns of a matrix as whole vectors, up to 28 bytes past it. */
const MARGIN = ALIGNMENT;
const PAGE = 65_536;
/** The module's own globals lie below this; it allocates nothing itself. */
const STATIC_BYTES = PAGE;
/** What threads agree through, and the job they share: see `kernels/cpu/threads.as.ts`. */
const CONTROL_BYTES = 256;
/** Where the control area keeps the job. */
const JOB_OFFSET = 64;
/** Widest output row that the surplus rows of a block may be written to, in bytes. Each thread has one. */
const SCRATCH_BYTES = 64 * 1024;

/**
 * The kernels' memory with a first-fit free list. Blocks are 64-byte aligned and merged when neighbours are free.
 * Trap: memory that grows detaches every typed array over it (or, shared, is longer than they know), so views are made at each use and
 * never kept. Views of shared memory are refused by much of the platform: what leaves this room is a copy (`slice` makes an ordinary one).
 */
export class CpuMemory {
  readonly kernels: CpuKernels;
  /** For the instances of other threads. */
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control = STATIC_BYTES;
  readonly job = STATIC_BYTES + JOB_OFFSET;
  private free: { start: number; end: number }[];
  private readonly sizes = new Map<number, number>();
  private used = 0;
  private peak = 0;

  private constructor(memory: WebAssembly.Memory, module: WebAssembly.Module, kernels: CpuKernels, threads: number) {
    this.memory = memory;
    this.module = module;
    this.kernels = kernels;
    kernels.setScratch(this.scratch(0));
    this.free = [{ start: this.scratch(threads), end: memory.buffer.byteLength - MARGIN }];
  }

  /** @throws RangeError or CompileError where more than one thread is asked for and shared memory cannot be had. */
  static async create(threads = 1): Promise<CpuMemory> {
    const shared = threads > 1;
    const module = await compileKernels(shared);
    const memory = new WebAssembly.Memory({ initial: 256, maximum: 65_536, shared });
    return new CpuMemory(memory, module, await instantiateKernels(module, memory), threads);
  }

  /** Each thread's own place for surplus rows; thread 0 is the caller. */
  scratch(thread: number): number {
    return STATIC_BYTES + CONTROL_BYTES + thread * SCRATCH_BYTES;
  }

  /** Most bytes that were allocated at one moment: what the work needed, while the memory itself grows by doubling. */
  get peakBytes(): number {
    return this.peak;
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
        this.used += need;
        this.peak = Math.max(this.peak, this.used);
        return pointer;
      }
      this.grow(need);
    }
    throw new LimitError('LIMIT_MEMORY', `no ${need} bytes left for the CPU kernels`, {
      limit: 'memory',
      needed: need,
      available: Math.max(0, ...this.free.map((block) => block.end - block.start)),
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
    this.used -= size;
    const at = this.free.findIndex((block) => block.start > pointer);
    const index = at < 0 ? this.free.length : at;
    this.free.splice(index, 0, { start: pointer, end: pointer + size });
    this.mergeAt(index);
    if (index > 0) this.mergeAt(index - 1);
  }

  f32(pointer: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, pointer, length);
  }

  i32(pointer: number, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, pointer, length);
  }

  u32(pointer: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, pointer, length);
  }

  /** Does this array lie in the kernels' memory? Then its byte offset is its pointer and nothing need be copied. */
  owns(values: Float32Array): boolean {
    return values.buffer === this.memory.buffer;
  }

  private grow(need: number): void {
    const before = this.memory.buffer.byteLength;
    const wanted = Math.max(need + MARGIN, before); // doubling: growth copies nothing, but it detaches views
    const pages = Math.ceil(Math.min(wanted, 65_536 * PAGE - before) / PAGE);
    try {
      if (pages * PAGE < need + MARGIN) throw new RangeError('past 4 GB');
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
    const start = before - MARGIN;
    const end = this.memory.buffer.byteLength - MARGIN;
    const last = this.free.at(-1);
    if (last && last.end === start) last.end = end;
    else this.free.push({ start, end });
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
