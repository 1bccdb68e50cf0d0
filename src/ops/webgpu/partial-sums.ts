import type { GpuMemory } from './gpu-memory.ts';

/**
 * The float32 sums that groups of offsets hand on to each other, also where the output is kept in halves. One buffer for all
 * convolutions, which run one after the other: it is zeros whenever none runs, because the last group of each leaves it so. That costs
 * one store where clearing it first would cost a dispatch.
 */
export class PartialSums {
  private readonly memory: GpuMemory;
  private storage: GPUBuffer | undefined;

  constructor(memory: GpuMemory) {
    this.memory = memory;
  }

  /** At least `bytes` zeros. */
  buffer(bytes: number): GPUBuffer {
    if (this.storage && this.storage.size >= bytes) return this.storage;
    if (this.storage) this.memory.release(this.storage);
    this.storage = this.memory.zeros(bytes, 'partial sums');
    return this.storage;
  }

  release(): void {
    if (this.storage) this.memory.release(this.storage);
    this.storage = undefined;
  }
}
