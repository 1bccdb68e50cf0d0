import type { CpuMemory } from './memory.ts';
import type { ThreadPool } from './thread-pool.ts';

/** Output rows that all offsets finish before the next block begins, and what a thread takes at a time. */
export const BLOCK_ROWS = 256;

/** What a job does, and the code that the kernels know it by. */
const KINDS = {
  conv: 0,
  maxPool: 1,
  gather: 2,
  meanPool: 3,
  softmax: 4,
  argmax: 5,
  gatherIds: 6,
  neighbours: 7,
  countPairs: 8,
  listPairs: 9,
} as const;

/** A view's place in the kernels' memory: pointer of its first row, bytes from row to row. */
export interface Place {
  readonly pointer: number;
  readonly pitch: number;
}

const NOWHERE: Place = { pointer: 0, pitch: 0 };

/** Operands of a job, as `Job` in `kernels/cpu/jobs.as.ts` explains them; what a kind does not use is left out. Pointers: 0 is none. */
export interface Job {
  readonly kind: keyof typeof KINDS;
  /** What is shared out: output rows, bricks or offsets. */
  readonly rows: number;
  readonly blockRows?: number;
  readonly x?: Place;
  readonly y?: Place;
  readonly inputChannels?: number;
  readonly channels?: number;
  readonly weights?: number;
  readonly bias?: number;
  readonly relu?: boolean;
  readonly offsets?: number;
  readonly inputs?: number;
  readonly outputs?: number;
  /** Where each (offset, block) begins in the lists, [offsets × (blocks + 1)]; 0: a linear layer, input row r is for output row r. */
  readonly starts?: number;
  readonly table?: number;
  readonly residual?: Place;
  readonly normaliser?: number;
}

/**
 * Runs one layer or one part of an index, on the pool if there is one. Bits do not depend on the number of threads: see
 * `kernels/cpu/jobs.as.ts`.
 * @throws KernelError when a thread died with a part of it.
 */
export function runJob(memory: CpuMemory, pool: ThreadPool | undefined, job: Job): void {
  const blockRows = job.blockRows ?? BLOCK_ROWS;
  const blocks = Math.ceil(job.rows / blockRows);
  const operands = operandsOf(job, blocks, blockRows);
  memory.u32(memory.job, operands.length).set(operands);
  if (pool && blocks > 1) pool.run();
  else memory.kernels.runBlocks(memory.job);
}

/** In the order of `Job` in `kernels/cpu/jobs.as.ts`. */
function operandsOf(job: Job, blocks: number, blockRows: number): number[] {
  const { rows, x = NOWHERE, y = NOWHERE, inputChannels = 0, channels = 0, residual = NOWHERE } = job;
  const { weights = 0, bias = 0, relu = false, offsets = 0, inputs = 0, outputs = 0, starts = 0 } = job;
  const places = [KINDS[job.kind], blocks, blockRows, rows, x.pointer, x.pitch, y.pointer, y.pitch];
  const lists = [inputChannels, channels, weights, bias, relu ? 1 : 0, offsets, inputs, outputs, starts];
  return [...places, ...lists, job.table ?? 0, residual.pointer, residual.pitch, job.normaliser ?? 0];
}
