import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WeightsError } from '../core/index.ts';
import { createWasmOps } from '../ops/index.ts';
import { buildGraph } from './build-graph.ts';
import type { NetworkConfig } from './config.ts';
import { float16ToFloat32, float32ToFloat16 } from './float16.ts';
import { foldWeights, NORM_EPSILON } from './fold.ts';
import { countParameters, parameterShapes } from './graph.ts';
import { countPairs, layerCosts } from './layer-costs.ts';
import { randomWeights, SMALL_NETWORK } from './nn.fixture.ts';
import { compilePlan } from './plan.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

describe('half precision', () => {
  test('every half survives the way to single and back', () => {
    const all = Uint16Array.from({ length: 65_536 }, (_, i) => i).filter(
      (half) => (half & 0x7c00) !== 0x7c00 || (half & 0x3ff) === 0,
    );
    expect(float32ToFloat16(float16ToFloat32(all))).toEqual(all);
  });

  test('rounds to nearest, ties to even, and overflows to infinity', () => {
    const halves = float32ToFloat16(
      Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11, 65_519, 65_520, 1e-8, 2 ** -25, 3 * 2 ** -26),
    );
    expect([...float16ToFloat32(halves)]).toEqual([1, 1 + 2 ** -9, 65_504, Number.POSITIVE_INFINITY, 0, 0, 2 ** -24]);
    expect(float16ToFloat32(float32ToFloat16(Float32Array.of(Number.NaN)))[0]).toBeNaN();
  });

  test('no value moves by more than half a step', () => {
    fc.assert(
      fc.property(fc.float({ min: -60_000, max: 60_000, noNaN: true }), (value) => {
        const back = float16ToFloat32(float32ToFloat16(Float32Array.of(value)))[0]!;
        return Math.abs(back - value) <= Math.max(Math.abs(value) * 2 ** -11, 2 ** -25);
      }),
    );
  });
});

describe('safetensors', () => {
  const weights = new Map([
    ['a.weight', { shape: [2, 3], values: Float32Array.of(1, -2, 0.5, 4, 0, 8) }],
    ['a.bias', { shape: [3], values: Float32Array.of(0.1, 0.2, 0.3) }],
  ]);
  const bytes = writeSafetensors(weights, (name) => name.endsWith('weight'), { model: 'm' });

  test('reads back what was written', () => {
    const { weights: back, metadata } = readSafetensors(bytes);
    expect(metadata).toEqual({ model: 'm' });
    expect([...back.get('a.weight')!.values]).toEqual([1, -2, 0.5, 4, 0, 8]);
    expect(back.get('a.bias')).toEqual(weights.get('a.bias'));
  });

  test('truncated at any byte it is a WeightsError', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readSafetensors(bytes.slice(0, length))).toThrow(WeightsError);
    }
  });

  test('a header that promises more than the file has is a WeightsError', () => {
    const lying = bytes.slice();
    new DataView(lying.buffer).setBigUint64(0, 0xffff_ffff_ffffn, true);
    expect(() => readSafetensors(lying)).toThrow(WeightsError);
  });
});

describe('graph', () => {
  test('a decoder of the wrong depth is refused', () => {
    expect(() => buildGraph({ ...SMALL_NETWORK, decoder: [[9]] })).toThrow(RangeError);
  });

  test('skip and unpooled channels meet in the decoder', () => {
    const shapes = parameterShapes(buildGraph(SMALL_NETWORK));
    expect(shapes.get('encoder.0.0.weight')).toEqual([27, 8, 8]);
    expect(shapes.get('decoder.1.0.weight')).toEqual([27, 16 + 20, 12]);
    expect(shapes.get('decoder.0.0.weight')).toEqual([27, 8 + 12, 9]);
    expect(shapes.get('heads.box.1.weight')).toEqual([1, 8, 11]);
  });

  test('TF 3D semantic Waymo configuration has its 5.07 M convolution weights', () => {
    // tf3d section 3.4: encoder, bottleneck and decoder of sem Waymo; its skip is the level's input, ours its output, so the
    // decoder's first layers differ; the encoder and bottleneck alone must be exact.
    const encoder = [
      [24, 24],
      [24, 32],
      [32, 48],
      [48, 64],
      [64, 80],
      [80, 96],
      [96, 112],
      [112, 112],
    ];
    const config: NetworkConfig = { inputChannels: 64, encoder, decoder: encoder.slice(0, -1), pool: 'max', heads: [] };
    const expected = encoder
      .flat()
      .reduce((sum, channels, i, all) => sum + 27 * channels * (i === 0 ? 64 : all[i - 1]!), 0);
    const kernels = [...parameterShapes(buildGraph(config))].filter(
      ([name]) => name.startsWith('encoder') && name.endsWith('.weight') && !name.includes('norm'),
    );
    expect(kernels.reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0)).toBe(expected);
  });

  test('counts parameters', () => {
    const graph = buildGraph({ ...SMALL_NETWORK, encoder: [[4], [6]], decoder: [[5]], heads: [] });
    expect(countParameters(graph)).toBe(27 * (8 * 4 + 4 * 6 + (4 + 6) * 5) + 4 * (4 + 6 + 5));
  });
});

