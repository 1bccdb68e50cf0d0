import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { VoxelGrid } from '../core/index.ts';
import { createWasmOps, type Ops, type PointInput } from '../ops/index.ts';
import { buildGraph } from './build-graph.ts';
import { isConv, parameterShapes } from './graph.ts';
import { countPairs, type LayerCost, layerCosts } from './layer-costs.ts';
import { indexOptions } from './layer-maps.ts';
import { type PresetName, presetNetwork } from './presets.ts';

const BENCH = path.resolve(import.meta.dirname, '../../../shared/data/bench');

/** The cloud that the peers publish their work and times on: a point in the middle of each of its voxels. */
function lidarScan(): { points: PointInput; grid: VoxelGrid } {
  const bytes = fs.readFileSync(path.join(BENCH, 'lidar_basic_voxels.npy'));
  const values = new Int32Array(bytes.buffer.slice(bytes.byteOffset + 10 + bytes.readUInt16LE(8)));
  const count = values.length / 4;
  const positions = Float32Array.from({ length: count * 3 }, (_, i) => {
    const point = Math.floor(i / 3);
    return values[point * 4 + 3 - (i % 3)]! + 0.5; // (batch, z, y, x)
  });
  const top = [0, 1, 2].map((axis) => {
    let most = 0;
    for (let point = 0; point < count; point++) most = Math.max(most, positions[point * 3 + axis]!);
    return Math.ceil(most);
  }) as [number, number, number];
  return {
    points: { count, positions, heights: new Float32Array(count) },
    grid: { voxelSizeM: 1, min: [0, 0, 0], dims: top },
  };
}

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
