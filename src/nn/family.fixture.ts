import { Rng, type VoxelGrid } from '../core/index.ts';
import type { Ops, PointInput } from '../ops/index.ts';
import { buildGraph } from './build-graph.ts';
import type { HeadName, NetworkConfig } from './config.ts';
import { indexOptions } from './layer-maps.ts';
import { buildNetwork, releaseNetwork, runNetwork, uploadNetwork } from './network.ts';
import { SMALL_NETWORK } from './nn.fixture.ts';
import { randomWeights } from './random-weights.ts';
import { runReference } from './reference.fixture.ts';

const semantic = { name: 'semantic', hidden: 8, outputs: 5 } as const;
const base: NetworkConfig = {
  inputChannels: 8,
  encoder: [[8], [12], [16]],
  decoder: [[8], [12]],
  pool: 'max',
  heads: [semantic],
};

/** Every option at least once, alone and together. */
export const FAMILY: Readonly<Record<string, NetworkConfig>> = {
  'the shipped kind': SMALL_NETWORK,
  'mean pools': { ...base, pool: 'mean' },
  'strided pools, inverse convolutions': { ...base, pool: 'strided', up: 'inverse' },
  'strided pools that widen': { ...base, pool: 'strided', down: 'widen', encoder: [[8], [], [16]] },
  'residual blocks, some with a shortcut': { ...base, block: 'residual', encoder: [[8, 8], [12, 12], [16]] },
  'kernel size 5': { ...base, kernelSize: 5 },
  'the normaliser': { ...base, normaliser: true },
  'TF 3D: skips of the input, submanifold heads': {
    ...base,
    skip: 'input',
    heads: [{ ...semantic, layers: 'submanifold' }],
  },
  'an hourglass of two': { ...base, stacks: 2, skip: 'input', normaliser: true, pool: 'mean' },
  'MinkUNet: stem, empty first level, no hidden layer': {
    ...base,
    stem: { widths: [4, 8], kernelSize: 5 },
    encoder: [[], [8, 12], [16]],
    pool: 'strided',
    up: 'inverse',
    block: 'residual',
    heads: [{ ...semantic, hidden: 0 }],
  },
  'an empty first level without a stem': { ...base, encoder: [[], [12], [16]] },
  'an empty decoder level': { ...base, up: 'inverse', decoder: [[8], []] },
  'no decoder': { ...base, decoder: [] },
  'everything at once': {
    ...base,
    stem: { widths: [9] },
    encoder: [[7], [12, 12], [15]],
    decoder: [[10, 7], [12]],
    pool: 'strided',
    up: 'inverse',
    block: 'residual',
    kernelSize: 5,
    normaliser: true,
    stacks: 2,
    heads: [
      { ...semantic, layers: 'submanifold' },
      { name: 'embedding', hidden: 0, outputs: 3 },
    ],
  },
};

/** A small rough surface: three levels of it have neighbours, gaps and odd borders. */
function roughSurface(): { points: PointInput; grid: VoxelGrid } {
  const rng = new Rng(8);
  const count = 200;
  const positions = new Float32Array(count * 3);
  for (let p = 0; p < count; p++) {
    const [x, y] = [rng.range(0, 12), rng.range(0, 9)];
    positions.set([x, y, 2 + Math.sin(x) + rng.range(0, 0.6)], p * 3);
  }
  const heights = positions.filter((_, i) => i % 3 === 2);
  return { points: { count, positions, heights }, grid: { voxelSizeM: 0.5, min: [0, 0, 0], dims: [24, 18, 8] } };
}

/** Head outputs of a configuration on an implementation, beside those of the plain reference. */
export async function runFamily(
  ops: Ops,
  config: NetworkConfig,
  precision: 'f32' | 'f16' = 'f32',
): Promise<Map<HeadName, { actual: Float32Array; expected: Float64Array }>> {
  const { points, grid } = roughSurface();
  const graph = buildGraph(config);
  const weights = randomWeights(graph, 3);
  const index = await ops.index(points, grid, config.encoder.length, indexOptions(graph));
  const resident = uploadNetwork(ops, buildNetwork(config, weights), precision);
  const tensors = await runNetwork(ops, resident, index);
  const expected = await runReference(ops, graph, weights, index);
  const results = new Map<HeadName, { actual: Float32Array; expected: Float64Array }>();
  for (const [name, tensor] of tensors) {
    results.set(name, { actual: await ops.read(tensor), expected: expected.get(name)! });
    ops.release(tensor);
  }
  releaseNetwork(ops, resident);
  return results;
}

/** Largest difference, as a share of the largest value. */
export function worstShare({ actual, expected }: { actual: Float32Array; expected: Float64Array }): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let worst = 0;
  // Not Math.max: a NaN must not be lost.
  for (const [i, value] of expected.entries())
    if (!(Math.abs(actual[i]! - value) <= worst)) worst = Math.abs(actual[i]! - value);
  return worst / scale;
}
