import fs from 'node:fs';
import path from 'node:path';
import { OUTDOOR11, Rng, thingClasses } from '../core/index.ts';
import {
  BOX_CODE,
  buildGraph,
  type ModelManifest,
  parameterShapes,
  type WeightArray,
  writeSafetensors,
} from '../nn/index.ts';

const CHANNELS = 8;

/** Writes a two-level network with random weights into `folder`: it knows nothing, but runs every layer and head. */
export function writeTinyModel(folder: string): void {
  const manifest: ModelManifest = {
    name: 'tiny',
    title: 'Random weights',
    domain: 'outdoor',
    labelSet: OUTDOOR11.name,
    voxelSizeM: 1,
    groundCellM: 4,
    network: {
      inputChannels: CHANNELS,
      encoder: [[CHANNELS], [CHANNELS]],
      decoder: [[CHANNELS]],
      pool: 'max',
      heads: [
        { name: 'semantic', hidden: CHANNELS, outputs: OUTDOOR11.classes.length },
        { name: 'embedding', hidden: CHANNELS, outputs: 4 },
        { name: 'box', hidden: CHANNELS, outputs: BOX_CODE + thingClasses(OUTDOOR11).length + 1 },
      ],
    },
    license: 'Apache-2.0',
    trainedSteps: 0,
  };
  const rng = new Rng(7);
  const weights = new Map<string, WeightArray>();
  for (const [name, shape] of parameterShapes(buildGraph(manifest.network))) {
    const count = shape.reduce((product, side) => product * side, 1);
    const positive = name.endsWith('running_var') || name.endsWith('norm.weight');
    weights.set(name, {
      shape,
      values: Float32Array.from({ length: count }, () => (positive ? 1 : rng.normal(0, 0.2))),
    });
  }
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'model.json'), JSON.stringify(manifest));
  fs.writeFileSync(
    path.join(folder, 'weights.safetensors'),
    writeSafetensors(weights, () => false, {}),
  );
}
