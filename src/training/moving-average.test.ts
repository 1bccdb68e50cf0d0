import { expect, test } from 'vitest';
import { MovingAverage } from './moving-average.ts';

const of = (...values: number[]) => new Map([['w', { shape: [values.length], values: Float32Array.from(values) }]]);

test('the average follows min(decay, (1 + t)/(10 + t)) and goes on from its state', () => {
  const average = new MovingAverage(0.3, of(1, -2));
  const expected = [1, -2];
  let resumed = average;
  for (let t = 0; t < 8; t++) {
    const now = [Math.sin(t), t];
    const keep = Math.min(0.3, (1 + t) / (10 + t));
    now.forEach((value, i) => {
      expected[i] = keep * expected[i]! + (1 - keep) * value;
    });
    resumed.update(of(...now));
    if (t === 3) resumed = new MovingAverage(0.3, resumed.state());
  }
  expected.forEach((value, i) => {
    expect(resumed.weights().get('w')!.values[i]).toBeCloseTo(value, 5);
  });
  expect([...resumed.weights().keys()]).toEqual(['w']);
});

test('averages share nothing with the weights that they began from', () => {
  const start = of(1);
  const average = new MovingAverage(0.5, start);
  average.update(of(0));
  expect(start.get('w')!.values[0]).toBe(1);
  average.weights().get('w')!.values[0] = 7;
  expect(average.weights().get('w')!.values[0]).not.toBe(7);
});
