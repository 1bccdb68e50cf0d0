import { expect, test } from 'vitest';
import { bounds } from './index.ts';

test('bounds span every axis', () => {
  expect(bounds(Float32Array.of(1, -2, 3, -4, 5, 0.5, 2, 2, 2))).toEqual({ min: [-4, -2, 0.5], max: [2, 5, 3] });
});

test('no points have zero bounds, and NaN is passed over', () => {
  expect(bounds(new Float32Array())).toEqual({ min: [0, 0, 0], max: [0, 0, 0] });
  expect(bounds(Float32Array.of(NaN, 1, 1, 2, 3, 4))).toEqual({ min: [2, 1, 1], max: [2, 3, 4] });
});
