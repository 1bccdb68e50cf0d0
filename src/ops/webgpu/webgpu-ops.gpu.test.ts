import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_ROW, Rng } from '../../core/index.ts';
import { openTestDevice } from '../../gpu/dawn.fixture.ts';
import { type GpuContext, readBuffer } from '../../gpu/index.ts';
import { releaseIndex, whole } from '../ops.ts';
import { createWebGpuOps, type WebGpuOps } from './webgpu-ops.ts';

let context: GpuContext;
let ops: WebGpuOps;
beforeAll(async () => {
  context = await openTestDevice();
  ops = await createWebGpuOps(context);
});
afterAll(() => {
  ops.dispose();
  context.device.destroy();
});

test('paint writes palette colours into a buffer that somebody else owns', async () => {
  const ids = ops.uploadTable(Uint32Array.of(0, 2, 1, NO_ROW, 7), 1, 5);
  const target = context.device.createBuffer({ size: 24, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
  const palette = Uint32Array.of(0xff0000ff, 0x0000ff00, 0xffff0000);
  ops.paint({ ids, palette, target, count: 5, missing: 0x80808080 });
  await ops.flush();
  const hidden = 0x0000ff00;
  expect([...new Uint32Array(await readBuffer(context, target, 24))]).toEqual([
    0xff0000ff,
    0xffff0000,
    hidden,
    0x80808080,
    0x80808080,
    0,
  ]);
  ops.paint({ ids, palette, target, count: 5 });
  await ops.flush();
  expect([...new Uint32Array(await readBuffer(context, target, 20))].slice(3)).toEqual([0, 0]);
  target.destroy();
});

test('the same cloud again needs no more memory', async () => {
  const rng = new Rng(7);
  const count = 5000;
  const points = {
    count,
    positions: Float32Array.from({ length: count * 3 }, () => rng.range(0, 9)),
    heights: new Float32Array(count),
  };
  const bytes: number[] = [];
  for (let round = 0; round < 4; round++) {
    const index = await ops.index(points, { voxelSizeM: 0.3, min: [0, 0, 0], dims: [30, 30, 30] }, 3);
    const level = index.levels[0]!;
    const weights = ops.upload(new Float32Array(27 * 8 * 16).fill(0.1), 27 * 8, 16);
    const output = ops.tensor(level.rows, 16);
    ops.conv({ input: whole(index.features), map: level.neighbours, weights, relu: true, output: whole(output) });
    await ops.read(output);
    ops.release(weights, output);
    releaseIndex(ops, index);
    await ops.flush();
    bytes.push(ops.memoryBytes);
  }
  expect(bytes[3]).toBe(bytes[1]);
});

test('a new tensor is zeros, also in a buffer that held other values', async () => {
  const rows = 100;
  for (const written of [
    [0, 4],
    [4, 8],
    [8, 12],
    [0, 12],
  ] as const) {
    const dirty = ops.upload(new Float32Array(rows * 12).fill(9), rows, 12);
    await ops.flush();
    ops.release(dirty);
    await ops.flush();
    const tensor = ops.tensor(rows, 12);
    const [from, to] = written;
    const ones = ops.upload(new Float32Array(rows * (to - from)).fill(1), rows, to - from);
    const identity = ops.uploadTable(
      Uint32Array.from({ length: rows }, (_, row) => row),
      1,
      rows,
    );
    ops.gather({ input: whole(ones), rows: identity, output: { tensor, offset: from, channels: to - from } });
    const values = await ops.read(tensor);
    expect(values.every((value, i) => value === (i % 12 >= from && i % 12 < to ? 1 : 0))).toBe(true);
    ops.release(tensor, ones, identity);
  }
});

test('an upload does not overtake recorded work that still reads the recycled buffer', async () => {
  const rows = 64;
  const identity = ops.uploadTable(
    Uint32Array.from({ length: rows }, (_, row) => row),
    1,
    rows,
  );
  const first = ops.upload(new Float32Array(rows * 4).fill(1), rows, 4);
  const copy = ops.tensor(rows, 4);
  ops.gather({ input: whole(first), rows: identity, output: whole(copy) });
  ops.release(first);
  const second = ops.upload(new Float32Array(rows * 4).fill(2), rows, 4);
  expect((await ops.read(copy)).every((value) => value === 1)).toBe(true);
  ops.release(identity, copy, second);
});

test('more rows than one dimension of workgroups holds are all computed', async () => {
  const count = context.limits.maxComputeWorkgroupsPerDimension * 64 + 1000;
  const last = count - 1;
  const ids = ops.uploadTable(
    Uint32Array.from({ length: count }, (_, row) => row * 3),
    1,
    count,
  );
  const reversed = ops.uploadTable(
    Uint32Array.from({ length: count }, (_, row) => last - row),
    1,
    count,
  );
  const gathered = ops.gatherIds(ids, reversed);
  const values = await ops.readTable(gathered);
  expect(values.every((value, row) => value === (last - row) * 3)).toBe(true);
  ops.release(ids, reversed, gathered);
});

test('misuse is a KernelError that says what', async () => {
  const tensor = ops.tensor(4, 8);
  const weights = ops.tensor(4, 4);
  const left = { tensor, offset: 0, channels: 4 };
  const right = { tensor, offset: 4, channels: 4 };
  const rows = ops.uploadTable(Uint32Array.of(0, 1, 2, 3), 1, 4);
  expect(() => ops.gather({ input: left, rows, output: right })).toThrow(/cannot read the tensor that it writes/);
  expect(() => ops.conv({ input: left, weights: tensor, relu: false, output: right })).toThrow(/weights \[4 × 8\]/);
  expect(() => ops.softmax({ tensor, offset: 6, channels: 4 })).toThrow(/columns 6…10/);
  ops.release(tensor);
  expect(() => ops.softmax(whole(tensor))).toThrow(/was released/);
  await expect(ops.read(tensor)).rejects.toMatchObject({ code: 'KERNEL_RUN' });
  const stranger = { rows: 1, channels: 1, precision: 'f32' } as const;
  expect(() => ops.buffer(stranger)).toThrow(/not made by these ops/);
  ops.release(weights, rows);
});

test('a grid whose bitmap cannot be held names limit, need and remedy', async () => {
  const points = { count: 1, positions: new Float32Array(3), heights: new Float32Array(1) };
  await expect(
    ops.index(points, { voxelSizeM: 0.01, min: [0, 0, 0], dims: [400_000, 400_000, 4000] }, 2),
  ).rejects.toMatchObject({
    code: 'LIMIT_EXTENT',
    context: { needed: 312_500_000_000, remedy: 'use larger voxels' },
  });
});

test('profile times the kernels of a step', async () => {
  const logits = ops.upload(Float32Array.of(1, 2, 3, 4), 2, 2);
  const timings = await ops.profile(async () => {
    ops.softmax(whole(logits));
    ops.argmax(whole(logits));
  });
  expect(timings.map((timing) => timing.kernel)).toEqual(['softmax', 'argmax']);
});
