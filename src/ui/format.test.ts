import { describe, expect, it } from 'vitest';
import { count, duration, metres, plural, roughSeconds } from './format.ts';

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

  it('never promises nothing', () => {
    expect(roughSeconds(0.01)).toBe('1 s');
    expect(roughSeconds(37.6)).toBe('38 s');
    expect(roughSeconds(240)).toBe('4 min');
  });

  it('keeps the millimetres of projected coordinates', () => {
    expect(metres(4877430.123)).toBe('4,877,430.123');
  });
});
