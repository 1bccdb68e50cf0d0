import { buildGraph } from './build-graph.ts';
import type { NetworkConfig } from './config.ts';
import * as random from './random-weights.ts';
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

export function randomWeights(config: NetworkConfig, seed: number): Map<string, WeightArray> {
  return random.randomWeights(buildGraph(config), seed);
}
