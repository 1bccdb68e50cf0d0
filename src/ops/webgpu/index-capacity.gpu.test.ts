import { afterAll, beforeAll, expect, test } from 'vitest';
import { Rng } from '../../core/index.ts';
import { openTestDevice } from '../../gpu/dawn.fixture.ts';
import type { GpuContext } from '../../gpu/index.ts';
import { gridAround, wavySheet } from '../conformance/scenes.fixture.ts';
import { type PointInput, releaseIndex, type VoxelIndex, whole } from '../ops.ts';
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

/** Points so far apart that each has a voxel, a brick and a parent of its own. */
function scattered(count: number): PointInput {
  const rng = new Rng(9);
  const positions = Float32Array.from({ length: count * 3 }, () => rng.range(0, 400));
  return { count, positions, heights: new Float32Array(count) };
}

test('a guess that was too small is told by the counts, and harms nobody', async () => {
  const points = scattered(40_000);
  const grid = gridAround(points.positions, 0.5);
  const guessed = await ops.index(points, grid, 4, { sizes: 'capacity', inverse: true });
  const counts = await guessed.rowCounts();
  expect(counts.some((rows, level) => rows > guessed.levels[level]!.rows)).toBe(true);
  releaseIndex(ops, guessed);
  const exact = await ops.index(points, grid, 4);
  expect(await exact.rowCounts()).toEqual(exact.levels.map((level) => level.rows));
  expect(exact.levels[1]!.rows).toBeGreaterThan(39_000);
  const rows = await ops.readTable(exact.pointRows);
  expect(rows.every((row) => row < exact.levels[0]!.rows)).toBe(true);
  releaseIndex(ops, exact);
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

test('clouds of other sizes in the same bucket, and smaller ones, need no more memory', async () => {
  const sheet = (count: number) => wavySheet(count, count).points;
  const bytes = await useOnce(sheet(10_000));
  expect(await useOnce(sheet(10_000))).toBe(bytes);
  expect(await useOnce(sheet(9_500))).toBe(bytes);
  expect(await useOnce(sheet(9_700))).toBe(bytes);
  expect(await useOnce(sheet(6_000))).toBe(bytes);
  expect(await useOnce(sheet(4_000))).toBe(bytes);
  expect(await useOnce(sheet(10_000))).toBe(bytes);
});
