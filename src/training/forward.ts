import type * as tf from '@tensorflow/tfjs';
import { type Graph, type HeadName, isConv, NORM_EPSILON } from '../nn/index.ts';
import { autograd, type VoxelIndex, type WasmTable } from '../ops/index.ts';
import type { Parameters } from './parameters.ts';

/**
 * The network as differentiable tfjs ops, in training form (batch statistics). Same graph as the inference plan.
 * @returns logits by head, [voxels × outputs]. Running statistics in `parameters` move as a side effect.
 */
export function forward(
  arena: autograd.Arena,
  graph: Graph,
  parameters: Parameters,
  index: VoxelIndex,
): Map<HeadName, tf.Tensor2D> {
  const [rows, channels] = [index.features.rows, index.features.channels];
  const features = arena.tensor<tf.Tensor2D>((index.features as unknown as { pointer: number }).pointer, [
    rows,
    channels,
  ]);
  const values = new Map<number, tf.Tensor2D>([[graph.input, features]]);
  for (const layer of graph.layers) {
    const level = index.levels[graph.values[layer.output]!.level]!;
    if (layer.kind === 'concat') {
      const [a, b] = layer.inputs.map((input) => values.get(input)!) as [tf.Tensor2D, tf.Tensor2D];
      values.set(layer.output, autograd.concatColumns(arena, a, b));
      continue;
    }
    const x = values.get(layer.input)!;
    if (layer.kind === 'copy') {
      values.set(layer.output, x);
    } else if (layer.kind === 'maxPool') {
      values.set(layer.output, autograd.maxPool(arena, x, level.children as WasmTable));
    } else if (layer.kind === 'unpool') {
      const coarse = index.levels[graph.values[layer.input]!.level]!;
      values.set(layer.output, autograd.unpool(arena, x, level.parents as WasmTable, coarse.children as WasmTable));
    } else if (isConv(layer)) {
      const weight = parameters.variable(`${layer.name}.weight`) as unknown as tf.Tensor3D;
      const map = layer.kind === 'subm' ? level.neighbours : level.children;
      const y =
        layer.kind === 'linear'
          ? autograd.linear(arena, x, weight)
          : autograd.sparseConv(arena, x, weight, map as WasmTable);
      values.set(layer.output, finish(arena, y, layer.name, layer.norm, parameters));
    }
  }
  return new Map(Object.entries(graph.outputs).map(([name, value]) => [name as HeadName, values.get(value)!]));
}

function finish(
  arena: autograd.Arena,
  y: tf.Tensor2D,
  name: string,
  norm: boolean,
  parameters: Parameters,
): tf.Tensor2D {
  const vector = (part: string) => parameters.variable(`${name}.${part}`) as unknown as tf.Tensor1D;
  if (!norm) return autograd.addBias(arena, y, vector('bias'));
  const onStatistics = (statistics: autograd.BatchStatistics) => parameters.moveStatistics(`${name}.norm`, statistics);
  return autograd.normRelu(arena, y, vector('norm.weight'), vector('norm.bias'), NORM_EPSILON, onStatistics);
}
