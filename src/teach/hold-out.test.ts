import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holdOut, lackToTune } from './index.ts';

test('a fifth is held back, never the last example of a class, the same for the same seed', () => {
  const classes = fc.array(fc.nat(4), { minLength: 6, maxLength: 60 });
  fc.assert(
    fc.property(classes, fc.nat(), (classIds, seed) => {
      const { taught, heldOut } = holdOut(classIds, seed);
      expect([...taught, ...heldOut].sort((a, b) => a - b)).toEqual(classIds.map((_, i) => i));
      expect(heldOut.length).toBeGreaterThan(0);
      expect(heldOut.length).toBeLessThanOrEqual(Math.max(1, Math.round(classIds.length / 5)));
      expect(new Set(taught.map((i) => classIds[i]))).toEqual(new Set(classIds));
      expect(holdOut(classIds, seed)).toEqual({ taught, heldOut });
    }),
  );
  const many = Array.from({ length: 40 }, (_, i) => i % 3);
  expect(holdOut(many, 1).heldOut).toHaveLength(8);
  expect(holdOut(many, 1)).not.toEqual(holdOut(many, 2));
});

test('too few examples, or none to spare, are refused', () => {
  expect(lackToTune([0, 0, 1, 1])).toBe('examples');
  expect(lackToTune([0, 1, 2, 3, 4])).toBe('repeats');
  expect(lackToTune([0, 1, 2, 3, 3])).toBeUndefined();
  expect(() => holdOut([0, 1], 1)).toThrow('at least 5 examples');
  expect(() => holdOut([0, 1, 2, 3, 4], 1)).toThrow('two examples of one class');
});
