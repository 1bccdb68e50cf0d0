import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDevice } from '../gpu/dawn.fixture.ts';
import type { GpuContext } from '../gpu/index.ts';
import { createWebGpuOps, type VoxelIndex, type WebGpuOps } from '../ops/index.ts';
import { buildGraph } from './build-graph.ts';
import type { NetworkConfig } from './config.ts';
import { executedMultiplyAdds } from './executed-work.ts';
import { countPairs, layerCosts } from './layer-costs.ts';
import { lidarScan } from './lidar-scan.fixture.ts';
import { presetNetwork } from './presets.ts';

let context: GpuContext;
let ops: WebGpuOps;
let index: VoxelIndex;
beforeAll(async () => {
  context = await openTestDevice();
  ops = await createWebGpuOps(context);
  const { points, grid } = lidarScan();
  index = await ops.index(points, grid, 8, { kernel5: true, inverse: true });
});
afterAll(() => {
  ops?.dispose();
  context?.device.destroy();
});

function shippedOutdoor(): NetworkConfig {
  const manifest = path.resolve(import.meta.dirname, '../../public/models/outdoor/model.json');
  return (JSON.parse(fs.readFileSync(manifest, 'utf8')) as { network: NetworkConfig }).network;
}

const NETWORKS: readonly { name: string; config: () => NetworkConfig }[] = [
  { name: 'the shipped outdoor model', config: shippedOutdoor },
  { name: 'MinkUNet', config: () => presetNetwork('minkunet', 4) },
  { name: 'half of MinkUNet', config: () => presetNetwork('minkunet-half', 4) },
  { name: 'MinkUNet14A, kernel size 5', config: () => presetNetwork('minkunet14a', 4) },
  { name: 'TF 3D’s Waymo network', config: () => presetNetwork('tf3d-waymo', 64) },
  { name: 'spconv’s network', config: () => presetNetwork('spconv-basic', 4) },
];

test.each(NETWORKS)('$name runs at most a tenth more than it needs on a real scan', async ({ name, config }) => {
  const graph = buildGraph(config());
  const costs = layerCosts(graph, index, await countPairs(ops, graph, index), 2);
  const useful = costs.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
  for (const device of ['own', 'gpu'] as const) {
    const executed = await executedMultiplyAdds(ops, graph, index, costs, device);
    const overheads = new Map<string, [number, number]>();
    costs.forEach(({ kind, level, multiplyAdds }, i) => {
      const key = `${kind} ${level}`;
      const [run, needed] = overheads.get(key) ?? [0, 0];
      if (multiplyAdds > 0) overheads.set(key, [run + executed[i]!, needed + multiplyAdds]);
      expect(executed[i]).toBeGreaterThanOrEqual(multiplyAdds);
    });
    const overhead = executed.reduce((sum, count) => sum + count, 0) / useful;
    const levels = [...overheads].map(([key, [run, needed]]) => `${key}: ${(run / needed).toFixed(3)}`);
    process.stderr.write(`executed / useful, ${name}, ${device}: ${overhead.toFixed(4)} (${levels.join(', ')})\n`);
    // Which columns an emulated GPU leaves empty depends on the lanes of the processor that runs this.
    if (device === 'gpu') expect(overhead).toBeLessThan(1.1);
  }
});

test('kernel size 5 runs hardly more than it needs', async () => {
  const graph = buildGraph(presetNetwork('minkunet14a', 4));
  const costs = layerCosts(graph, index, await countPairs(ops, graph, index), 2);
  const executed = await executedMultiplyAdds(ops, graph, index, costs);
  const stem = costs.findIndex(({ name }) => name === 'stem.0');
  expect(executed[stem]! / costs[stem]!.multiplyAdds).toBeLessThan(1.02); // 32 channels are whole tiles everywhere
});
