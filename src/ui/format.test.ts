import { describe, expect, it } from 'vitest';
import { count, duration, fileSize, metres, plural, roughSeconds, voxelSize } from './format.ts';

describe('numbers in words', () => {
  it('groups thousands and counts nouns', () => {
    expect(count(1234567)).toBe('1,234,567');
    expect(plural(1, 'box', 'boxes')).toBe('1 box');
    expect(plural(0, 'object')).toBe('0 objects');
  });

  it.each([
    [0.42, '0.4 ms'],
    [812.6, '813 ms'],
    [1250, '1.25 s'],
    [61_300, '61.3 s'],
    [125_000, '2 min 5 s'],
  ])('says %d ms as %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it('says sizes of files and voxels', () => {
    expect([640_000, 2_530_104, 76_300_000].map(fileSize)).toEqual(['0.6 MB', '2.5 MB', '76 MB']);
    expect([0.05, 0.025, 0.2, 1.5].map(voxelSize)).toEqual(['5 cm', '2.5 cm', '20 cm', '1.5 m']);
  });

  it('never promises nothing', () => {
    expect(roughSeconds(0.01)).toBe('1 s');
    expect(roughSeconds(37.6)).toBe('38 s');
    expect(roughSeconds(240)).toBe('4 min');
  });

  it('keeps the millimetres of projected coordinates', () => {
    expect(metres(4877430.123)).toBe('4,877,430.123');
  });
});
