import { throwIfCancelled } from '../../core/index.ts';
import { median } from '../../pipeline/index.ts';

export interface Timed {
  readonly ms: number;
  readonly bestMs: number;
  /** Median processor time of this process, all threads together: what other programs do not disturb. */
  readonly cpuMs: number;
  readonly runs: number;
}

export interface RepeatOptions {
  readonly repeats: number;
  /** Runs whose time is not counted: they compile and fill caches. Default 1. */
  readonly warmups?: number;
  /** No new run starts after this much measured time; at least one is measured. */
  readonly budgetMs?: number;
  readonly signal?: AbortSignal;
}

/** Median wall time of `work`. When one warm-up already spends the budget, its time counts: a slow baseline is measured once. */
export async function repeat(work: () => Promise<unknown>, options: RepeatOptions): Promise<Timed> {
  const { repeats, warmups = 1, budgetMs = Number.POSITIVE_INFINITY, signal } = options;
  const times: number[] = [];
  const cpuTimes: number[] = [];
  const once = async (): Promise<number> => {
    throwIfCancelled(signal, 'bench');
    const used = processorMs();
    const started = performance.now();
    await work();
    const ms = performance.now() - started;
    times.push(ms);
    cpuTimes.push(processorMs() - used);
    return ms;
  };
  const result = (): Timed => ({
    ms: median(times),
    bestMs: Math.min(...times),
    cpuMs: median(cpuTimes),
    runs: times.length,
  });
  for (let i = 0; i < warmups; i++) {
    if ((await once()) > budgetMs) return result();
    times.length = 0;
    cpuTimes.length = 0;
  }
  let spent = 0;
  while (times.length < repeats && (times.length === 0 || spent < budgetMs)) {
    spent += await once();
  }
  return result();
}

/** Largest difference as a share of the largest value. */
export function worstDifference(values: Float32Array, truth: Float32Array): number {
  let scale = 1e-30;
  let worst = 0;
  for (let i = 0; i < truth.length; i++) {
    scale = Math.max(scale, Math.abs(truth[i]!));
    const difference = Math.abs(values[i]! - truth[i]!);
    worst = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(worst, difference);
  }
  return worst / scale;
}

/** Share of rows whose largest column differs. */
export function shareDifferent(values: Float32Array, truth: Float32Array, rows: number): number {
  const columns = truth.length / rows;
  const largest = (of: Float32Array, row: number): number => {
    let best = 0;
    for (let c = 1; c < columns; c++) if (of[row * columns + c]! > of[row * columns + best]!) best = c;
    return best;
  };
  let different = 0;
  for (let row = 0; row < rows; row++) if (largest(values, row) !== largest(truth, row)) different++;
  return different / rows;
}

/** Processor time that this process has had so far, all threads together, milliseconds. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
