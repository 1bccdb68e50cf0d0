import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_ROW } from '../../core/index.ts';
import { openTestDevice } from '../../gpu/dawn.fixture.ts';
import type { GpuContext } from '../../gpu/index.ts';
import type { PointInput } from '../ops.ts';
import { createWebGpuOps, executedChannels, executedProducts, type WebGpuOps } from './index.ts';

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

test('voxels that stand alone run one offset, in bands of 32', async () => {
  const lonely = Array.from({ length: 40 }, (_, i) => [3 * (i % 20), 3 * Math.floor(i / 20), 0]);
  const { levels } = await ops.index(voxels(lonely), grid, 1);
  expect(await executedProducts(ops, levels[0]!.neighbours)).toBe(64);
});

test('a full sheet runs little more than it needs', async () => {
  const sheet = Array.from({ length: 64 * 64 }, (_, i) => [i % 64, Math.floor(i / 64), 0]);
  const { levels } = await ops.index(voxels(sheet), grid, 1);
  const { neighbours } = levels[0]!;
  const useful = (await ops.readTable(neighbours)).filter((row) => row !== NO_ROW).length;
  const executed = (await executedProducts(ops, neighbours))!;
  expect(executed).toBeGreaterThanOrEqual(useful);
  expect(executed / useful).toBeLessThan(1.1);
});

test('a linear layer runs whole bands, a table of more offsets than a mask has bits has no answer', async () => {
  expect(await executedProducts(ops, 65)).toBe(96);
  expect(await executedProducts(ops, ops.uploadTable(new Uint32Array(10), 10, 1))).toBeUndefined();
});

test('padded channels are executed: inputs in fours, outputs in whole tiles', () => {
  const shape = { rows: 100_000, channelsIn: 5, channelsOut: 64 };
  expect(executedChannels(ops, shape)).toBe(8 * 64);
  expect(executedChannels(ops, shape, 'gpu')).toBe(8 * 64);
  expect(executedChannels(ops, { ...shape, channelsOut: 5 }, 'gpu')).toBe(8 * 8);
  expect(executedChannels(ops, { ...shape, channelsOut: 19 }, 'gpu')).toBe(8 * 24);
});
