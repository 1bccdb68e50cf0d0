import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDevice } from '../../gpu/dawn.fixture.ts';
import type { GpuContext } from '../../gpu/index.ts';
import { gridAround, wavySheet } from '../conformance/scenes.fixture.ts';
import { type PointInput, releaseIndex, type VoxelIndex, whole } from '../ops.ts';
import { buildIndex } from './build-index.ts';
import { GpuMemory } from './gpu-memory.ts';
import { createWebGpuOps, memoryOf, type WebGpuOps } from './webgpu-ops.ts';

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

test('nothing is submitted and nothing awaited before somebody asks for a result', async () => {
  const { points, grid } = wavySheet(3000, 8);
  const submit = context.device.queue.submit;
  let submits = 0;
  context.device.queue.submit = (buffers) => {
    submits++;
    submit.call(context.device.queue, buffers);
  };
  const index = await ops.index(points, grid, 4, { sizes: 'capacity', inverse: true });
  const level = index.levels[0]!;
  const output = ops.tensor(level, 8);
  const weights = ops.upload(new Float32Array(27 * 64).fill(0.1), 27 * 8, 8);
  ops.conv({ input: whole(index.features), map: level.neighbours, weights, relu: false, output: whole(output) });
  expect(submits).toBe(0);
  await ops.flush();
  expect(submits).toBe(1);
  context.device.queue.submit = submit;
  const [rows] = await index.rowCounts();
  expect(rows).toBeGreaterThan(100);
  expect(rows).toBeLessThan(level.rows);
  releaseIndex(ops, index);
  ops.release(output, weights);
});

test('room that does not suffice is told by the counts, and harms nobody', async () => {
  const { points, grid } = wavySheet(20_000, 9);
  const memory = memoryOf(ops);
  const exact = await ops.index(points, grid, 3);
  const counts = await exact.rowCounts();
  const bricks = 4;
  for (const room of [
    { rows: counts.map((rows) => rows - 500), bricks: [1000, 1000, 1000] },
    { rows: counts, bricks: counts.map(() => bricks) },
  ]) {
    const options = { sizes: 'capacity', inverse: true, kernel5: true } as const;
    const index = await buildIndex(memory, points, grid, 3, options, () => room);
    const found = await index.rowCounts();
    expect(found.every((rows, level) => rows > index.levels[level]!.rows)).toBe(true);
    const weights = ops.upload(new Float32Array(27 * 64).fill(0.1), 27 * 8, 8);
    const output = ops.tensor(index.levels[0]!, 8);
    const map = index.levels[0]!.neighbours;
    ops.conv({ input: whole(index.features), map, weights, relu: true, output: whole(output) });
    await ops.flush();
    ops.release(weights, output);
    releaseIndex(ops, index);
  }
  const again = await ops.index(points, grid, 3);
  expect(await ops.readTable(again.levels[0]!.neighbours)).toEqual(await ops.readTable(exact.levels[0]!.neighbours));
  releaseIndex(ops, exact);
  releaseIndex(ops, again);
});

async function useOnce(points: PointInput): Promise<number> {
  const grid = gridAround(points.positions, 0.2);
  const index: VoxelIndex = await ops.index(points, grid, 3, { sizes: 'capacity' });
  const exact = await ops.index(points, grid, 3);
  expect(await index.rowCounts(), 'also in recycled buffers').toEqual(await exact.rowCounts());
  releaseIndex(ops, exact);
  const level = index.levels[0]!;
  const weights = ops.upload(new Float32Array(27 * 8 * 16).fill(0.1), 27 * 8, 16);
  const output = ops.tensor(level, 16);
  ops.conv({ input: whole(index.features), map: level.neighbours, weights, relu: true, output: whole(output) });
  await ops.read(output);
  ops.release(weights, output);
  releaseIndex(ops, index);
  await ops.flush();
  return ops.memoryBytes;
}

test('clouds of about the same size, and smaller ones, need no more memory', async () => {
  const sheet = (count: number) => wavySheet(count, count).points;
  const bytes = await useOnce(sheet(10_000));
  expect(await useOnce(sheet(10_000))).toBe(bytes);
  expect(await useOnce(sheet(9_500))).toBe(bytes);
  expect(await useOnce(sheet(9_700))).toBe(bytes);
  expect(await useOnce(sheet(6_000))).toBe(bytes);
  expect(await useOnce(sheet(4_000))).toBe(bytes);
  expect(await useOnce(sheet(10_000))).toBe(bytes);
});

test('an index that finds no room for its last map keeps none of the others', async () => {
  const { points, grid } = wavySheet(12_000, 3);
  const exact = await ops.index(points, grid, 2);
  const { rows } = exact.levels[0]!;
  releaseIndex(ops, exact);
  // Enough for the neighbours, too little for their tile program.
  const limits = new Proxy(context.limits, {
    get: (target, key) => (key === 'maxStorageBufferBindingSize' ? 27 * rows * 4 + 1000 : Reflect.get(target, key)),
  });
  const memory = new GpuMemory({ ...context, limits });
  const bytes: number[] = [];
  for (let round = 0; round < 3; round++) {
    for (const sizes of ['exact', 'capacity'] as const) {
      const failure = buildIndex(memory, points, grid, 2, { sizes }, () => ({
        rows: [rows, rows],
        bricks: [rows, rows],
      }));
      await expect(failure).rejects.toMatchObject({ code: 'LIMIT_DEVICE' });
      await memory.recorder.flush();
    }
    bytes.push(memory.pool.bytes);
  }
  expect(bytes[2]).toBe(bytes[0]);
  memory.dispose();
});