describe('plan', () => {
  const graph = buildGraph(SMALL_NETWORK);
  const plan = compilePlan(graph);

  test('concatenated values share one buffer side by side', () => {
    for (const layer of graph.layers) {
      if (layer.kind !== 'concat') continue;
      let offset = plan.slots[layer.output]!.offset;
      for (const input of layer.inputs) {
        expect(plan.slots[input]).toEqual({ buffer: plan.slots[layer.output]!.buffer, offset });
        offset += graph.values[input]!.channels;
      }
      expect(plan.buffers[plan.slots[layer.output]!.buffer]!.channels).toBe(offset);
    }
  });

  test('no step touches a buffer before it is allocated or after it is given back', () => {
    const live = new Set([plan.slots[graph.input]!.buffer]);
    plan.layers.forEach((layer, step) => {
      for (const buffer of plan.allocate[step]!) live.add(buffer);
      expect(live.has(plan.slots[layer.input]!.buffer)).toBe(true);
      expect(live.has(plan.slots[layer.output]!.buffer)).toBe(true);
      for (const buffer of plan.release[step]!) live.delete(buffer);
    });
    const kept = [graph.input, ...Object.values(graph.outputs)].map((value) => plan.slots[value]!.buffer);
    expect([...live].sort()).toEqual([...new Set(kept)].sort());
  });
});

describe('costs', () => {
  test('of two voxels side by side and one apart, by hand', async () => {
    const ops = await createWasmOps();
    const config: NetworkConfig = {
      ...{ inputChannels: 8, encoder: [[4, 4], [6]], decoder: [], pool: 'max', block: 'residual' },
      heads: [{ name: 'semantic', hidden: 0, outputs: 2 }],
    };
    const graph = buildGraph(config);
    const positions = Float32Array.of(0.5, 0.5, 0.5, 1.5, 0.5, 0.5, 7.5, 0.5, 0.5);
    const index = await ops.index(
      { count: 3, positions, heights: new Float32Array(3) },
      { voxelSizeM: 1, min: [0, 0, 0], dims: [8, 1, 1] },
      2,
    );
    const costs = layerCosts(graph, index, await countPairs(ops, graph, index), 2);
    const cost = (name: string) => costs.find((layer) => layer.name === name)!;
    // Each voxel has itself, two have each other: five pairs. The two share a parent.
    expect(cost('encoder.0.0.0')).toEqual({
      ...{ name: 'encoder.0.0.0', kind: 'subm', level: 0, rows: 3, channelsIn: 8, channelsOut: 4, pairs: 5 },
      multiplyAdds: 5 * 8 * 4,
      bytes: 2 * (3 * 8 + 3 * 4 + 27 * 8 * 4) + 4 * 5,
    });
    expect(cost('encoder.0.1.1').bytes).toBe(2 * (3 * (4 + 4 + 4) + 27 * 4 * 4) + 4 * 5); // and the residual
    expect(cost('pool.0')).toMatchObject({ rows: 2, pairs: 3, multiplyAdds: 0, bytes: 2 * (3 * 4 + 2 * 4) + 4 * 3 });
    expect(cost('heads.semantic.1')).toMatchObject({ level: 1, pairs: 2, multiplyAdds: 2 * 6 * 2 });
    ops.dispose();
  });
});

describe('folding', () => {
  test('equals convolution, then batch norm', () => {
    const config: NetworkConfig = { inputChannels: 2, encoder: [[3]], decoder: [], pool: 'max', heads: [] };
    const weights = randomWeights(config, 4);
    const layer = foldWeights(buildGraph(config), weights).get('encoder.0.0')!;
    const at = (name: string, i: number) => weights.get(`encoder.0.0.${name}`)!.values[i]!;
    const x = [0.7, -1.1];
    for (let c = 0; c < 3; c++) {
      const plain = x.reduce((sum, value, i) => sum + value * at('weight', i * 3 + c), 0);
      const normed =
        (at('norm.weight', c) * (plain - at('norm.running_mean', c))) /
          Math.sqrt(at('norm.running_var', c) + NORM_EPSILON) +
        at('norm.bias', c);
      const folded = x.reduce((sum, value, i) => sum + value * layer.weights[i * 3 + c]!, layer.bias[c]!);
      expect(folded).toBeCloseTo(normed, 5);
    }
  });

  test('a missing or misshapen array is named', () => {
    const weights = randomWeights(SMALL_NETWORK, 1);
    weights.set('decoder.0.0.weight', { shape: [27, 20, 8], values: new Float32Array(27 * 20 * 8) });
    try {
      foldWeights(buildGraph(SMALL_NETWORK), weights);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(WeightsError);
      expect((error as WeightsError).context).toEqual({
        tensor: 'decoder.0.0.weight',
        expected: '27×20×9',
        found: '27×20×8',
      });
    }
  });
});
