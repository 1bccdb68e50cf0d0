import { findLabelSet, LABEL_SETS, type LabelSet, WeightsError } from '../core/index.ts';
import { buildNetwork, featureChannels, type ModelManifest, type Network, readSafetensors } from '../nn/index.ts';
import { VOXEL_CHANNELS } from '../ops/index.ts';

/** A model on the host: checked, folded, ready to be uploaded to any `Ops`. */
export interface Model {
  readonly manifest: ModelManifest;
  readonly labels: LabelSet;
  readonly network: Network;
  readonly weightsSha256: string;
}

/** @throws WeightsError when the manifest names something unknown, or an array is missing or has another shape. */
export async function loadModel(files: { manifest: ModelManifest; weights: Uint8Array }): Promise<Model> {
  const { manifest } = files;
  const labels = findLabelSet(String(manifest.labelSet));
  if (!labels) {
    const context = {
      tensor: 'model.json',
      expected: LABEL_SETS.map((set) => set.name).join(' or '),
      found: String(manifest.labelSet),
    };
    throw new WeightsError(
      'WEIGHTS_FORMAT',
      `model.json: labelSet must be ${context.expected}, not ${context.found}`,
      context,
    );
  }
  if (!(manifest.voxelSizeM > 0)) {
    const context = { tensor: 'model.json', expected: 'voxelSizeM above 0', found: String(manifest.voxelSizeM) };
    throw new WeightsError('WEIGHTS_FORMAT', 'model.json: voxelSizeM must be a positive number of metres', context);
  }
  checkFeatures(manifest);
  checkOutputs(manifest, labels);
  const bytes = files.weights.slice();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const weightsSha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { manifest, labels, network: buildNetwork(manifest.network, readSafetensors(bytes).weights), weightsSha256 };
}

/** The network takes as many channels as it is fed with. */
function checkFeatures({ features, network }: ModelManifest): void {
  const fed = features ? featureChannels(features) : VOXEL_CHANNELS;
  if (fed === network.inputChannels) return;
  const context = { tensor: 'model.json', expected: `${fed} input channels`, found: String(network.inputChannels) };
  const what = features ? `features make ${fed} channels` : `there are no features, and ours have ${fed} channels`;
  throw new WeightsError('WEIGHTS_FORMAT', `model.json: ${what}, the network takes ${network.inputChannels}`, context);
}

/** Every output is a class of the label set. */
function checkOutputs({ outputClasses, network }: ModelManifest, labels: LabelSet): void {
  const classes = labels.classes.length;
  const outputs = network.heads.find(({ name }) => name === 'semantic')?.outputs;
  const isClass = (index: unknown) => Number.isInteger(index) && Number(index) >= -1 && Number(index) < classes;
  if (outputClasses ? outputClasses.length === outputs && outputClasses.every(isClass) : outputs === classes) return;
  const expected = outputClasses ? `${outputClasses.length} outputs, each a class or −1` : `${classes} outputs`;
  const context = { tensor: 'model.json', expected, found: String(outputs) };
  throw new WeightsError(
    'WEIGHTS_FORMAT',
    `model.json: ${labels.name} wants a semantic head of ${expected}, not ${outputs}`,
    context,
  );
}
