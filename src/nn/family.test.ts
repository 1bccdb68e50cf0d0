import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTfjsOps, createWasmOps, type Ops } from '../ops/index.ts';
import { buildGraph } from './build-graph.ts';
import type { NetworkConfig } from './config.ts';
import { FAMILY, runFamily, worstShare } from './family.fixture.ts';
import { foldWeights } from './fold.ts';
import { parameterShapes } from './graph.ts';
import { SMALL_NETWORK } from './nn.fixture.ts';
import { compilePlan, inputsOf } from './plan.ts';
import { randomWeights } from './random-weights.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

const NAMES = Object.keys(FAMILY);

describe('the whole network gives what its definition says', () => {
  const engines = new Map<string, Ops>();
  beforeAll(async () => {
    engines.set('wasm', await createWasmOps());
    engines.set('tfjs', await createTfjsOps('cpu'));
  });
  afterAll(() => {
    for (const ops of engines.values()) ops.dispose();
  });

  test.each(NAMES.flatMap((name) => ['wasm', 'tfjs'].map((engine) => [name, engine] as const)))(
    '%s, on %s',
    async (name, engine) => {
      const results = await runFamily(engines.get(engine)!, FAMILY[name]!);
      expect([...results.keys()]).toEqual(FAMILY[name]!.heads.map((head) => head.name));
      for (const [head, values] of results) expect(worstShare(values), head).toBeLessThan(1e-4);
    },
  );
});

describe.each(NAMES)('%s', (name) => {
  const graph = buildGraph(FAMILY[name]!);
  const plan = compilePlan(graph);

  test('no step reads or writes a buffer that it does not have, nor reads the one that it writes', () => {
    const live = new Set([plan.slots[graph.input]!.buffer]);
    plan.layers.forEach((layer, step) => {
      for (const buffer of plan.allocate[step]!) live.add(buffer);
      const output = plan.slots[layer.output]!;
      for (const value of [...inputsOf(layer), layer.output]) expect(live.has(plan.slots[value]!.buffer)).toBe(true);
      // A GPU cannot read the buffer that it writes, not even other columns of it.
      for (const value of inputsOf(layer)) expect(plan.slots[value]!.buffer, layer.name).not.toBe(output.buffer);
      for (const buffer of plan.release[step]!) live.delete(buffer);
    });
    const kept = [graph.input, ...Object.values(graph.outputs)].map((value) => plan.slots[value]!.buffer);
    expect([...live].sort()).toEqual([...new Set(kept)].sort());
  });

  test('nothing but the input stands in the buffer of the input', () => {
    const { buffer } = plan.slots[graph.input]!;
    expect(plan.slots.filter((slot) => slot.buffer === buffer)).toHaveLength(1);
  });

  test('its weights go to a file and come back under the same names', () => {
    const weights = randomWeights(graph, 1);
    expect([...weights.keys()]).toEqual([...parameterShapes(graph).keys()]);
    expect(new Set(weights.keys()).size).toBe(weights.size);
    const { weights: back } = readSafetensors(writeSafetensors(weights, () => false, {}));
    expect([...back].map(([key, { shape }]) => [key, shape])).toEqual(
      [...weights].map(([key, { shape }]) => [key, shape]),
    );
    // Byte by byte, since toEqual takes seconds over a million values.
    const changed = [...back].filter(([key, { values }]) => {
      const before = weights.get(key)!.values;
      return Buffer.compare(Buffer.from(values.buffer), Buffer.from(before.buffer)) !== 0;
    });
    expect(changed).toEqual([]);
    expect([...foldWeights(graph, back).keys()]).toEqual(graph.layers.flatMap((l) => ('offsets' in l ? [l.name] : [])));
  });
});

test('the names of residual blocks, stems, inverse convolutions and normalisers', () => {
  const names = [...parameterShapes(buildGraph(FAMILY['everything at once']!)).keys()];
  for (const name of [
    'stem.0.weight',
    'stacks.0.encoder.1.1.0.normaliser',
    'stacks.0.output.weight',
    'encoder.1.0.0.weight',
    'encoder.1.0.1.norm.running_var',
    'encoder.1.0.shortcut.weight',
    'down.0.norm.bias',
    'up.1.weight',
    'decoder.0.1.shortcut.norm.weight',
    'heads.semantic.2.bias',
    'heads.embedding.1.bias',
  ])
    expect(names).toContain(name);
  expect(names).not.toContain('encoder.1.1.shortcut.weight'); // the same width: the block's input is its shortcut
  expect(names).not.toContain('encoder.1.0.shortcut.normaliser'); // one offset: nothing to count
});

test('values at odd columns are kept from being stored as halves', () => {
  const odd = { ...SMALL_NETWORK, encoder: [[7], [12], [20]] };
  const paired = (config: NetworkConfig) => {
    const graph = buildGraph(config);
    const plan = compilePlan(graph);
    return graph.layers.flatMap((l) =>
      l.kind === 'concat' ? [plan.buffers[plan.slots[l.output]!.buffer]!.paired] : [],
    );
  };
  expect(paired(odd)).toEqual([true, false]); // 12 and 20 at level 1, 7 and 12 at level 0
  expect(paired(SMALL_NETWORK)).toEqual([true, true]);
});

test('a configuration without the new options is the network that it was', () => {
  const spelled = {
    up: 'gather',
    block: 'plain',
    skip: 'output',
    kernelSize: 3,
    normaliser: false,
    stacks: 1,
  } as const;
  expect(buildGraph({ ...SMALL_NETWORK, ...spelled })).toEqual(buildGraph(SMALL_NETWORK));
  expect([...parameterShapes(buildGraph(SMALL_NETWORK)).keys()].slice(0, 6)).toEqual([
    'encoder.0.0.weight',
    'encoder.0.0.norm.weight',
    'encoder.0.0.norm.bias',
    'encoder.0.0.norm.running_mean',
    'encoder.0.0.norm.running_var',
    'encoder.1.0.weight',
  ]);
});

test.each<[string, object, RegExp]>([
  ['an unknown pool', { pool: 'average' }, /pool is max or mean or strided, not average/],
  ['an unknown way up', { up: 'bilinear' }, /up is/],
  ['an unknown block', { block: 'dense' }, /block is/],
  ['an unknown skip', { skip: 'none' }, /skip is/],
  ['an even kernel', { kernelSize: 4 }, /kernelSize is 3 or 5, not 4/],
  ['an even kernel in the stem', { stem: { widths: [8], kernelSize: 2 } }, /stem.kernelSize/],
  ['a normaliser that is no yes or no', { normaliser: 'on' }, /normaliser/],
  ['half a channel', { encoder: [[8], [12.5], [20]] }, /encoder\[1\]: 12.5/],
  ['no level', { encoder: [], decoder: [] }, /at least one level/],
  ['a decoder of another depth', { decoder: [[9]] }, /one decoder level fewer/],
  ['a series without decoders', { stacks: 2, decoder: [] }, /stacks/],
  ['no network at all', { stacks: 0 }, /stacks/],
  ['two heads of a name', { heads: [SMALL_NETWORK.heads[0], SMALL_NETWORK.heads[0]] }, /one of each name/],
  ['a head without outputs', { heads: [{ name: 'box', hidden: 4, outputs: 0 }] }, /heads.box: 0/],
])('%s is refused by name', (_, change, message) => {
  const config = { ...SMALL_NETWORK, ...change } as NetworkConfig;
  expect(() => buildGraph(config)).toThrow(RangeError);
  expect(() => buildGraph(config)).toThrow(message);
});
