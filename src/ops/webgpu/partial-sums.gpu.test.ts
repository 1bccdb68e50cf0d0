import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_ROW, Rng } from '../../core/index.ts';
import { openTestDevice } from '../../gpu/dawn.fixture.ts';
import { defineKernel, type GpuContext } from '../../gpu/index.ts';
import { whole } from '../ops.ts';
import { GpuMemory } from './gpu-memory.ts';
import { PartialSums } from './partial-sums.ts';
import { createWebGpuOps, memoryOf, type WebGpuOps } from './webgpu-ops.ts';

let context: GpuContext;
beforeAll(async () => {
  context = await openTestDevice();
});
afterAll(() => context.device.destroy());

/** Leaves large buffers that are not zeros in the pool. */
async function poison(memory: GpuMemory, bytes: number, count = 1): Promise<void> {
  const sevens = new Float32Array(bytes / 4).fill(7);
  const buffers = Array.from({ length: count }, () => memory.upload(sevens, 'sevens'));
  for (const buffer of buffers) memory.release(buffer);
  await memory.recorder.flush();
}

test('partial sums are zeros as far as they are asked for, also in what a recycled buffer has beyond the first request', async () => {
  const memory = new GpuMemory(context);
  await poison(memory, 16_384);
  const partials = new PartialSums(memory);
  for (const bytes of [8192, 12_288]) {
    const values = new Float32Array(await memory.read(partials.buffer(bytes), bytes));
    expect(values.every((value) => value === 0)).toBe(true);
  }
  memory.dispose();
});

async function convolve(ops: WebGpuOps, rows: number): Promise<Float32Array> {
  const rng = new Rng(rows);
  const map = Uint32Array.from({ length: 27 * rows }, () => (rng.chance(0.7) ? NO_ROW : rng.int(rows)));
  const values = (count: number) => Float32Array.from({ length: count }, () => rng.range(-1, 1));
  const input = ops.upload(values(rows * 8), rows, 8);
  const weights = ops.upload(values(27 * 8 * 8), 27 * 8, 8);
  const table = ops.uploadTable(map, 27, rows);
  const output = ops.tensor(rows, 8);
  ops.conv({ input: whole(input), map: table, weights, relu: false, output: whole(output) });
  const result = await ops.read(output);
  ops.release(input, weights, table, output);
  return result;
}

test('a larger layer after a smaller one gives on used ops what it gives on fresh ones', async () => {
  const [used, fresh] = [await createWebGpuOps(context), await createWebGpuOps(context)];
  await poison(memoryOf(used), 36_864, 16);
  await convolve(used, 300);
  expect(await convolve(used, 900)).toEqual(await convolve(fresh, 900));
  used.dispose();
  fresh.dispose();
});

const broken = defineKernel('broken', 'nonsense', ['values!'], 1);

test('a batch that fails outside of flush and read leaves neither partial sums nor cleared tensors as it found them', async () => {
  const memory = new GpuMemory(context);
  await poison(memory, 4096);
  const tensor = memory.tensor(1024, 1);
  memory.reading(whole(tensor));
  const partials = new PartialSums(memory);
  const before = partials.buffer(256);
  memory.recorder.dispatch(broken, [memory.scratch(16, 'any')], [], 1);
  await expect(memory.recorder.profile(async () => undefined)).rejects.toMatchObject({ code: 'KERNEL_COMPILE' });
  const values = new Float32Array(await memory.read(memory.reading(whole(tensor)), 4096));
  expect(values.every((value) => value === 0)).toBe(true);
  memory.write(before, new Float32Array(64).fill(3)); // half a convolution
  const after = new Float32Array(await memory.read(partials.buffer(256), 256));
  expect(after.every((value) => value === 0)).toBe(true);
  memory.dispose();
});
