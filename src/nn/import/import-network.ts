import type { InputFeature } from '../../core/index.ts';
import { buildGraph } from '../build-graph.ts';
import type { NetworkConfig } from '../config.ts';
import { NORM_EPSILON } from '../fold.ts';
import { type ConvLayer, type Graph, isConv, parameterShapes } from '../graph.ts';
import type { WeightArray } from '../safetensors.ts';
import type { Checkpoint } from './checkpoint.ts';
import { unfit } from './checkpoint-error.ts';
import { defaultFeatures, featureChannels } from './default-features.ts';
import { type DerivedNetwork, deriveNetwork, headLayout } from './derive-network.ts';
import { type DetectedFamily, detectFamily } from './families.ts';
import { convertKernel, type KernelLayout, kernelShape } from './kernel-layout.ts';
import type { OffsetOrder } from './offset-order.ts';
import { describeImport, type ImportReport, type MatchedLayer } from './report.ts';
import type { BlockNames, LayerNames } from './residual-unet.ts';
import { SourceTensors } from './source-tensors.ts';

export interface ImportOptions {
  /** Default: that of the framework which the names and shapes are of. */
  readonly offsetOrder?: OffsetOrder | undefined;
  /** What the batch norms divide by beside the variance; checkpoints do not say. Default: the family's. */
  readonly normEpsilon?: number | undefined;
  /** How spconv's 1³ convolutions lie in memory: `IO` as it computes them, `OI` as their shape says (authors who mended it). */
  readonly pointwise?: 'IO' | 'OI' | undefined;
  /** What the network is fed with. Default: by the number of input channels. */
  readonly features?: readonly InputFeature[] | undefined;
}

export interface ImportedNetwork {
  readonly network: NetworkConfig;
  readonly features: readonly InputFeature[];
  readonly weights: ReadonlyMap<string, WeightArray>;
  readonly report: ImportReport;
}

/**
 * A checkpoint of MinkowskiEngine, TorchSparse or spconv as a network of ours: widths and depths from its shapes, kernels in our order
 * of offsets, batch norms as we store them. What it computes is the same up to rounding.
 * @throws WeightsError naming the layer that has no counterpart, and why. @throws FormatError when its numbers cannot be read.
 */
export async function importNetwork(checkpoint: Checkpoint, options: ImportOptions = {}): Promise<ImportedNetwork> {
  const detected = detectFamily(checkpoint);
  const tensors = new SourceTensors(checkpoint, detected.prefix);
  const derived = deriveNetwork(detected, tensors);
  const { inputChannels } = derived.network;
  const features = options.features ?? defaultFeatures(inputChannels, detected);
  if (featureChannels(features) !== inputChannels) {
    const stem = `${detected.prefix}${detected.family.naming.stem[0]!.conv}`;
    throw unfit(stem, `features of ${inputChannels} input channels`, `${featureChannels(features)}`);
  }
  const offsetOrder = options.offsetOrder ?? detected.family.offsetOrder;
  const importer = new Importer(detected, derived, tensors, { ...options, offsetOrder });
  const { weights, layers } = await importer.run();
  await refuseLeftovers(tensors);
  const report = describeImport({
    checkpoint,
    detected,
    derived,
    offsetOrder,
    layers,
    unmatched: tensors.unused(),
    normEpsilon: importer.normEpsilon,
    pointwiseIsIO: importer.pointwiseIsIO,
  });
  return { network: derived.network, features, weights, report };
}

class Importer {
  readonly normEpsilon: number;
  readonly pointwiseIsIO: boolean;
  private readonly detected: DetectedFamily;
  private readonly derived: DerivedNetwork;
  private readonly tensors: SourceTensors;
  private readonly offsetOrder: OffsetOrder;
  private readonly graph: Graph;
  private readonly shapes: ReadonlyMap<string, readonly number[]>;
  private readonly weights = new Map<string, WeightArray>();
  private readonly layers: MatchedLayer[] = [];

  constructor(
    detected: DetectedFamily,
    derived: DerivedNetwork,
    tensors: SourceTensors,
    options: ImportOptions & { readonly offsetOrder: OffsetOrder },
  ) {
    this.detected = detected;
    this.derived = derived;
    this.tensors = tensors;
    this.offsetOrder = options.offsetOrder;
    this.normEpsilon = options.normEpsilon ?? detected.family.normEpsilon;
    this.pointwiseIsIO = detected.family.framework === 'spconv' && options.pointwise !== 'OI';
    this.graph = buildGraph(derived.network);
    this.shapes = parameterShapes(this.graph);
  }

  async run(): Promise<{ weights: ReadonlyMap<string, WeightArray>; layers: readonly MatchedLayer[] }> {
    for (const layer of this.graph.layers) {
      if (!isConv(layer)) continue;
      if (layer.norm) await this.normed(layer, this.namesOf(layer.name));
      else await this.head(layer);
    }
    return { weights: this.weights, layers: this.layers };
  }

