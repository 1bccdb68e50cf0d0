import { type Graph, isConv, type Network, NORM_EPSILON, type WeightArray, type Weights } from '../../nn/index.ts';

/**
 * The graph with each norm as a bias: what the norms know of thousands of scenes stays, while the convolutions around them are tuned on
 * one. Batch statistics of a few crops of a single room would move every layer at once.
 */
export function freezeNorms(graph: Graph): Graph {
  return { ...graph, layers: graph.layers.map((layer) => (isConv(layer) ? { ...layer, norm: false } : layer)) };
}

/** Parameters of the graph without norms: the folded ones, as arrays of their own. */
export function frozenWeights({ layers }: Network): Map<string, WeightArray> {
  const out = new Map<string, WeightArray>();
  for (const [name, { weights, bias, normaliser, offsets, cin, cout }] of layers) {
    out.set(`${name}.weight`, { shape: [offsets, cin, cout], values: weights.slice() });
    out.set(`${name}.bias`, { shape: [cout], values: bias.slice() });
    if (normaliser) out.set(`${name}.normaliser`, { shape: [offsets, 1], values: normaliser.slice() });
  }
  return out;
}

/** The network with other parameters, as it runs. @param frozen as `frozenWeights` gives them. */
export function withFrozenWeights(network: Network, frozen: Weights): Network {
  const values = (name: string) => frozen.get(name)!.values;
  const layers = [...network.layers].map(([name, layer]) => {
    const normaliser = layer.normaliser && { normaliser: values(`${name}.normaliser`) };
    return [
      name,
      { ...layer, weights: values(`${name}.weight`), bias: values(`${name}.bias`), ...normaliser },
    ] as const;
  });
  return { ...network, layers: new Map(layers) };
}

/** The arrays of a weights file: where the network has norms, such that change nothing, 1 · (x − 0) / √(variance + ε) + bias. */
export function thawedWeights(graph: Graph, frozen: Weights): Map<string, WeightArray> {
  const out = new Map<string, WeightArray>(frozen);
  for (const layer of graph.layers) {
    if (!isConv(layer) || !layer.norm) continue;
    const { shape, values } = frozen.get(`${layer.name}.bias`)!;
    const filled = (value: number): WeightArray => ({ shape, values: new Float32Array(values.length).fill(value) });
    out.delete(`${layer.name}.bias`);
    out.set(`${layer.name}.norm.weight`, filled(1));
    out.set(`${layer.name}.norm.bias`, { shape, values });
    out.set(`${layer.name}.norm.running_mean`, filled(0));
    out.set(`${layer.name}.norm.running_var`, filled(1 - NORM_EPSILON));
  }
  return out;
}
