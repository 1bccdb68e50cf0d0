import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../core/index.ts';
import { buildGraph, type NetworkConfig, type WeightArray } from '../nn/index.ts';
import { createWasmOps } from '../ops/index.ts';
import { growNetwork } from './grow-network.ts';
import { initialWeights } from './initial-weights.ts';
import { SceneStore } from './scene-store.ts';
import { TINY } from './tiny.fixture.ts';
import { Trainer } from './trainer.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const NARROW = TINY.model.network;
const WIDE: NetworkConfig = { ...NARROW, encoder: [[8], [20], [24, 24]], decoder: [[12], [20]] };
/** Of as many layers as the wide one: growing adds channels, not layers. */
const SAME_DEPTH: NetworkConfig = { ...NARROW, encoder: [[8], [12], [16, 16]] };
const scenes = new SceneStore(TINY);

/** Weights no array of which is what an untrained network's would be. */
function trained(config: NetworkConfig): Map<string, WeightArray> {
  const rng = new Rng(5);
  const graph = buildGraph(config);
  return new Map(
    [...initialWeights(graph, 9)].map(([name, { shape, values }]) => [
      name,
      { shape, values: values.map((value) => value + rng.range(0.05, 0.3)) },
    ]),
  );
}

async function firstStep(network: NetworkConfig, from: Map<string, WeightArray>) {
  const config = { ...TINY, model: { ...TINY.model, network } };
  const trainer = await Trainer.create(config, await createWasmOps(), { from }, scenes);
  const reports = [await trainer.next(), await trainer.next()] as const;
  const moved = (await trainer.state()).weights;
  trainer.dispose();
  return { reports, moved };
}

describe('a grown network', () => {
  test('says at first what the narrow one said, then uses its new channels', async () => {
    const weights = trained(SAME_DEPTH);
    const narrow = await firstStep(SAME_DEPTH, weights);
    const wide = await firstStep(WIDE, weights);
    for (const [loss, value] of Object.entries(narrow.reports[0].losses))
      expect(wide.reports[0].losses[loss as 'total'], loss).toBeCloseTo(value, 4);
    expect(wide.reports[0].step).toBe(0);
    expect(wide.reports[1].losses.total).not.toBeCloseTo(narrow.reports[1].losses.total, 4);

    const { shape, values } = wide.moved.get('decoder.1.0.weight')!;
    expect(shape).toEqual([27, 44, 20]);
    // The join is [skip 20 | up 24]: channel 12 of the skip and 16 of the rest are new, and were read with weight 0 before.
    const reads = (input: number) => values.slice((13 * 44 + input) * 20, (13 * 44 + input) * 20 + 12);
    for (const input of [12, 19, 36, 43]) expect(reads(input).some((value) => value !== 0)).toBe(true);
  }, 240_000);

  test('keeps every weight at its place, behind a join too, and repeats by its seed', () => {
    const weights = trained(SAME_DEPTH);
    const grown = growNetwork(weights, buildGraph(WIDE), 1);
    const narrow = weights.get('decoder.1.0.weight')!.values;
    const wide = grown.get('decoder.1.0.weight')!.values;
    const at = (offset: number, input: number, output: number) => wide[(offset * 44 + input) * 20 + output];
    expect(at(3, 5, 7)).toBe(narrow[(3 * 28 + 5) * 12 + 7]);
    expect(at(3, 20 + 5, 7)).toBe(narrow[(3 * 28 + 12 + 5) * 12 + 7]);
    expect(at(3, 12, 7)).toBe(0);
    expect(at(3, 12, 15)).not.toBe(0);
    expect(grown.get('encoder.1.0.norm.running_var')!.values.slice(12)).toEqual(new Float32Array(8).fill(1));
    expect(growNetwork(weights, buildGraph(WIDE), 1)).toEqual(grown);
    expect(growNetwork(weights, buildGraph(WIDE), 2)).not.toEqual(grown);
    expect(growNetwork(weights, buildGraph(SAME_DEPTH), 1)).toEqual(weights);
  });

  test('is fed with more channels, new ones at weight 0', () => {
    const weights = trained(NARROW);
    const grown = growNetwork(weights, buildGraph({ ...NARROW, inputChannels: 10 }), 1).get('encoder.0.0.weight')!;
    const narrow = weights.get('encoder.0.0.weight')!.values;
    expect(grown.shape).toEqual([27, 10, 8]);
    expect(grown.values.subarray(80, 144)).toEqual(narrow.subarray(64, 128));
    expect(grown.values.subarray(144, 160)).toEqual(new Float32Array(16));
  });

  test.each([
    ['narrower', { ...NARROW, encoder: [[8], [12], [12]] }, 'layer encoder.2.0'],
    ['deeper', { ...NARROW, encoder: [[8], [12], [16, 16]] }, 'layer encoder.2.1'],
    [
      'of other classes',
      { ...NARROW, heads: [{ name: 'semantic', hidden: 16, outputs: 20 }] },
      'layer heads.semantic.1',
    ],
  ] as const)('is refused where it is %s', (_, config, layer) => {
    const grow = () => growNetwork(trained(NARROW), buildGraph(config as NetworkConfig), 1);
    expect(grow).toThrow(expect.objectContaining({ code: 'WEIGHTS_SHAPE', message: expect.stringContaining(layer) }));
  });
});
