import type { GpuMemory } from './gpu-memory.ts';

/**
 * The float32 sums that groups of offsets hand on to each other, also where the output is kept in halves. One buffer for all
 * convolutions, which run one after the other: it is zeros whenever none runs, because the last group of each leaves it so. That costs
 * one store where clearing it first would cost a dispatch.
 */
export class PartialSums {
  private readonly memory: GpuMemory;
  private storage: GPUBuffer | undefined;
  /** Bytes of it that are zeros: the pool may have given a larger buffer, whose rest holds what was there before. */
  private cleared = 0;

  private readonly reset = (): void => this.release();

  constructor(memory: GpuMemory) {
    this.memory = memory;
  }

  /** At least `bytes` zeros. */
  buffer(bytes: number): GPUBuffer {
    if (!this.storage || this.cleared < bytes) {
      this.release();
      this.storage = this.memory.zeros(bytes, 'partial sums');
      this.cleared = bytes;
    }
    // What a failed batch left in it is no longer zeros.
    this.memory.recorder.onFailure(this.reset);
    return this.storage;
  }

  /** Gives the buffer back; the next one is cleared anew. */
  release(): void {
    if (this.storage) this.memory.release(this.storage);
    this.storage = undefined;
    this.cleared = 0;
  }
}
