import { Rng } from '../../core/index.ts';
import { runJob } from './jobs.ts';
import type { WasmOps } from './wasm-ops.ts';

/** What one core can do, GFLOP/s (a multiply-add is two). */
export interface CpuLimits {
  /** Multiply-adds in registers, nothing loaded: what no kernel can pass. */
  readonly registers: number;
  /** A dense product of 64 channels by 64, rows in the second-level cache: our own best case. */
  readonly dense: number;
}

const REPEATS = 9;
const TURNS = 500_000;
const PRODUCTS_PER_TURN = 48;
const ROWS = 512;
const CHANNELS = 64;

/**
 * Measures the calling thread; takes about 0.2 s. Medians.
 * @param clockMs time that this thread (or process) has had of a core so far; a wall clock is right on an idle machine only.
 */
export function measureCpuLimits(ops: WasmOps, clockMs: () => number): CpuLimits {
  const { kernels } = ops.memory;
  const rng = new Rng(1);
  const random = (rows: number) =>
    ops.upload(
      Float32Array.from({ length: rows * CHANNELS }, () => rng.range(-1, 1)),
      rows,
      CHANNELS,
    );
  const [x, weights, y] = [random(ROWS), random(CHANNELS), ops.tensor(ROWS, CHANNELS)];
  const pitch = CHANNELS * 4;
  const product = () =>
    runJob(ops.memory, undefined, {
      kind: 'conv',
      rows: ROWS,
      x: { pointer: x.pointer, pitch },
      y: { pointer: y.pointer, pitch },
      inputChannels: CHANNELS,
      channels: CHANNELS,
      weights: weights.pointer,
      offsets: 1,
    });
  try {
    return {
      registers: medianRate(clockMs, 2 * PRODUCTS_PER_TURN * TURNS, () => kernels.spin(TURNS)),
      dense: medianRate(clockMs, 2 * ROWS * CHANNELS ** 2, product),
    };
  } finally {
    ops.release(x, weights, y);
  }
}

/** GFLOP/s; the work is repeated until the clock can tell. */
function medianRate(clockMs: () => number, flops: number, work: () => void): number {
  work(); // compiled and in the cache
  const rates = Array.from({ length: REPEATS }, () => {
    const start = clockMs();
    let done = 0;
    let elapsed = 0;
    while (elapsed < 5) {
      work();
      done += flops;
      elapsed = clockMs() - start;
    }
    return done / elapsed / 1e6;
  });
  return rates.sort((a, b) => a - b)[REPEATS >> 1]!;
}
