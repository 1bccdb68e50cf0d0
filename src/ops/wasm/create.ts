import { type SpawnThread, threadsAllowed } from './kernel-thread.ts';
import { CpuMemory } from './memory.ts';
import { ThreadPool } from './thread-pool.ts';
import { WasmOps } from './wasm-ops.ts';

/** More threads than this wait for memory, not for arithmetic. */
const MAX_THREADS = 8;

export interface WasmOptions {
  /** Threads to work on a layer, the caller's among them; more than one needs `spawn`. Default 1, at most 8 are used. */
  readonly threads?: number;
  /** `nodeThreads(Worker)` or `spawnBrowserThread`. */
  readonly spawn?: SpawnThread;
}

/**
 * One thread unless `spawn` is given; also then where memory cannot be shared.
 * @throws CompileError where WASM SIMD is missing.
 */
export async function createWasmOps({ threads = 1, spawn }: WasmOptions = {}): Promise<WasmOps> {
  const count = Math.min(Math.floor(threads), MAX_THREADS);
  if (spawn && count > 1 && threadsAllowed()) {
    // An engine without WASM threads, or without the address space for 4 GB that stay in place, has one thread.
    const memory = await CpuMemory.create(count).catch(() => undefined);
    if (memory) return new WasmOps(memory, await ThreadPool.start(memory, { threads: count, spawn }));
  }
  return new WasmOps(await CpuMemory.create());
}
