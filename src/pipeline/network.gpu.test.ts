import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PointCloud } from '../core/index.ts';
import { readCloud } from '../formats/index.ts';
import { openTestDevice } from '../gpu/dawn.fixture.ts';
import {
  buildNetwork,
  type HeadName,
  type ModelManifest,
  type Network,
  runNetwork,
  uploadNetwork,
} from '../nn/index.ts';
import { randomWeights } from '../nn/nn.fixture.ts';
import { createTfjsOps, createWasmOps, createWebGpuOps, type Ops, type Precision, releaseIndex } from '../ops/index.ts';
import { fromBytes } from '../sources/index.ts';
import { pointInput, voxelGrid } from '../voxels/index.ts';
import { SAME_THREAD } from './cpu-side.ts';
import { feed } from './feed.ts';
import { loadModel } from './model.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CONFIG = JSON.parse(fs.readFileSync(path.join(ROOT, 'docs/training/outdoor.json'), 'utf8')) as {
  model: ModelManifest;
};
/** The street around the sensor: enough for all five levels, little enough for the oracle. */
const RADIUS_M = 8;

let cloud: PointCloud;
const results = new Map<string, Map<HeadName, Float32Array>>();

async function logits(
  ops: Ops,
  network: Network = buildNetwork(CONFIG.model.network, randomWeights(CONFIG.model.network, 11)),
  precision: Precision = 'f32',
): Promise<Map<HeadName, Float32Array>> {
  const { model } = CONFIG;
  const points = pointInput(cloud, model.groundCellM);
  const grid = voxelGrid(points.positions, model.voxelSizeM);
  const built = await ops.index(points, grid, model.network.encoder.length);
  const index = await feed(ops, cloud, model, built, { cpu: SAME_THREAD });
  const outputs = await runNetwork(ops, uploadNetwork(ops, network, precision), index);
  const read = new Map<HeadName, Float32Array>();
  for (const [name, tensor] of outputs) read.set(name, await ops.read(tensor));
  ops.release(...outputs.values());
  releaseIndex(ops, index);
  return read;
}

beforeAll(async () => {
  const file = 'lidar_sweep_198k.npy';
  const bytes = fs.readFileSync(path.resolve(ROOT, '../shared/data/bench', file));
  const sweep = (await readCloud(fromBytes(file, bytes), {})).cloud;
  const near: number[] = [];
  for (let i = 0; i < sweep.count; i++) {
    const [x, y, z] = sweep.positions.subarray(3 * i, 3 * i + 3) as unknown as [number, number, number];
    if (Math.hypot(x, y) < RADIUS_M) near.push(x, y, z);
  }
  const count = near.length / 3;
  const returns = { name: 'intensity', components: 1, values: Float32Array.from({ length: count }, (_, i) => i % 101) };
  cloud = { ...sweep, count, positions: Float32Array.from(near), attributes: [returns] };
  const webgpu = await createWebGpuOps(await openTestDevice());
  const wasm = await createWasmOps();
  const folder = path.join(ROOT, 'public/models/outdoor');
  const { network } = await loadModel({
    manifest: JSON.parse(fs.readFileSync(path.join(folder, 'model.json'), 'utf8')) as ModelManifest,
    weights: fs.readFileSync(path.join(folder, 'weights.safetensors')),
  });
  results.set('tfjs', await logits(await createTfjsOps('cpu')));
  results.set('webgpu', await logits(webgpu));
  results.set('webgpu again', await logits(webgpu));
  results.set('trained', await logits(webgpu, network));
  results.set('trained, halves', await logits(webgpu, network, 'f16'));
  results.set('trained, halves again', await logits(webgpu, network, 'f16'));
  results.set('wasm', await logits(wasm));
  results.set('wasm again', await logits(wasm));
  process.stderr.write(`whole network: ${cloud.count} points of a real sweep on ${webgpu.adapter}\n`);
}, 170_000);

describe.each(['webgpu', 'wasm'])('the whole network on a real cloud: %s', (name) => {
  test.each(['semantic', 'embedding', 'box'] as const)('%s agrees with the tfjs oracle within 1e-3', (head) => {
    const oracle = results.get('tfjs')!.get(head)!;
    const ours = results.get(name)!.get(head)!;
    expect(ours.length).toBe(oracle.length);
    expect(ours.length).toBeGreaterThan(1000);
    const scale = oracle.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
    const worst = oracle.reduce((top, value, i) => Math.max(top, Math.abs(value - ours[i]!)), 0);
    expect(worst / scale).toBeLessThan(1e-3);
  });

  test('two runs are bit-identical', () => {
    for (const [head, values] of results.get(name)!) {
      const again = results.get(`${name} again`)!.get(head)!;
      expect(Buffer.compare(Buffer.from(values.buffer), Buffer.from(again.buffer)), head).toBe(0);
    }
  });
});

describe('the shipped network stored in halves', () => {
  test('changes the class of fewer than one voxel in 200', () => {
    const classes = 11;
    const best = (values: Float32Array) =>
      Array.from({ length: values.length / classes }, (_, row) => {
        const logits = [...values.subarray(row * classes, (row + 1) * classes)];
        return logits.indexOf(Math.max(...logits));
      });
    const single = best(results.get('trained')!.get('semantic')!);
    const halves = best(results.get('trained, halves')!.get('semantic')!);
    const changed = single.filter((label, row) => label !== halves[row]).length;
    expect(single.length).toBeGreaterThan(1000);
    expect(new Set(single).size).toBeGreaterThan(2);
    expect(changed / single.length).toBeLessThan(0.005);
    process.stderr.write(`halves change the class of ${changed} of ${single.length} voxels\n`);
  });

  test('two runs are bit-identical', () => {
    for (const [head, values] of results.get('trained, halves')!) {
      const again = results.get('trained, halves again')!.get(head)!;
      expect(Buffer.compare(Buffer.from(values.buffer), Buffer.from(again.buffer)), head).toBe(0);
    }
  });
});
