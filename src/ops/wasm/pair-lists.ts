import { NO_ROW } from '../../core/index.ts';
import type { PairLists, WasmTable } from './handles.ts';
import { BLOCK_ROWS } from './jobs.ts';
import type { CpuMemory } from './memory.ts';

/** Pair lists of a table. Inputs, outputs and starts share one allocation, which begins at `inputs`. */
export function buildPairLists(memory: CpuMemory, table: WasmTable, allocate: (length: number) => number): PairLists {
  const { pointer, offsets, rows } = table;
  const blocks = Math.ceil(rows / BLOCK_ROWS);
  const starts = new Uint32Array(offsets * (blocks + 1));
  const values = memory.u32(pointer, offsets * rows);
  let total = 0;
  for (let i = 0; i < offsets * rows; i++) if (values[i] !== NO_ROW) total++;
  const inputs = allocate(total * 8 + starts.byteLength);
  const source = memory.u32(pointer, offsets * rows); // made again: the allocation may have moved the memory
  const lists = memory.u32(inputs, total * 2);
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
  const startsAt = inputs + total * 8;
  memory.u32(startsAt, starts.length).set(starts);
  return { inputs, outputs: inputs + total * 4, blocks, starts, startsAt };
}
