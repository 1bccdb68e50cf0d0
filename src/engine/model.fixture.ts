import { type ByteSource, OUTDOOR11, thingClasses } from '../core/index.ts';
import { BOX_CODE, buildGraph, type ModelManifest, randomWeights, writeSafetensors } from '../nn/index.ts';

/** A two-level network for streets that knows nothing. */
export const MANIFEST: ModelManifest = {
  name: 'mine',
  title: 'Random weights',
  domain: 'outdoor',
  labelSet: OUTDOOR11.name,
  voxelSizeM: 0.5,
  groundCellM: 4,
  network: {
    inputChannels: 8,
    encoder: [[8], [8]],
    decoder: [[8]],
    pool: 'max',
    heads: [
      { name: 'semantic', hidden: 8, outputs: OUTDOOR11.classes.length },
      { name: 'embedding', hidden: 8, outputs: 4 },
      { name: 'box', hidden: 8, outputs: BOX_CODE + thingClasses(OUTDOOR11).length + 1 },
    ],
  },
  license: 'Apache-2.0',
  trainedSteps: 0,
};

export function weightsOf(manifest: ModelManifest, seed = 1): Uint8Array<ArrayBuffer> {
  return writeSafetensors(randomWeights(buildGraph(manifest.network), seed), () => true, {}).slice();
}

export function source(path: string, content: Uint8Array | string): ByteSource {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return {
    name: path.split('/').at(-1)!,
    path,
    size: bytes.length,
    read: async (start, end) => bytes.subarray(start, end),
  };
}
