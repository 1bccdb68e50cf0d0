import * as tf from '@tensorflow/tfjs';
import { type ConvLayer, type Graph, type HeadName, type Layer, layerTable, NORM_EPSILON } from '../nn/index.ts';
import { autograd, type VoxelIndex } from '../ops/index.ts';
import type { Parameters } from './parameters.ts';

/** Batch statistics of every normalised layer, by the name of its norm. */
export type LayerStatistics = Map<string, autograd.BatchStatistics>;

/**
 * The network as differentiable tfjs ops, in training form (batch statistics). Same graph as the inference plan.
 * @param statistics takes what each norm saw, for the running averages.
 * @returns logits by head, [voxels × outputs].
 */
export function forward(
  g: autograd.SparseGradients,
  graph: Graph,
  parameters: Parameters,
  index: VoxelIndex,
  statistics: LayerStatistics,
): Map<HeadName, tf.Tensor2D> {
  const values = new Map<number, tf.Tensor2D>([[graph.input, g.wrap(index.features)]]);
  const value = (at: number) => values.get(at)!;
  for (const layer of graph.layers) {
    const level = index.levels[graph.values[layer.output]!.level]!;
    const run = (): tf.Tensor2D => {
      switch (layer.kind) {
        case 'concat':
          return layer.inputs.map(value).reduce((a, b) => autograd.concatColumns(g, a, b));
        case 'copy':
          return value(layer.input);
        case 'maxPool':
          return autograd.maxPool(g, value(layer.input), layerTable(layer, level)!);
        case 'meanPool':
          return autograd.meanPool(g, value(layer.input), layerTable(layer, level)!);
        case 'unpool': {
          const coarse = index.levels[graph.values[layer.input]!.level]!;
          return autograd.unpool(g, value(layer.input), layerTable(layer, level)!, coarse.children!);
        }
        default:
          return convolve(g, layer, parameters, convMaps(layer, graph, index), value, statistics);
      }
    };
    values.set(layer.output, run());
  }
  return new Map(Object.entries(graph.outputs).map(([name, at]) => [name as HeadName, value(at)]));
}

/** Both directions of a convolution's map: what reads forward over one table reads back over the other end's. */
function convMaps(layer: Layer & ConvLayer, graph: Graph, index: VoxelIndex): autograd.ConvMaps {
  if (layer.kind === 'linear') return {};
  const level = index.levels[graph.values[layer.output]!.level]!;
  const forward = layerTable(layer, level);
  if (layer.kind === 'subm') return { forward, backward: forward, mirrored: true };
  const from = index.levels[graph.values[layer.input]!.level]!;
  return { forward, backward: layer.kind === 'down' ? from.inverse : from.children };
}

function convolve(
  g: autograd.SparseGradients,
  layer: ConvLayer,
  parameters: Parameters,
  maps: autograd.ConvMaps,
  value: (at: number) => tf.Tensor2D,
  statistics: LayerStatistics,
): tf.Tensor2D {
  const { name, relu, residual } = layer;
  const vector = (part: string) => parameters.variable(`${name}.${part}`) as unknown as tf.Tensor1D;
  // Value 0 is the voxels' features: data.
  const conv = layer.input === 0 ? autograd.sparseConvOfData : autograd.sparseConv;
  let y = conv(g, value(layer.input), parameters.variable(`${name}.weight`), maps);
  if (layer.normaliser) {
    const ones = tf.tensor2d(new Float32Array(y.shape[0]).fill(1), [y.shape[0], 1]);
    y = autograd.divideRows(g, y, autograd.sparseConvOfData(g, ones, parameters.variable(`${name}.normaliser`), maps));
  }
  if (layer.norm) {
    y = autograd.batchNorm(g, y, vector('norm.weight'), vector('norm.bias'), {
      epsilon: NORM_EPSILON,
      relu: relu && residual === undefined,
      onStatistics: (seen) => statistics.set(`${name}.norm`, seen),
    });
  } else {
    y = autograd.addBias(g, y, vector('bias'));
    // Elsewhere the norm does it: this is for networks whose norms are folded in.
    if (relu && residual === undefined) y = autograd.addRelu(g, y, tf.tensor2d(new Float32Array(y.size), y.shape));
  }
  return residual === undefined ? y : autograd.addRelu(g, y, value(residual));
}
