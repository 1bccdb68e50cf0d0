import { LimitError } from '../core/index.ts';
import type { GpuContext } from './device.ts';
import { type Scoped, scoped } from './error-scope.ts';

/** Who writes a recycled buffer first. The queue writes at once, before recorded work is submitted; kernels write in recorded order. */
export type FirstWriter = 'queue' | 'kernel';

const USAGE_MINIMUM = 16;
/** A free buffer up to this many times too large is taken before a new one is made. */
const ROOMY = 4;
/** Free buffers kept beyond what is in use, so that a run of differently sized clouds does not pile up memory. */
const KEPT_FREE_BYTES = 256 * 1024 * 1024;

/**
 * Storage bytes for a request: steps of a quarter octave, so that clouds of about the same size reuse the same buffers and at most a
 * fifth is wasted. Always a multiple of 16.
 */
export function bucketBytes(bytes: number): number {
  if (bytes <= 256) return Math.max(USAGE_MINIMUM, Math.ceil(bytes / 16) * 16);
  const step = 2 ** (Math.floor(Math.log2(bytes - 1)) - 2);
  return Math.ceil(bytes / step) * step;
}

/** Storage buffers that come back. A released buffer may be handed out again at once, but to the queue only when no recorded work is left on it. */
export class BufferPool {
  /** By size: no recorded command refers to these. */
  private readonly settled = new Map<number, GPUBuffer[]>();
  /** Released, but recorded commands that are not submitted yet may still read or write them. */
  private unsettled: GPUBuffer[] = [];
  private readonly fresh = new WeakSet<GPUBuffer>();
  private readonly all = new Set<GPUBuffer>();
  /** The device had no memory for these, though it gave an object: whatever uses one fails. */
  private readonly refused = new WeakSet<GPUBuffer>();
  private freeBytes = 0;
  private totalBytes = 0;
  private checks: Promise<void>[] = [];

  private readonly context: GpuContext;

  constructor(context: GpuContext) {
    this.context = context;
  }

  /** Bytes of every live buffer, handed out or waiting. */
  get bytes(): number {
    return this.totalBytes;
  }

  /**
   * A buffer of at least `bytes`. Its contents are undefined unless `isFresh`.
   * @throws LimitError LIMIT_DEVICE when one binding cannot be that large.
   */
  acquire(bytes: number, writer: FirstWriter, label: string): GPUBuffer {
    const { limits } = this.context;
    const available = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
    if (bytes > available) {
      throw new LimitError(
        'LIMIT_DEVICE',
        `${label} needs ${bytes} bytes in one buffer; this graphics device allows ${available}. Use larger voxels or a part of the cloud.`,
        { limit: 'maxStorageBufferBindingSize', needed: bytes, available },
      );
    }
    const size = Math.min(bucketBytes(bytes), available - (available % 4));
    return this.recycle(size, writer) ?? this.create(size, label);
  }

  /** Whether this buffer still has the zeros it was created with. Asking takes the freshness away. */
  takeFresh(buffer: GPUBuffer): boolean {
    return this.fresh.delete(buffer);
  }

  release(buffer: GPUBuffer): void {
    this.fresh.delete(buffer);
    this.unsettled.push(buffer);
    this.freeBytes += buffer.size;
    if (this.refused.has(buffer)) this.forget(buffer);
  }

  /** Takes the buffers that the commands recorded so far may refer to; give them to `settle` once those commands are submitted. */
  takeUnsettled(): readonly GPUBuffer[] {
    const taken = this.unsettled;
    this.unsettled = [];
    return taken;
  }

  settle(buffers: readonly GPUBuffer[]): void {
    for (const buffer of buffers) {
      if (!this.all.has(buffer)) continue; // the pool is gone
      if (this.refused.has(buffer)) {
        this.forget(buffer);
        continue;
      }
      const list = this.settled.get(buffer.size);
      if (list) list.push(buffer);
      else this.settled.set(buffer.size, [buffer]);
    }
    this.trim();
  }

  /** Waits until the device has accepted every buffer made so far. @throws LimitError LIMIT_MEMORY */
  async accepted(): Promise<void> {
    const checks = this.checks;
    this.checks = [];
    await Promise.all(checks);
  }

  dispose(): void {
    for (const buffer of this.all) buffer.destroy();
    this.all.clear();
    this.settled.clear();
    this.unsettled = [];
    this.freeBytes = 0;
    this.totalBytes = 0;
  }

  /** The smallest free buffer that is large enough and not far too large: a smaller cloud lives in what a larger one left. */
  private recycle(size: number, writer: FirstWriter): GPUBuffer | undefined {
    const most = size * ROOMY;
    let best = Number.POSITIVE_INFINITY;
    for (const [free, list] of this.settled)
      if (list.length > 0 && free >= size && free <= most) best = Math.min(best, free);
    let at = -1;
    if (writer === 'kernel') {
      this.unsettled.forEach(({ size: free }, index) => {
        if (free < size || free > most || free > best || (free === best && at >= 0)) return;
        best = free;
        at = index;
      });
    }
    const found = at >= 0 ? this.unsettled.splice(at, 1)[0] : this.settled.get(best)?.pop();
    if (found) this.freeBytes -= found.size;
    return found;
  }

  private create(size: number, label: string): GPUBuffer {
    const { device } = this.context;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const memory = { needed: this.totalBytes + size, available: this.totalBytes };
    const made: Scoped<GPUBuffer> = scoped(
      this.context,
      label,
      'create buffer',
      () => device.createBuffer({ label, size, usage }),
      memory,
    );
    this.checks.push(made.accepted);
    made.accepted.catch(() => this.refuse(made.value));
    this.all.add(made.value);
    this.fresh.add(made.value);
    this.totalBytes += size;
    return made.value;
  }

  private refuse(buffer: GPUBuffer): void {
    this.refused.add(buffer);
    const isFree = this.unsettled.includes(buffer) || this.settled.get(buffer.size)?.includes(buffer);
    if (isFree) this.forget(buffer);
  }

  /** Destroys a free buffer. */
  private forget(buffer: GPUBuffer): void {
    this.unsettled = this.unsettled.filter((free) => free !== buffer);
    const list = this.settled.get(buffer.size);
    if (list?.includes(buffer)) list.splice(list.indexOf(buffer), 1);
    buffer.destroy();
    this.all.delete(buffer);
    this.freeBytes -= buffer.size;
    this.totalBytes -= buffer.size;
  }

  /** Destroys settled buffers, the largest first, while more lies idle than is worth keeping. */
  private trim(): void {
    const used = this.totalBytes - this.freeBytes;
    const sizes = [...this.settled.keys()].sort((a, b) => b - a);
    for (const size of sizes) {
      const list = this.settled.get(size)!;
      while (list.length > 0 && this.freeBytes > Math.max(KEPT_FREE_BYTES, used)) {
        const buffer = list.pop()!;
        buffer.destroy();
        this.all.delete(buffer);
        this.freeBytes -= size;
        this.totalBytes -= size;
      }
      if (list.length === 0) this.settled.delete(size);
    }
  }
}
