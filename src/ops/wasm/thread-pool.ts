import { KernelError } from '../../core/index.ts';
import type { KernelThread, SpawnThread } from './kernel-thread.ts';
import type { ThreadedKernels } from './kernels.ts';
import type { CpuMemory } from './memory.ts';

/** Length of the slices that a wait is cut into, as in `kernels/cpu/threads.as.ts`. */
const SLICE_MS = 250;

export interface PoolOptions {
  /** All threads that work on a job, the caller's among them. */
  readonly threads: number;
  readonly spawn: SpawnThread;
  /** How long no block may be finished before its thread is given up. The heaviest block takes under a second. */
  readonly patienceMs?: number;
  /** How long to wait for the threads to start. Those that come later help all the same. */
  readonly startMs?: number;
}

/** Threads that sleep in `serve` until there is a job, and the caller's side of it: it works too, then waits for the rest. */
export class ThreadPool {
  /** Blocks that were done by other threads than the caller's, so far. */
  helpedBlocks = 0;
  private readonly memory: CpuMemory;
  private readonly kernels: ThreadedKernels;
  private readonly patience: number;
  private threads: readonly KernelThread[] = [];

  private constructor(memory: CpuMemory, patienceMs: number) {
    this.memory = memory;
    this.kernels = memory.kernels as ThreadedKernels; // made for more than one thread
    this.patience = Math.ceil(patienceMs / SLICE_MS);
  }

  /** Threads that cannot be started are done without. */
  static async start(memory: CpuMemory, options: PoolOptions): Promise<ThreadPool> {
    const { threads, spawn, patienceMs = 10_000, startMs = 3000 } = options;
    const pool = new ThreadPool(memory, patienceMs);
    const { module, control } = memory;
    const started: KernelThread[] = [];
    const failed = new Set<KernelThread>();
    const starting = Array.from({ length: threads - 1 }, async (_, i) => {
      const thread = spawn({ module, memory: memory.memory, control, scratch: memory.scratch(i + 1) });
      started.push(thread);
      await thread.ready.catch(() => failed.add(thread));
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, startMs)));
    await Promise.race([Promise.allSettled(starting), late]);
    clearTimeout(timer);
    for (const thread of failed) thread.terminate();
    pool.threads = started.filter((thread) => !failed.has(thread));
    return pool;
  }

  /** Threads that work on a job, the caller's among them. */
  get size(): number {
    return this.threads.length + 1;
  }

  /** Runs the job in the control area. @throws KernelError when a thread died with a block in hand; later jobs run on the caller alone. */
  run(): void {
    const { control, job } = this.memory;
    if (this.threads.length === 0) {
      this.kernels.runBlocks(job);
      return;
    }
    const helped = this.kernels.share(control, this.threads.length, this.patience);
    if (helped < 0) {
      const context = { threads: this.size };
      this.end();
      throw new KernelError('KERNEL_RUN', 'a thread of the CPU kernels died at work: try again', context);
    }
    this.helpedBlocks += helped;
  }

  end(): void {
    this.kernels.quit(this.memory.control);
    for (const thread of this.threads) thread.terminate();
    this.threads = [];
  }
}
