import { UsageError } from '../../core/index.ts';
import {
  buildGraph,
  buildNetwork,
  type Network,
  type NetworkConfig,
  PRESET_NAMES,
  type PresetName,
  presetNetwork,
  randomWeights,
} from '../../nn/index.ts';
import { VOXEL_CHANNELS } from '../../ops/index.ts';
import { openModel } from '../models.ts';

export interface BenchNetwork {
  readonly name: string;
  readonly network: Network;
  readonly levels: number;
}

/** A shipped model with its own weights, or a configuration of the literature with random ones: speed does not depend on them. */
export async function openNetwork(
  { model, preset }: { readonly model: string; readonly preset?: string },
  modelsFolder: string,
): Promise<BenchNetwork> {
  if (preset === undefined) {
    const { manifest, network } = await openModel(model, modelsFolder);
    // What is measured is fed with our own channels, not with the columns of a cloud.
    if (manifest.features) return untrained(manifest.name, { ...manifest.network, inputChannels: VOXEL_CHANNELS });
    return { name: manifest.name, network, levels: manifest.network.encoder.length };
  }
  if (!isPreset(preset)) {
    const message = `no preset named ${preset}; there are: ${PRESET_NAMES.join(', ')}`;
    throw new UsageError('USAGE', message, { option: '--preset' });
  }
  return untrained(preset, presetNetwork(preset, VOXEL_CHANNELS));
}

function untrained(name: string, config: NetworkConfig): BenchNetwork {
  const network = buildNetwork(config, randomWeights(buildGraph(config), 5));
  return { name, network, levels: config.encoder.length };
}

function isPreset(name: string): name is PresetName {
  return (PRESET_NAMES as readonly string[]).includes(name);
}
