import { WeightsError } from '../core/index.ts';
import { type ConvLayer, type Graph, isConv, type Layer, type WeightArray, type Weights } from '../nn/index.ts';
import { initialWeights } from './initial-weights.ts';

/** Where the narrow network's channels of a value stand among the wide one's. */
type Places = readonly number[];

/**
 * Weights of a trained network, for one of the same layers that are wider or are fed with more channels. New channels begin as an untrained
 * network's, but what was there reads them with weight 0: the wide network says at first exactly what the narrow one said, and its new
 * channels are drawn in by the gradient (the idea of Net2Net, Chen et al., ICLR 2016, with fresh channels in the place of copies, which
 * would have to be told apart by noise).
 * @param graph of the wide network; `seed` draws its new channels.
 * @throws WeightsError WEIGHTS_SHAPE naming the layer that is no narrower form of the graph's.
 */
export function growNetwork(weights: Weights, graph: Graph, seed: number): Map<string, WeightArray> {
  const grown = initialWeights(graph, seed);
  const identity = (count: number): Places => Array.from({ length: count }, (_, i) => i);
  const widthsOf = ({ name }: Layer): readonly number[] => weights.get(`${name}.weight`)?.shape.slice(1) ?? [0, 0];
  const first = graph.layers.find((layer) => isConv(layer) && layer.input === graph.input)!;
  const places = new Map<number, Places>([[graph.input, identity(widthsOf(first)[0]!)]]);
  for (const layer of graph.layers) {
    if (layer.kind === 'concat') {
      let width = 0;
      const joined = layer.inputs.flatMap((value) => {
        const moved = places.get(value)!.map((place) => place + width);
        width += graph.values[value]!.channels;
        return moved;
      });
      places.set(layer.output, joined);
    } else if (isConv(layer)) {
      const from = places.get(layer.input)!;
      const to = identity(widthsOf(layer)[1]!);
      if (layer.residual !== undefined && places.get(layer.residual)!.join() !== to.join())
        throw misfit(layer, 'its residual stands elsewhere in the wider one');
      places.set(layer.output, to);
      growLayer(layer, weights, grown, from, to);
    } else {
      places.set(layer.output, places.get(layer.input)!);
    }
  }
  return grown;
}

function growLayer(
  layer: ConvLayer,
  weights: Weights,
  grown: Map<string, WeightArray>,
  from: Places,
  to: Places,
): void {
  const { name } = layer;
  const { shape, values } = grown.get(`${name}.weight`)!;
  const narrow = weights.get(`${name}.weight`);
  const [offsets, cin, cout] = shape as [number, number, number];
  if (!narrow) throw misfit(layer, 'it has no weights of that name');
  if (narrow.shape.join() !== [offsets, from.length, to.length].join() || from.length > cin || to.length > cout)
    throw misfit(layer, `${narrow.shape.join(' × ')} does not fit into ${shape.join(' × ')}`);
  if (!layer.norm && to.length !== cout) throw misfit(layer, `${to.length} outputs, and ${cout} are asked for`);
  for (let row = 0; row < offsets * cin; row++) values.fill(0, row * cout, row * cout + to.length);
  for (let offset = 0; offset < offsets; offset++) {
    from.forEach((place, input) => {
      const at = (offset * from.length + input) * to.length;
      values.set(narrow.values.subarray(at, at + to.length), (offset * cin + place) * cout);
    });
  }
  const parts = layer.norm ? ['weight', 'bias', 'running_mean', 'running_var'].map((part) => `norm.${part}`) : ['bias'];
  for (const part of layer.normaliser ? [...parts, 'normaliser'] : parts) {
    const had = weights.get(`${name}.${part}`);
    if (!had) throw misfit(layer, `it has no ${part}`);
    grown.get(`${name}.${part}`)!.values.set(had.values);
  }
}

function misfit(layer: ConvLayer, why: string): WeightsError {
  const message = `layer ${layer.name} of the run to begin from is no narrower form of this network's: ${why}`;
  return new WeightsError('WEIGHTS_SHAPE', message, { layer: layer.name });
}
