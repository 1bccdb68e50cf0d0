import { describe, expect, it } from 'vitest';
import { defaultModel, rememberedLooks, rememberedModel, rememberLooks, rememberModel } from './model-preference.ts';

describe('defaultModel', () => {
  it.each([
    ['a phone', { hasCoarsePointer: true, shorterSidePx: 390 }, 'auto-tiny'],
    ['a tablet', { hasCoarsePointer: true, shorterSidePx: 820, memoryGb: 4 }, 'auto'],
    ['a small window of a desktop', { hasCoarsePointer: false, shorterSidePx: 500, memoryGb: 8 }, 'auto'],
    ['a desktop that does not tell its memory', { hasCoarsePointer: false, shorterSidePx: 1080 }, 'auto'],
    ['little memory', { hasCoarsePointer: false, shorterSidePx: 1080, memoryGb: 2 }, 'auto-tiny'],
  ])('%s', (_, traits, model) => {
    expect(defaultModel(traits)).toBe(model);
  });
});

describe('remembering', () => {
  it('gives back what was kept', () => {
    const kept = new Map<string, string>();
    const storage = () =>
      ({
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, value: string) => kept.set(key, value),
      }) as unknown as Storage;
    expect(rememberedModel(storage)).toBeUndefined();
    rememberModel('outdoor-tiny', storage);
    expect(rememberedModel(storage)).toBe('outdoor-tiny');
    expect(rememberedLooks(storage)).toBeUndefined();
    rememberLooks(8, storage);
    expect(rememberedLooks(storage)).toBe(8);
    rememberLooks('auto', storage);
    expect(rememberedLooks(storage)).toBeUndefined();
    kept.set('voxelens.looks', '1e9');
    expect(rememberedLooks(storage)).toBeUndefined();
  });

  it('does without where the browser keeps nothing', () => {
    const denied = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    rememberModel('auto', denied);
    expect(rememberedModel(denied)).toBeUndefined();
    rememberLooks(2, denied);
    expect(rememberedLooks(denied)).toBeUndefined();
  });
});
