import { expect, it } from 'vitest';
import { averageWeights } from './average-weights.ts';

const weights = (...values: number[]) =>
  new Map([['a', { shape: [values.length], values: Float32Array.from(values) }]]);

it('is the mean of each number, of any count of networks', () => {
  const mean = averageWeights([weights(1, 2), weights(3, -2), weights(5, 3)]).get('a')!;
  expect(mean.shape).toEqual([2]);
  expect([...mean.values]).toEqual([3, 1]);
});

it('keeps the networks that it is made of', () => {
  const one = weights(1, 2);
  averageWeights([one, weights(3, 4)]);
  expect([...one.get('a')!.values]).toEqual([1, 2]);
});

it('names the array in which networks differ', () => {
  expect(() => averageWeights([weights(1), weights(1, 2)])).toThrow(/a: expected 1, found 2/);
  expect(() => averageWeights([weights(1), new Map()])).toThrow(/a: expected 1, found nothing/);
});
