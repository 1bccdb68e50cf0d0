import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWasmOps, type Ops } from '../ops/index.ts';
import { buildGraph } from './build-graph.ts';
import { isConv, parameterShapes } from './graph.ts';
import { countPairs, type LayerCost, layerCosts } from './layer-costs.ts';
import { indexOptions } from './layer-maps.ts';
import { lidarScan } from './lidar-scan.fixture.ts';
import { type PresetName, presetNetwork } from './presets.ts';

let ops: Ops;
beforeAll(async () => {
  ops = await createWasmOps();
});
afterAll(() => ops?.dispose());

async function costs(name: PresetName, inputChannels: number): Promise<LayerCost[]> {
  const { points, grid } = lidarScan();
  const config = presetNetwork(name, inputChannels);
  const graph = buildGraph(config);
  const index = await ops.index(points, grid, config.encoder.length, indexOptions(graph));
  return layerCosts(graph, index, await countPairs(ops, graph, index), 4);
}

const total = (layers: readonly LayerCost[]) => layers.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);

test('spconv’s network does the 60.0 GFLOP that its published times are for', async () => {
  const layers = await costs('spconv-basic', 3);
  const submanifold = layers.filter(({ kind }) => kind === 'subm');
  expect(submanifold).toHaveLength(14);
  expect(submanifold[0]!.rows).toBe(125_562);
  expect((2 * total(submanifold)) / 1e9).toBeCloseTo(60, 0);
});

test('MinkUNet does the 139 and 35 billion multiply-adds that were counted for it on this scan', async () => {
  expect(total(await costs('minkunet', 4)) / 1e9).toBeCloseTo(139, 0);
  expect(total(await costs('minkunet-half', 4)) / 1e9).toBeCloseTo(35, 0);
});

test('TF 3D’s Waymo network has its 33 convolutions and 5.07 million weights', () => {
  const graph = buildGraph(presetNetwork('tf3d-waymo', 64));
  const convolutions = graph.layers.filter(isConv);
  expect(convolutions).toHaveLength(33);
  const shapes = parameterShapes(graph);
  const weights = convolutions.map(({ name }) =>
    shapes.get(`${name}.weight`)!.reduce((product, side) => product * side, 1),
  );
  expect(weights.reduce((sum, count) => sum + count, 0) / 1e6).toBeCloseTo(5.07, 2);
});

test('MinkUNet14A has a stem of kernel size 5 and needs the maps for it', () => {
  const graph = buildGraph(presetNetwork('minkunet14a', 8));
  expect(parameterShapes(graph).get('stem.0.weight')).toEqual([125, 8, 32]);
  expect(indexOptions(graph)).toEqual({ kernel5: true, inverse: true });
  expect(indexOptions(buildGraph(presetNetwork('tf3d-waymo', 64)))).toEqual({ kernel5: false, inverse: false });
});
