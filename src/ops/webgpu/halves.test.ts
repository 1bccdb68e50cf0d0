import { expect, test } from 'vitest';
import { packHalves, unpackHalves } from './halves.ts';

test('values that f16 holds come back as they were', () => {
  const values = Float32Array.of(0, 1, -2, 0.5, 65504, -65504, 2 ** -14, 2 ** -24, -3 * 2 ** -24, 1.0009765625);
  expect(unpackHalves(packHalves(values))).toEqual(values);
});

test('rounds to the nearest, ties to even, and stays in range', () => {
  const step = 2 ** -10;
  const values = Float32Array.of(
    1 + step / 2,
    1 + (3 * step) / 2,
    1 + step * 0.51,
    2 ** -25,
    3 * 2 ** -25,
    1e6,
    -1e9,
    2047.9999,
  );
  expect([...unpackHalves(packHalves(values))]).toEqual([1, 1 + 2 * step, 1 + step, 0, 2 ** -23, 65504, -65504, 2048]);
  expect(unpackHalves(packHalves(Float32Array.of(Number.NaN, 1)))[0]).toBeNaN();
});

test('every half survives both ways', () => {
  const words = Uint32Array.from({ length: 0x7c00 }, (_, half) => half | ((half | 0x8000) << 16));
  const back = packHalves(unpackHalves(words));
  expect(Buffer.compare(Buffer.from(back.buffer), Buffer.from(words.buffer))).toBe(0);
});
