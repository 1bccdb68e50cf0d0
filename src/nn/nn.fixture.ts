import { Rng } from '../core/index.ts';
import type { NetworkConfig } from './config.ts';
import { buildGraph, parameterShapes } from './graph.ts';
import type { WeightArray } from './safetensors.ts';

/** Three levels, odd channel counts, both kinds of layers: small enough for any oracle. */
export const SMALL_NETWORK: NetworkConfig = {
  inputChannels: 8,
  encoder: [[8], [12, 16], [20]],
  decoder: [[9], [12]],
  pool: 'max',
  heads: [
    { name: 'semantic', hidden: 12, outputs: 5 },
    { name: 'embedding', hidden: 8, outputs: 3 },
    { name: 'box', hidden: 8, outputs: 11 },
  ],
};

/** Random weights with running statistics far from 0 and 1, so that folding is really exercised. */
export function randomWeights(config: NetworkConfig, seed: number): Map<string, WeightArray> {
  const rng = new Rng(seed);
  const weights = new Map<string, WeightArray>();
  for (const [name, shape] of parameterShapes(buildGraph(config))) {
    const values = new Float32Array(shape.reduce((product, side) => product * side, 1));
    const spread = shape.length === 3 ? Math.sqrt(2 / (0.4 * shape[0]! * shape[1]!)) : 0.3;
    const middle = name.endsWith('norm.weight') || name.endsWith('running_var') ? 1 : 0;
    weights.set(name, {
      shape,
      values: values.map(() => (name.endsWith('running_var') ? rng.range(0.5, 2) : rng.normal(middle, spread))),
    });
  }
  return weights;
}
