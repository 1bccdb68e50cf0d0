import { extendLabelSet, labelSet, WeightsError } from '../core/index.ts';
import { type ModelManifest, NORM_EPSILON, type WeightArray, type Weights, writeSafetensors } from '../nn/index.ts';
import type { LinearHead } from './linear-head.ts';

export interface TaughtModel {
  readonly manifest: ModelManifest;
  readonly weights: Uint8Array;
}

export interface Teaching {
  /** As the person calls it. */
  readonly title: string;
  /** Names of the classes behind those of the old head. */
  readonly addedClasses: readonly string[];
}

/** The last layer's features and those of the backbone that it sees directly. */
interface Widths {
  readonly hidden: number;
  readonly backbone: number;
}

/**
 * The old network with the taught head in place of its own, as the files of a model. Where the head reads the backbone's features beside
 * its hidden layer's, they pass through that layer as units of their own: they are no less than zero already, so its ReLU keeps them.
 * @throws WeightsError where the old network has no semantic head that was taught
 */
export function taughtModel(
  old: { readonly manifest: ModelManifest; readonly weights: Weights },
  head: LinearHead,
  { title, addedClasses }: Teaching,
): TaughtModel {
  const { manifest } = old;
  const config = manifest.network.heads.find(({ name }) => name === 'semantic');
  const backbone = manifest.network.decoder[0]?.at(-1) ?? 0;
  if (!config || manifest.outputClasses || (config.layers ?? 'linear') !== 'linear') throw unteachable(manifest.name);
  const labels = extendLabelSet(labelSet(manifest.labelSet), addedClasses);
  const widths = { hidden: config.hidden, backbone };
  const isWide = config.hidden > 0 && head.channels === config.hidden + backbone;
  if (!isWide && head.channels !== (config.hidden || backbone)) throw unteachable(manifest.name);
  const weights = new Map(old.weights);
  weights.set('heads.semantic.1.weight', { shape: [1, head.channels, head.classes], values: head.weights });
  weights.set('heads.semantic.1.bias', { shape: [head.classes], values: head.bias });
  if (isWide) passBackbone(weights, widths);
  const hidden = isWide ? head.channels : config.hidden;
  const heads = manifest.network.heads.map((other) =>
    other.name === 'semantic' ? { ...other, hidden, outputs: head.classes } : other,
  );
  const taught: ModelManifest = {
    ...manifest,
    name: `${manifest.name}-taught`,
    title,
    labelSet: labels.name,
    network: { ...manifest.network, heads },
  };
  // Halves would move the answers that the person has just looked at.
  const isHalf = (name: string): boolean => !name.startsWith('heads.semantic');
  return { manifest: taught, weights: writeSafetensors(weights, isHalf, { title }) };
}

function passBackbone(weights: Map<string, WeightArray>, { hidden, backbone }: Widths): void {
  const name = 'heads.semantic.0';
  const old = weights.get(`${name}.weight`)!.values;
  const width = hidden + backbone;
  const values = new Float32Array(backbone * width);
  for (let from = 0; from < backbone; from++) {
    values.set(old.subarray(from * hidden, (from + 1) * hidden), from * width);
    values[from * width + hidden + from] = 1;
  }
  weights.set(`${name}.weight`, { shape: [1, backbone, width], values });
  // A batch norm that changes nothing: 1 · (x − 0) / √(variance + ε) + 0.
  const plain = { weight: 1, bias: 0, running_mean: 0, running_var: 1 - NORM_EPSILON };
  for (const [part, value] of Object.entries(plain)) {
    const extended = new Float32Array(width).fill(value);
    extended.set(weights.get(`${name}.norm.${part}`)!.values);
    weights.set(`${name}.norm.${part}`, { shape: [width], values: extended });
  }
}

function unteachable(model: string): WeightsError {
  const context = { tensor: 'heads.semantic', expected: 'a linear head over the label set', found: 'another one' };
  return new WeightsError('WEIGHTS_FORMAT', `${model}: this model cannot be taught by clicks`, context);
}
