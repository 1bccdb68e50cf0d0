import type { SampleName } from '../engine/index.ts';
import { CONV_TILES, type ConvTileName } from '../ops/index.ts';

export interface Address {
  readonly sample: SampleName;
  /** Skip WebGPU even where there is one. */
  readonly forceCpu: boolean;
  /** Every convolution runs in this tile, instead of the ones measured on the adapter. */
  readonly tile?: ConvTileName;
}

/** What the page's address asks for, in its query or behind its hash: `?sample=room&backend=wasm`, `?tile=wide`. */
export function readAddress(url: URL): Address {
  const inHash = new URLSearchParams(url.hash.replace(/^#\??/, ''));
  const get = (name: string): string | null => url.searchParams.get(name) ?? inHash.get(name);
  const tile = get('tile') ?? '';
  return {
    sample: get('sample') === 'room' ? 'room' : 'street',
    forceCpu: get('backend') === 'wasm',
    ...(Object.hasOwn(CONV_TILES, tile) && { tile: tile as ConvTileName }),
  };
}
