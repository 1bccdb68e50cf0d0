import type { GpuContext } from '../../gpu/index.ts';
import { type Ops, type Precision, whole } from '../../ops/index.ts';
import { median } from './median.ts';
import { observe } from './observed-ops.ts';

/** What the adapter can do, measured in the same run as everything that is held against it. */
export interface AdapterLimits {
  /** GB a second, read and written, of a plain copy. */
  readonly copyGbps: number;
  /** GFLOP a second of our own dense product (linear layer), by channels in and out. */
  dense(channelsIn: number, channelsOut: number): Promise<number>;
  /** The best of the dense rates measured so far, and of 64 and 128 channels. */
  peakGflops(): Promise<number>;
}

const COPY_BYTES = 64 << 20;
const DENSE_ROWS = 32_768;
const RUNS = 5;

/** @param clockMs As of `observe`: what is held against these limits has to be measured by the same clock. */
export async function measureLimits(
  ops: Ops,
  precision: Precision,
  context?: GpuContext,
  clockMs?: () => number,
): Promise<AdapterLimits> {
  const nowMs = clockMs ?? (() => performance.now());
  const copyGbps = context ? await copyOnDevice(context, nowMs) : copyOnCpu(nowMs);
  const rates = new Map<string, number>();
  const dense = async (channelsIn: number, channelsOut: number): Promise<number> => {
    const key = `${channelsIn}→${channelsOut}`;
    const rate = rates.get(key) ?? (await denseRate(ops, precision, channelsIn, channelsOut, clockMs));
    rates.set(key, rate);
    return rate;
  };
  const peakGflops = async (): Promise<number> => {
    await dense(64, 64);
    await dense(128, 128);
    return Math.max(...rates.values());
  };
  return { copyGbps, dense, peakGflops };
}

/** Median of a few linear layers over so many rows that launching costs nothing. */
async function denseRate(
  ops: Ops,
  precision: Precision,
  channelsIn: number,
  channelsOut: number,
  clockMs: (() => number) | undefined,
): Promise<number> {
  const input = ops.tensor(DENSE_ROWS, channelsIn, precision);
  const weights = ops.tensor(channelsIn, channelsOut, precision);
  const output = ops.tensor(DENSE_ROWS, channelsOut, precision);
  const flop = 2 * DENSE_ROWS * channelsIn * channelsOut;
  const step = { input: whole(input), weights, output: whole(output), relu: false };
  // Enough launches that one measurement takes some milliseconds.
  const launches = Math.max(1, Math.ceil(4e8 / flop));
  const times: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const { ms } = await observe(
      ops,
      async () => {
        for (let launch = 0; launch < launches; launch++) ops.conv(step);
      },
      clockMs,
    );
    times.push(ms);
  }
  ops.release(input, weights, output);
  return (launches * flop) / (median(times.slice(1)) * 1e6);
}

async function copyOnDevice({ device, loss }: GpuContext, nowMs: () => number): Promise<number> {
  const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const from = device.createBuffer({ size: COPY_BYTES, usage });
  const to = device.createBuffer({ size: COPY_BYTES, usage });
  const times: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const started = nowMs();
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(from, 0, to, 0, COPY_BYTES);
    device.queue.submit([encoder.finish()]);
    await loss.guard(device.queue.onSubmittedWorkDone());
    times.push(nowMs() - started);
  }
  from.destroy();
  to.destroy();
  return (2 * COPY_BYTES) / (median(times.slice(1)) * 1e6);
}

function copyOnCpu(nowMs: () => number): number {
  const from = new Float32Array(COPY_BYTES / 4).fill(1);
  const to = new Float32Array(COPY_BYTES / 4);
  const times: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const started = nowMs();
    to.set(from);
    times.push(nowMs() - started);
  }
  return (2 * COPY_BYTES) / (median(times.slice(1)) * 1e6);
}
