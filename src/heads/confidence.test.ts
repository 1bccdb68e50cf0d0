import { expect, test } from 'vitest';
import { confidence } from './index.ts';

test('confidence is the largest probability and its lead', () => {
  const { top, margin } = confidence(Float32Array.of(0.5, 0.25, 0.25, 0.125, 0.125, 0.75, 0.5, 0.5, 0), 3);
  expect([...top]).toEqual([0.5, 0.75, 0.5]);
  expect([...margin]).toEqual([0.25, 0.625, 0]);
});
