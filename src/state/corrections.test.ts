import fc from 'fast-check';
import { expect, it } from 'vitest';
import { indicesOf, iouWith, unionOf, without } from './corrections.ts';

const rising = fc.uniqueArray(fc.nat({ max: 60 })).map((values) => Uint32Array.from(values).sort());

it('joins and takes away as sets do, and stays rising', () => {
  fc.assert(
    fc.property(rising, rising, (a, b) => {
      expect([...unionOf(a, b)]).toEqual([...new Set([...a, ...b])].sort((x, y) => x - y));
      expect([...without(a, b)]).toEqual([...a].filter((value) => !b.includes(value)));
    }),
  );
});

it('lists what a mask holds, and its IoU with a true object', () => {
  const points = indicesOf(Uint8Array.of(0, 1, 1, 0, 1));
  expect([...points]).toEqual([1, 2, 4]);
  expect(iouWith(points, Uint32Array.of(7, 7, 7, 7, 0), 7)).toBe(2 / 5);
});
