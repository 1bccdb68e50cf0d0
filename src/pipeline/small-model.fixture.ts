import { LABEL_SETS, type PointCloud, Rng } from '../core/index.ts';
import { buildGraph, buildNetwork, type ModelManifest, randomWeights } from '../nn/index.ts';
import { createWasmOps, type WasmOps } from '../ops/index.ts';
import type { Model } from './model.ts';

const NETWORK: ModelManifest['network'] = {
  inputChannels: 8,
  encoder: [[8], [12]],
  decoder: [[8]],
  pool: 'max',
  heads: [
    { name: 'semantic', hidden: 8, outputs: 11 },
    { name: 'embedding', hidden: 8, outputs: 4 },
    { name: 'box', hidden: 8, outputs: 13 },
  ],
};
/** Two levels, three heads, random weights. */
export const SMALL_MODEL: Model = {
  manifest: {
    name: 'tiny',
    title: 'Random weights',
    domain: 'outdoor',
    labelSet: 'outdoor11',
    voxelSizeM: 0.4,
    groundCellM: 4,
    network: NETWORK,
    license: 'Apache-2.0',
    trainedSteps: 0,
  },
  labels: LABEL_SETS.find(({ name }) => name === 'outdoor11')!,
  network: buildNetwork(NETWORK, randomWeights(buildGraph(NETWORK), 11)),
  weightsSha256: '',
};
const rng = new Rng(5);
export const SMALL_CLOUD: PointCloud = {
  name: 'c',
  format: 'test',
  count: 600,
  origin: [0, 0, 0],
  positions: Float32Array.from({ length: 1800 }, () => rng.range(0, 6)),
  attributes: [],
};

/** Operations whose allocations are counted. */
export async function countedOps(): Promise<{ readonly ops: WasmOps; readonly live: () => number }> {
  const ops = await createWasmOps();
  const { memory } = ops;
  const [allocate, release] = [memory.allocate.bind(memory), memory.release.bind(memory)];
  let live = 0;
  memory.allocate = (length) => {
    live++;
    return allocate(length);
  };
  memory.release = (pointer) => {
    release(pointer);
    live--;
  };
  return { ops, live: () => live };
}
