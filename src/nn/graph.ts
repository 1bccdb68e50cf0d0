import type { HeadName, NetworkConfig } from './config.ts';

/** One matrix that flows through the network: [rows of `level` × channels]. */
export interface Value {
  readonly level: number;
  readonly channels: number;
}

interface LayerBase {
  /** Module path: the prefix of its weights' names. */
  readonly name: string;
  readonly output: number;
}

/** 27-offset submanifold convolution (`subm`), 2³ stride-2 convolution to the next level (`down`), or one-offset `linear`. */
export interface ConvLayer extends LayerBase {
  readonly kind: 'subm' | 'down' | 'linear';
  readonly input: number;
  /** Batch norm and ReLU follow; without them the layer has a bias. */
  readonly normRelu: boolean;
}

export interface PoolLayer extends LayerBase {
  readonly kind: 'maxPool';
  readonly input: number;
}

export interface UnpoolLayer extends LayerBase {
  readonly kind: 'unpool';
  readonly input: number;
}

export interface ConcatLayer extends LayerBase {
  readonly kind: 'concat';
  readonly inputs: readonly number[];
}

export type Layer = ConvLayer | PoolLayer | UnpoolLayer | ConcatLayer;

/** The network as a list of layers in execution order: a pure value, read by the inference plan and by the trainer. */
export interface Graph {
  readonly values: readonly Value[];
  readonly layers: readonly Layer[];
  /** Value 0: the voxel features. */
  readonly input: 0;
  readonly outputs: Readonly<Partial<Record<HeadName, number>>>;
  /** The decoder's level-0 output that all heads share. */
  readonly backbone: number;
}

/** Kernel offsets of a convolution kind. */
export const OFFSETS = { subm: 27, down: 8, linear: 1 } as const;

/** Builds the layer list of a U-Net. @throws RangeError when encoder and decoder do not fit each other. */
export function buildGraph(config: NetworkConfig): Graph {
  if (config.decoder.length !== config.encoder.length - 1) {
    throw new RangeError('a U-Net has one decoder level fewer than encoder levels');
  }
  const values: Value[] = [{ level: 0, channels: config.inputChannels }];
  const layers: Layer[] = [];
  const value = (level: number, channels: number) => values.push({ level, channels }) - 1;
  const conv = (
    name: string,
    kind: ConvLayer['kind'],
    input: number,
    level: number,
    channels: number,
    normRelu = true,
  ) => {
    const output = value(level, channels);
    layers.push({ kind, name, input, output, normRelu });
    return output;
  };

  let current = 0;
  const skips: number[] = [];
  config.encoder.forEach((widths, level) => {
    widths.forEach((channels, i) => {
      current = conv(`encoder.${level}.${i}`, 'subm', current, level, channels);
    });
    if (level === config.encoder.length - 1) return;
    skips.push(current);
    const channels = values[current]!.channels;
    if (config.pool === 'strided') {
      current = conv(`down.${level}`, 'down', current, level + 1, channels);
    } else {
      const output = value(level + 1, channels);
      layers.push({ kind: 'maxPool', name: `pool.${level}`, input: current, output });
      current = output;
    }
  });

  for (let level = config.decoder.length - 1; level >= 0; level--) {
    const up = value(level, values[current]!.channels);
    layers.push({ kind: 'unpool', name: `unpool.${level}`, input: current, output: up });
    const skip = skips[level]!;
    const joined = value(level, values[skip]!.channels + values[up]!.channels);
    layers.push({ kind: 'concat', name: `concat.${level}`, inputs: [skip, up], output: joined });
    current = joined;
    config.decoder[level]!.forEach((channels, i) => {
      current = conv(`decoder.${level}.${i}`, 'subm', current, level, channels);
    });
  }

  const backbone = current;
  const outputs: Partial<Record<HeadName, number>> = {};
  for (const head of config.heads) {
    const hidden = conv(`heads.${head.name}.0`, 'linear', backbone, 0, head.hidden);
    outputs[head.name] = conv(`heads.${head.name}.1`, 'linear', hidden, 0, head.outputs, false);
  }
  return { values, layers, input: 0, outputs, backbone };
}

/** Shapes of every parameter, by name, in layer order: what a weights file must hold. */
export function parameterShapes(graph: Graph): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const layer of graph.layers) {
    if (layer.kind !== 'subm' && layer.kind !== 'down' && layer.kind !== 'linear') continue;
    const channels = graph.values[layer.output]!.channels;
    shapes.set(`${layer.name}.weight`, [OFFSETS[layer.kind], graph.values[layer.input]!.channels, channels]);
    if (layer.normRelu) {
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
