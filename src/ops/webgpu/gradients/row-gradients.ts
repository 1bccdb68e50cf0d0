import { NO_ROW } from '../../../core/index.ts';
import type { Ops, Table, Tensor } from '../../ops.ts';
import { requireShape } from '../checks.ts';
import type { GpuMemory } from '../gpu-memory.ts';
import { GRADIENT_KERNELS } from './kernels.ts';
import { record } from './record.ts';

/** Of `maxPool`: the first of the largest children gets it all. */
export function maxPoolGradient(memory: GpuMemory, input: Tensor, output: Tensor, dy: Tensor, children: Table): Tensor {
  const { rows, channels } = dy;
  requireShape(
    children.rows === rows && children.offsets === 8,
    'maxPoolGradient',
    `children of ${children.rows} rows`,
  );
  const dx = memory.tensor(input.rows, channels);
  record(memory, GRADIENT_KERNELS.gradMaxPool, [input, output, dy, children], [dx], [rows, channels], rows * channels);
  return dx;
}

/** Of `meanPool`: each child gets its share. */
export function meanPoolGradient(memory: GpuMemory, dy: Tensor, children: Table, fineRows: number): Tensor {
  const { rows, channels } = dy;
  requireShape(
    children.rows === rows && children.offsets === 8,
    'meanPoolGradient',
    `children of ${children.rows} rows`,
  );
  const dx = memory.tensor(fineRows, channels);
  record(memory, GRADIENT_KERNELS.gradMeanPool, [dy, children], [dx], [rows, channels], rows * channels);
  return dx;
}

/** Of a gather by parent: the sum over the children. */
export function unpoolGradient(memory: GpuMemory, dy: Tensor, children: Table): Tensor {
  const { rows } = children;
  const { channels } = dy;
  const dx = memory.tensor(rows, channels);
  record(memory, GRADIENT_KERNELS.gradUnpool, [dy, children], [dx], [rows, channels], rows * channels);
  return dx;
}

/** For each of `rows` rows the first pick of it, and for each pick the next one of the same row: what `pickRowsGradient` adds along. */
export interface PickLists {
  readonly first: Table;
  readonly next: Table;
}

export function uploadPicks(ops: Ops, picks: Uint32Array, rows: number): PickLists {
  const first = new Uint32Array(rows).fill(NO_ROW);
  const next = new Uint32Array(picks.length).fill(NO_ROW);
  for (let i = picks.length - 1; i >= 0; i--) {
    next[i] = first[picks[i]!]!;
    first[picks[i]!] = i;
  }
  return { first: ops.uploadTable(first, 1, rows), next: ops.uploadTable(next, 1, picks.length) };
}

/** Of picking rows, some perhaps more than once: [rows × C], the sum over the picks of each row in their order. */
export function pickRowsGradient(memory: GpuMemory, dy: Tensor, { first, next }: PickLists): Tensor {
  const { channels } = dy;
  const dx = memory.tensor(first.rows, channels);
  const params = [first.rows, channels];
  record(memory, GRADIENT_KERNELS.gradPickRows, [dy, first, next], [dx], params, first.rows * channels);
  return dx;
}
