import type { Tensor } from '../../ops.ts';
import type { GpuMemory } from '../gpu-memory.ts';
import { GRADIENT_KERNELS } from './kernels.ts';
import { record } from './record.ts';

/** Chunks that rows are summed in. More would leave the second level long, fewer the first. */
const MAX_CHUNKS = 256;
const MIN_CHUNK_ROWS = 32;

export interface Chunks {
  readonly rows: number;
  readonly count: number;
}

/** How many rows each thread sums in the first of two levels: decided by the row count alone, so that every run adds in the same order. */
export function rowChunks(rows: number): Chunks {
  const chunkRows = Math.max(MIN_CHUNK_ROWS, Math.ceil(rows / MAX_CHUNKS));
  return { rows: chunkRows, count: Math.max(1, Math.ceil(rows / chunkRows)) };
}

/** A [rows × channels] tensor of `Σ_c partials[c][first …]`, in the order of chunks. */
export function sumPartials(
  memory: GpuMemory,
  partials: Tensor,
  first: number,
  rows: number,
  channels: number,
): Tensor {
  const length = rows * channels;
  const sums = memory.tensor(rows, channels);
  const params = [partials.rows, partials.channels, first, length];
  record(memory, GRADIENT_KERNELS.sumPartials, [partials], [sums], params, length);
  return sums;
}

/** [1 × C] sums of a matrix's columns. */
export function sumColumns(memory: GpuMemory, matrix: Tensor): Tensor {
  const { rows, channels } = matrix;
  const chunks = rowChunks(rows);
  const partials = memory.tensor(chunks.count, channels);
  const params = [rows, channels, chunks.rows, chunks.count];
  record(memory, GRADIENT_KERNELS.columnSums, [matrix], [partials], params, chunks.count * channels);
  const sums = sumPartials(memory, partials, 0, 1, channels);
  memory.releaseTensor(partials);
  return sums;
}
