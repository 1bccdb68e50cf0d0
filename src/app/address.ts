import type { ModelChoice, SampleName } from '../engine/index.ts';
import { CONV_TILES, type ConvTileName } from '../ops/index.ts';
import { SHIPPED_MODELS } from '../pipeline/index.ts';
import { readViewAddress, type SharedView } from './view-address.ts';

export interface Address {
  readonly sample: SampleName;
  /** Skip WebGPU even where there is one. */
  readonly forceCpu: boolean;
  /** Every convolution runs in this tile, instead of the ones measured on the adapter. */
  readonly tile?: ConvTileName;
  /** Goes before what an earlier visit chose. */
  readonly model?: ModelChoice;
  /** Where the eye begins, once the scene of that name is open. */
  readonly view?: SharedView;
}

/** Words for the automatic choice; any other word is the name of a shipped model. */
const MODEL_WORDS: Readonly<Record<string, ModelChoice>> = { auto: 'auto', full: 'auto', tiny: 'auto-tiny' };

/** What the page's address asks for, in its query or behind its hash: `?sample=room&backend=wasm`, `?model=tiny`, `?tile=wide`. */
export function readAddress(url: URL): Address {
  const inHash = new URLSearchParams(url.hash.replace(/^#\??/, ''));
  const get = (name: string): string | null => url.searchParams.get(name) ?? inHash.get(name);
  const tile = get('tile') ?? '';
  const model = modelOf(get('model') ?? '');
  const view = readViewAddress(get);
  return {
    sample: get('sample') === 'room' ? 'room' : 'street',
    forceCpu: get('backend') === 'wasm',
    ...(model !== undefined && { model }),
    ...(view && { view }),
    ...(Object.hasOwn(CONV_TILES, tile) && { tile: tile as ConvTileName }),
  };
}

function modelOf(word: string): ModelChoice | undefined {
  if (Object.hasOwn(MODEL_WORDS, word)) return MODEL_WORDS[word];
  return SHIPPED_MODELS.find(({ name }) => name === word)?.name;
}
