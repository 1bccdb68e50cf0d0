import type { SampleName } from '../engine/index.ts';

export interface Address {
  readonly sample: SampleName;
  /** Skip WebGPU even where there is one. */
  readonly forceCpu: boolean;
}

/** What the page's address asks for, in its query or behind its hash: `?sample=room&backend=wasm`. */
export function readAddress(url: URL): Address {
  const inHash = new URLSearchParams(url.hash.replace(/^#\??/, ''));
  const get = (name: string): string | null => url.searchParams.get(name) ?? inHash.get(name);
  return { sample: get('sample') === 'room' ? 'room' : 'street', forceCpu: get('backend') === 'wasm' };
}
