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

  it('takes a tile that there is, and no other', () => {
    expect(readAddress(new URL('https://a.b/?tile=wide')).tile).toBe('wide');
    expect(readAddress(new URL('https://a.b/?tile=constructor')).tile).toBeUndefined();
  });
});
