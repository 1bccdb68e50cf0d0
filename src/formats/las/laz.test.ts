import { describe, expect, it } from 'vitest';
import { sharedSource } from '../shared-data.fixture.ts';
import { readLas } from './read.ts';

describe('LAZ', () => {
  it.each([
    ['las/simple.laz', 'las/simple.las'],
    ['las/laszip-generated.laz', 'las/simple.las'],
    ['robust/laszip-generated_with2bytespadding.laz', 'las/simple.las'],
    ['las/extrabytes.laz', 'las/extrabytes.las'],
    ['las/pdrf4-1.3.laz', 'las/pdrf4-1.3.las'],
    ['las/pdrf6-1.4.laz', 'las/pdrf6-1.4.las'],
    ['las/pdrf7-v4-1.4.laz', 'las/pdrf7-v4-1.4.las'],
    ['las/pdrf10-1.4.laz', 'las/pdrf10-1.4.las'],
    ['twins_ripple/ripple.laz', 'twins_ripple/ripple.las'],
  ])('%s is %s', async (compressed, plain) => {
    const [laz, las] = await Promise.all([compressed, plain].map((file) => readLas(sharedSource(file))));
    expect(laz!.cloud.format).toBe('laz');
    expect(laz!.cloud.origin).toEqual(las!.cloud.origin);
    expect(laz!.cloud.attributes.map(({ name }) => name)).toEqual(las!.cloud.attributes.map(({ name }) => name));
    for (const [i, { values, name }] of laz!.cloud.attributes.entries()) {
      expect(values, name).toEqual(las!.cloud.attributes[i]!.values);
    }
    expect(laz!.cloud.positions).toEqual(las!.cloud.positions);
  });
});
