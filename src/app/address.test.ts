import { describe, expect, it } from 'vitest';
import { readAddress } from './address.ts';

describe('readAddress', () => {
  it.each([
    ['https://a.b/', 'street', false],
    ['https://a.b/?sample=room', 'room', false],
    ['https://a.b/x/#sample=room', 'room', false],
    ['https://a.b/#?sample=room&backend=wasm', 'room', true],
    ['https://a.b/?backend=webgpu&sample=garden', 'street', false],
  ])('reads %s', (url, sample, forceCpu) => {
    expect(readAddress(new URL(url))).toEqual({ sample, forceCpu });
  });

  it.each([
    ['tiny', 'auto-tiny'],
    ['full', 'auto'],
    ['indoor-tiny', 'indoor-tiny'],
    ['own-123', undefined],
    ['constructor', undefined],
  ])('takes the model %s', (word, model) => {
    expect(readAddress(new URL(`https://a.b/?model=${word}`)).model).toBe(model);
  });

  it('takes a tile that there is, and no other', () => {
    expect(readAddress(new URL('https://a.b/?tile=wide')).tile).toBe('wide');
    expect(readAddress(new URL('https://a.b/?tile=constructor')).tile).toBeUndefined();
  });
});
