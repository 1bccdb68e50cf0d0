import type { HeadName } from './config.ts';

/** One matrix that flows through the network: [rows of `level` × channels]. */
export interface Value {
  readonly level: number;
  readonly channels: number;
}

interface LayerBase {
  /** Module path: the prefix of its weights' names. */
  readonly name: string;
  readonly input: number;
  readonly output: number;
}

/**
 * A submanifold convolution (`subm`), a 2³ stride-2 convolution to the next level (`down`), its inverse (`up`), or `linear`.
 * In order: the sum, divided by the normaliser, batch norm or bias, plus the residual, ReLU.
 */
export interface ConvLayer extends LayerBase {
  readonly kind: 'subm' | 'down' | 'up' | 'linear';
  /** Kernel offsets: 27 or 125, 8, 8, 1. */
  readonly offsets: number;
  /** Batch norm follows; without it the layer has a bias. */
  readonly norm: boolean;
  readonly relu: boolean;
  readonly normaliser: boolean;
  /** A value of the output's shape. */
  readonly residual?: number;
}

/** Pools from the finer level, `unpool` gathers from the coarser one, `copy` moves the voxel features into a concatenation. */
export interface MoveLayer extends LayerBase {
  readonly kind: 'maxPool' | 'meanPool' | 'unpool' | 'copy';
}

export interface ConcatLayer extends Omit<LayerBase, 'input'> {
  readonly kind: 'concat';
  readonly inputs: readonly number[];
}

export type Layer = ConvLayer | MoveLayer | ConcatLayer;

/** The network as a list of layers in execution order: a pure value, read by the inference plan and by the trainer. */
export interface Graph {
  readonly values: readonly Value[];
  readonly layers: readonly Layer[];
  /** Value 0: the voxel features. */
  readonly input: 0;
  readonly outputs: Readonly<Partial<Record<HeadName, number>>>;
  /** What all heads share: the decoder's level-0 output, or the coarsest level's without a decoder. */
  readonly backbone: number;
}

export function isConv(layer: Layer): layer is ConvLayer {
  return 'offsets' in layer;
}

/** Shapes of every parameter, by name, in layer order: what a weights file must hold. */
export function parameterShapes(graph: Graph): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const layer of graph.layers) {
    if (!isConv(layer)) continue;
    const channels = graph.values[layer.output]!.channels;
    shapes.set(`${layer.name}.weight`, [layer.offsets, graph.values[layer.input]!.channels, channels]);
    if (layer.normaliser) shapes.set(`${layer.name}.normaliser`, [layer.offsets, 1]);
    if (layer.norm) {
      for (const part of ['weight', 'bias', 'running_mean', 'running_var'])
        shapes.set(`${layer.name}.norm.${part}`, [channels]);
    } else {
      shapes.set(`${layer.name}.bias`, [channels]);
    }
  }
  return shapes;
}

export function countParameters(graph: Graph): number {
  let total = 0;
  for (const shape of parameterShapes(graph).values()) total += shape.reduce((product, side) => product * side, 1);
  return total;
}
