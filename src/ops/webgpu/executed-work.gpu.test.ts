import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_ROW } from '../../core/index.ts';
import { openTestDevice } from '../../gpu/dawn.fixture.ts';
import type { GpuContext } from '../../gpu/index.ts';
import type { PointInput } from '../ops.ts';
import { createWebGpuOps, executedProducts, type WebGpuOps } from './index.ts';

let context: GpuContext;
let ops: WebGpuOps;
beforeAll(async () => {
  context = await openTestDevice();
  ops = await createWebGpuOps(context);
});
afterAll(() => {
  ops?.dispose();
  context?.device.destroy();
});

/** Voxels of one metre, a point in the middle of each. */
function voxels(coords: readonly (readonly number[])[]): PointInput {
  const positions = Float32Array.from(coords.flat(), (value) => value + 0.5);
  return { count: coords.length, positions, heights: new Float32Array(coords.length) };
}

const grid = { voxelSizeM: 1, min: [0, 0, 0], dims: [64, 64, 8] } as const;

test('voxels that stand alone run one offset in one tile', async () => {
  const lonely = Array.from({ length: 40 }, (_, i) => [3 * (i % 20), 3 * Math.floor(i / 20), 0]);
  const { levels } = await ops.index(voxels(lonely), grid, 1);
  expect(await executedProducts(ops, levels[0]!.neighbours, 32)).toBe(64);
  expect(await executedProducts(ops, levels[0]!.neighbours, 128)).toBe(128);
});

test('a full sheet runs little more than it needs, and taller tiles never less', async () => {
  const sheet = Array.from({ length: 64 * 64 }, (_, i) => [i % 64, Math.floor(i / 64), 0]);
  const { levels } = await ops.index(voxels(sheet), grid, 1);
  const { neighbours } = levels[0]!;
  const useful = (await ops.readTable(neighbours)).filter((row) => row !== NO_ROW).length;
  const [low, high] = [await executedProducts(ops, neighbours, 32), await executedProducts(ops, neighbours, 128)];
  expect(low).toBeGreaterThanOrEqual(useful);
  expect(high).toBeGreaterThanOrEqual(low!);
  expect(high! / useful).toBeLessThan(1.2);
});

test('a table without a program has no answer', async () => {
  expect(await executedProducts(ops, ops.uploadTable(Uint32Array.of(0, 1), 1, 2), 64)).toBeUndefined();
});
