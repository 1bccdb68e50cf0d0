import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LABEL_SETS, type PointCloud, Rng } from '../core/index.ts';
import { openTestDevice } from '../gpu/dawn.fixture.ts';
import type { GpuContext } from '../gpu/index.ts';
import { buildGraph, buildNetwork, type ModelManifest, randomWeights } from '../nn/index.ts';
import { createWebGpuOps, type IndexOptions, type WebGpuOps } from '../ops/index.ts';
import type { Model } from './model.ts';
import { understand } from './understand.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
// Fed with shape alone: where a host has to make the input, how many voxels there are is asked first.
const { model: manifest } = JSON.parse(fs.readFileSync(path.join(ROOT, 'docs/training/outdoor-tiny.json'), 'utf8')) as {
  model: ModelManifest;
};
const model: Model = {
  manifest,
  labels: LABEL_SETS.find((set) => set.name === manifest.labelSet)!,
  network: buildNetwork(manifest.network, randomWeights(buildGraph(manifest.network), 11)),
  weightsSha256: '',
};

let context: GpuContext;
let ops: WebGpuOps;
/** Rows that the device is said to have found beyond those it did. */
let tooMany = 0;
const asked: (IndexOptions['sizes'] | undefined)[] = [];
beforeAll(async () => {
  context = await openTestDevice();
  ops = await createWebGpuOps(context);
  const index = ops.index.bind(ops);
  ops.index = async (points, grid, levels, options) => {
    asked.push(options?.sizes);
    const built = await index(points, grid, levels, options);
    const counts = async () => (await built.rowCounts()).map((rows) => rows + tooMany);
    return options?.sizes === 'capacity' ? { ...built, rowCounts: counts } : built;
  };
});
afterAll(() => {
  ops.dispose();
  context.device.destroy();
});

function cloudOf(count: number, place: (rng: Rng) => readonly [number, number, number]): PointCloud {
  const rng = new Rng(5);
  const positions = Float32Array.from(Array.from({ length: count }, () => place(rng)).flat());
  return { name: 'c', format: 'test', count, origin: [0, 0, 0], positions, attributes: [] };
}

test('a surface is understood without asking how many voxels it has, the same twice', async () => {
  asked.length = 0;
  const cloud = cloudOf(2500, (rng) => [rng.range(0, 9), rng.range(0, 7), rng.range(0, 0.4)]);
  const runs = [await understand(cloud, { ops, model }), await understand(cloud, { ops, model })];
  expect(asked).toEqual(['capacity', 'capacity']);
  expect(runs[0]!.prediction).toEqual(runs[1]!.prediction);
  expect(runs[0]!.provenance.voxels[0]).toBeLessThan(2500);
  expect(await ops.readTable(runs[0]!.resident!.classIds)).toEqual(Uint32Array.from(runs[0]!.prediction.semantic));
});

test('a cloud that the guess did not fit is understood on the second try', async () => {
  asked.length = 0;
  const cloud = cloudOf(900, (rng) => [rng.range(0, 90), rng.range(0, 90), rng.range(0, 10)]);
  const first = await understand(cloud, { ops, model });
  tooMany = 1000;
  const second = await understand(cloud, { ops, model });
  tooMany = 0;
  expect(asked).toEqual(['capacity', 'capacity', 'exact']);
  expect(second.prediction).toEqual(first.prediction);
  expect(second.provenance.voxels).toEqual(first.provenance.voxels);
});

test('several looks leave on the device what they say together', async () => {
  const cloud = cloudOf(2500, (rng) => [rng.range(0, 9), rng.range(0, 7), rng.range(0, 0.4)]);
  const { prediction, resident } = await understand(cloud, { ops, model, looks: 2 });
  expect(await ops.readTable(resident!.classIds)).toEqual(Uint32Array.from(prediction.semantic));
});
