import { describe, expect, it } from 'vitest';
import { extendLabelSet, findLabelSet, labelSet, rootLabelSet } from './index.ts';

describe('label sets with added classes', () => {
  const base = labelSet('scannet20');

  it('are found again by their name alone, whatever the classes are called', () => {
    const extended = extendLabelSet(base, ['floor lamp', 'a+b', 'Stehlampe für Gäste']);
    expect(extended.classes.slice(0, 20)).toEqual(base.classes);
    expect(labelSet(extended.name)).toEqual(extended);
    expect(rootLabelSet(extended.name)).toBe('scannet20');
    const colors = extended.classes.slice(20).map(({ color }) => color.join());
    expect(new Set(colors).size).toBe(3);
  });

  it('grow one by one into the same set', () => {
    const once = extendLabelSet(base, ['lamp', 'plant']);
    const twice = extendLabelSet(extendLabelSet(base, ['lamp']), ['plant']);
    expect(twice).toEqual(once);
  });

  it('do not hold a class twice, nor one without a name', () => {
    expect(() => extendLabelSet(base, ['chair'])).toThrow(/already/);
    expect(() => extendLabelSet(base, [' '])).toThrow(/name/);
    expect(findLabelSet('scannet20+chair')).toBeUndefined();
    expect(findLabelSet('scannet20+%')).toBeUndefined();
    expect(findLabelSet('other+lamp')).toBeUndefined();
  });
});