  private async normed(layer: ConvLayer, { conv, norm }: LayerNames): Promise<void> {
    const { prefix, family } = this.detected;
    await this.kernel(layer, `${prefix}${conv}.${family.parameter}`, this.derived.layout);
    const channels = this.graph.values[layer.output]!.channels;
    const read = (part: string) => this.vector(`${prefix}${norm}.${part}`, channels);
    const [gamma, beta] = [await read('weight'), await read('bias')];
    const [mean, variance] = [await read('running_mean'), await read('running_var')];
    const biasKey = `${prefix}${conv}.bias`;
    // Batch norm takes the bias of the convolution before it away again: it moves the mean.
    const bias = this.tensors.has(biasKey) ? await this.vector(biasKey, channels) : undefined;
    // Our batch norms divide by √(variance + 0.001), whatever theirs do: the factor takes up the difference.
    const scaled = gamma.map(
      (value, c) => value * Math.sqrt((variance[c]! + NORM_EPSILON) / (variance[c]! + this.normEpsilon)),
    );
    this.put(`${layer.name}.norm.weight`, scaled);
    this.put(`${layer.name}.norm.bias`, beta);
    this.put(`${layer.name}.norm.running_mean`, bias ? mean.map((value, c) => value - bias[c]!) : mean);
    this.put(`${layer.name}.norm.running_var`, variance);
  }

  private async head(layer: ConvLayer): Promise<void> {
    const key = this.derived.head;
    await this.kernel(layer, key, headLayout(key, this.tensors.take(key).shape, this.derived.layout));
    const channels = this.graph.values[layer.output]!.channels;
    const biasKey = key.replace(/(kernel|weight)$/, 'bias');
    const bias = this.tensors.has(biasKey) ? await this.vector(biasKey, channels) : new Float32Array(channels);
    this.put(`${layer.name}.bias`, bias);
  }

  private async kernel(layer: ConvLayer, key: string, layout: KernelLayout): Promise<void> {
    const tensor = this.tensors.take(key);
    const found = kernelShape(tensor.shape, layout);
    const expected = this.shapes.get(`${layer.name}.weight`)!;
    if (!found || [found.offsets, found.inputs, found.outputs].join() !== expected.join()) {
      const shown = found ? `${found.offsets}×${found.inputs}×${found.outputs}` : tensor.shape.join('×');
      throw unfit(key, `${expected.join('×')} (offsets × in × out)`, shown);
    }
    const { offsetOrder: order, pointwiseIsIO } = this;
    const inputOrder = this.concatenated(layer);
    this.put(
      `${layer.name}.weight`,
      convertKernel(await tensor.read(), found, { layout, order, pointwiseIsIO, inputOrder }),
    );
    this.layers.push({ layer: layer.name, from: key, shape: tensor.shape, as: expected });
  }

  /** They concatenate [up, skip], we [skip, up]. */
  private concatenated(layer: ConvLayer): number[] | undefined {
    const concat = this.graph.layers.find((other) => other.kind === 'concat' && other.output === layer.input);
    if (concat?.kind !== 'concat') return undefined;
    const [skip, up] = concat.inputs.map((value) => this.graph.values[value]!.channels) as [number, number];
    return Array.from({ length: skip + up }, (_, channel) => (channel < skip ? up + channel : channel - skip));
  }

  private async vector(key: string, channels: number): Promise<Float32Array> {
    const values = await this.tensors.take(key).read();
    if (values.length !== channels) throw unfit(key, `${channels} values`, `${values.length}`);
    return values;
  }

  private put(name: string, values: Float32Array): void {
    this.weights.set(name, { shape: this.shapes.get(name)!, values });
  }

  /** Their names of one of our layers: `stem.0`, `down.1`, `encoder.2.0.shortcut`, `decoder.0.1.0` … */
  private namesOf(name: string): LayerNames {
    const { naming } = this.detected.family;
    const levels = this.derived.network.decoder.length;
    const [part, ...rest] = name.split('.');
    const [level = 0, block = 0] = rest.map(Number);
    switch (part) {
      case 'stem':
        return naming.stem[level]!;
      case 'down':
        return naming.down(level);
      case 'up':
        return naming.up(level, levels);
      case 'encoder':
        return layerOf(naming.encoder(level, block), rest[2]);
      default:
        return layerOf(naming.decoder(level, block, levels), rest[2]);
    }
  }
}

function layerOf(block: BlockNames, part: string | undefined): LayerNames {
  return part === 'shortcut' ? block.shortcut : part === '0' ? block.first : block.second;
}

/** Layers that the checkpoint's network has inside what we took, or beside it and trained. @throws WeightsError */
async function refuseLeftovers(tensors: SourceTensors): Promise<void> {
  const [inside] = tensors.unusedInside();
  if (inside !== undefined)
    throw unfit(inside, 'nothing more in this part of the network', 'a layer that ours do not have');
  // SPVNAS' MinkUNet carries a point branch that it never runs; an SPVCNN has the same names and runs it. Its batch norms tell.
  for (const key of tensors.unused()) {
    if (!/(^|\.)point_transforms\..*\.running_mean$/.test(key)) continue;
    const mean = await tensors.peek(key);
    if (mean.some((value) => value !== 0)) {
      throw unfit(key, 'a network of voxels alone', 'a point branch that was trained (SPVCNN)');
    }
  }
}
