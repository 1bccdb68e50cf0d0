import { afterAll, beforeAll, expect, test } from 'vitest';
import { LABEL_SETS, type PointCloud, Rng } from '../../core/index.ts';
import { buildGraph, buildNetwork, type ModelManifest, randomWeights } from '../../nn/index.ts';
import { createWasmOps, type WasmOps } from '../../ops/index.ts';
import type { Model } from '../model.ts';
import { profileScene } from './profile-scene.ts';

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
const model: Model = {
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
const cloud: PointCloud = {
  name: 'c',
  format: 'test',
  count: 600,
  origin: [0, 0, 0],
  positions: Float32Array.from({ length: 1800 }, () => rng.range(0, 6)),
  attributes: [],
};

let ops: WasmOps;
let live = 0;
beforeAll(async () => {
  ops = await createWasmOps();
  const { memory } = ops;
  const [allocate, release] = [memory.allocate.bind(memory), memory.release.bind(memory)];
  memory.allocate = (length) => {
    live++;
    return allocate(length);
  };
  memory.release = (pointer) => {
    release(pointer);
    live--;
  };
});
afterAll(() => ops.dispose());

/** Convolutions of one run. */
async function profiledOnce(): Promise<number> {
  const { rows } = await profileScene(cloud, { ops, model });
  return rows.filter(({ flop }) => flop > 0).length;
}

test('a profile has every layer, and leaves no memory behind', async () => {
  await profiledOnce(); // the model's weights stay, for the next scene
  const before = live;
  expect(await profiledOnce()).toBeGreaterThan(5);
  expect(live).toBe(before);
});

test('cancelled or failing in the middle of the timed layers, it gives everything back', async () => {
  const layers = await profiledOnce();
  const conv = ops.conv.bind(ops);
  const before = live;
  for (const how of ['cancelled', 'failing'] as const) {
    const controller = new AbortController();
    let convs = 0;
    ops.conv = (step) => {
      // Understanding runs every layer once; this is the second of those that are timed.
      if (++convs === layers + 2) {
        controller.abort();
        if (how === 'failing') throw new RangeError('no');
      }
      conv(step);
    };
    await expect(profileScene(cloud, { ops, model, signal: controller.signal }), how).rejects.toThrow();
    ops.conv = conv;
    expect(convs, how).toBe(layers + 2);
    expect(live, how).toBe(before);
  }
});

test('weights that find no room leave no index behind', async () => {
  const upload = ops.upload.bind(ops);
  const before = live;
  const { index } = ops;
  let indexes = 0;
  ops.index = (...args) => {
    indexes++;
    return index.apply(ops, args);
  };
  ops.upload = (...args) => {
    if (indexes === 2) throw new RangeError('no room');
    return upload(...args);
  };
  await expect(profileScene(cloud, { ops, model })).rejects.toThrow('no room');
  ops.upload = upload;
  ops.index = index;
  expect(live).toBe(before);
});
