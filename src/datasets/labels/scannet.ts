import { defineClassMap } from './class-map.ts';
import file from './maps/nyu40.scannet20.json' with { type: 'json' };
import texts from './maps/scannet-text.nyu40.json' with { type: 'json' };

/** NYU40 id → scannet20; 0 is "not annotated". */
export const NYU40 = defineClassMap(file);

const SYNONYMS: ReadonlyMap<string, number> = new Map(Object.entries(texts.ids));

/** NYU40 id of an annotation text by our own small dictionary: a class name, its plural, or a common synonym. */
export function nyu40OfText(text: string): number | undefined {
  const word = text.trim().toLowerCase();
  const named = (name: string) => NYU40.classes.find((entry) => entry.id > 0 && entry.name === name)?.id;
  return SYNONYMS.get(word) ?? named(word) ?? named(word.replace(/s$/, ''));
}
