import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCloud } from '../formats/index.ts';
import { openTestDevice } from '../gpu/dawn.fixture.ts';
import {
  buildNetwork,
  indexOptions,
  type ModelManifest,
  readSafetensors,
  runNetwork,
  uploadNetwork,
} from '../nn/index.ts';
import { createWasmOps, createWebGpuOps, type Ops, type PointInput, type Precision, whole } from '../ops/index.ts';
import { fromBytes } from '../sources/index.ts';
import { pointInput, voxelGrid } from '../voxels/index.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const MODEL = path.join(ROOT, 'public/models/outdoor');
const manifest = JSON.parse(fs.readFileSync(path.join(MODEL, 'model.json'), 'utf8')) as ModelManifest;
const network = buildNetwork(
  manifest.network,
  readSafetensors(fs.readFileSync(path.join(MODEL, 'weights.safetensors'))).weights,
);
const RADIUS_M = 14;

let points: PointInput;
let webgpu: Ops;
let wasm: Ops;
beforeAll(async () => {
  const file = 'lidar_sweep_198k.npy';
  const bytes = fs.readFileSync(path.resolve(ROOT, '../shared/data/bench', file));
  const { cloud } = await readCloud(fromBytes(file, bytes), {});
  const near: number[] = [];
  for (let i = 0; i < cloud.count * 3; i += 3) {
    if (Math.hypot(cloud.positions[i]!, cloud.positions[i + 1]!) < RADIUS_M)
      near.push(...cloud.positions.subarray(i, i + 3));
  }
  points = pointInput(
    { ...cloud, count: near.length / 3, positions: Float32Array.from(near), attributes: [] },
    manifest.groundCellM,
  );
  webgpu = await createWebGpuOps(await openTestDevice());
  wasm = await createWasmOps();
}, 120_000);
afterAll(() => {
  webgpu?.dispose();
  wasm?.dispose();
});

async function classes(ops: Ops, precision: Precision): Promise<Uint32Array> {
  const grid = voxelGrid(points.positions, manifest.voxelSizeM);
  const index = await ops.index(points, grid, manifest.network.encoder.length, indexOptions(network.graph));
  const outputs = await runNetwork(ops, uploadNetwork(ops, network, precision), index);
  return ops.readTable(ops.argmax(whole(outputs.get('semantic')!)));
}

test('halves change the class of fewer than one voxel in two hundred of a real street, and the same ones each time', async () => {
  const exact = await classes(wasm, 'f32');
  const halves = await classes(webgpu, 'f16');
  const changed = exact.filter((id, voxel) => id !== halves[voxel]).length;
  process.stderr.write(`stored as halves: ${changed} of ${exact.length} voxels of a real sweep change their class\n`);
  expect(exact.length).toBeGreaterThan(4000);
  expect(halves.length).toBe(exact.length);
  expect(changed / exact.length).toBeLessThan(0.005);
  expect(await classes(webgpu, 'f16')).toEqual(halves);
});
