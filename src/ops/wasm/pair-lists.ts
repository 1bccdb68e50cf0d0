import type { PairLists, WasmTable } from './handles.ts';
import { BLOCK_ROWS, runJob } from './jobs.ts';
import type { CpuMemory } from './memory.ts';
import type { ThreadPool } from './thread-pool.ts';

/** Pair lists of a table, an offset a thread at a time: first how many each block has, then each offset to its own place. */
export function buildPairLists(
  memory: CpuMemory,
  pool: ThreadPool | undefined,
  table: WasmTable,
  allocate: (length: number) => number,
): PairLists {
  const { pointer, offsets, rows } = table;
  const blocks = Math.ceil(rows / BLOCK_ROWS);
  const length = offsets * (blocks + 1);
  const startsAt = allocate(length * 4);
  const job = { rows: offsets, blockRows: 1, table: pointer, inputChannels: rows, channels: blocks, starts: startsAt };
  runJob(memory, pool, { ...job, kind: 'countPairs', weights: BLOCK_ROWS });
  const total = memory.kernels.sumStarts(startsAt, length);
  const inputs = allocate(total * 8);
  const outputs = inputs + total * 4;
  runJob(memory, pool, { ...job, kind: 'listPairs', inputs, outputs });
  return { inputs, outputs, blocks, starts: memory.u32(startsAt, length).slice(), startsAt };
}
