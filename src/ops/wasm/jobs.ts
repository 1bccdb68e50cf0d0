import type { CpuMemory } from './memory.ts';
import type { ThreadPool } from './thread-pool.ts';

/** Output rows that all offsets finish before the next block begins, and what a thread takes at a time. */
export const BLOCK_ROWS = 256;

/** What a job does, and the code that the kernels know it by. */
const KINDS = { conv: 0, pool: 1, gather: 2, mean: 3 } as const;

/** A view's place in the kernels' memory: pointer of its first row, bytes from row to row. */
export interface Place {
  readonly pointer: number;
  readonly pitch: number;
}

interface RowJob {
  readonly rows: number;
  readonly x: Place;
  readonly y: Place;
  readonly channels: number;
}

export interface ConvJob extends RowJob {
  readonly kind: 'conv';
  readonly inputChannels: number;
  readonly weights: number;
  /** 0: none. */
  readonly bias: number;
  /** Pointer 0: none. */
  readonly residual: Place;
  /** 0: none. With one, `table` is the map. */
  readonly normaliser: number;
  readonly table: number;
  readonly relu: boolean;
  readonly offsets: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Where each (offset, block) begins in the lists, [offsets × (blocks + 1)]; 0: a linear layer, input row r is for output row r. */
  readonly starts: number;
}

export interface TableJob extends RowJob {
  readonly kind: 'pool' | 'gather' | 'mean';
  readonly table: number;
}

/**
 * Runs one layer, on the pool if there is one. Bits do not depend on the number of threads: see `kernels/cpu/jobs.as.ts`.
 * @throws KernelError when a thread died with a part of it.
 */
export function runJob(memory: CpuMemory, pool: ThreadPool | undefined, job: ConvJob | TableJob): void {
  const blocks = Math.ceil(job.rows / BLOCK_ROWS);
  const operands = operandsOf(job, blocks);
  memory.u32(memory.job, operands.length).set(operands);
  if (pool && blocks > 1) pool.run();
  else memory.kernels.runBlocks(memory.job);
}

/** In the order of `Job` in `kernels/cpu/jobs.as.ts`. */
function operandsOf(job: ConvJob | TableJob, blocks: number): number[] {
  const { rows, x, y, channels } = job;
  const places = [KINDS[job.kind], blocks, BLOCK_ROWS, rows, x.pointer, x.pitch, y.pointer, y.pitch];
  if (job.kind !== 'conv') return [...places, channels, channels, 0, 0, 0, 0, 0, 0, 0, job.table];
  const { inputChannels, weights, bias, relu, offsets, inputs, outputs, starts, table, residual, normaliser } = job;
  const lists = [inputChannels, channels, weights, bias, relu ? 1 : 0, offsets, inputs, outputs, starts, table];
  return [...places, ...lists, residual.pointer, residual.pitch, normaliser];
}
