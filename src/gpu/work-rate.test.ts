import { expect, test } from 'vitest';
import { cutByWork, WorkRate } from './work-rate.ts';

test('runs stay below the work of a submit, and nothing is lost or reordered', () => {
  const items = [5, 4, 3, 20, 1, 1, 8].map((work) => ({ work }));
  const runs = cutByWork(items, 10);
  expect(runs.map((run) => run.map(({ work }) => work))).toEqual([[5, 4], [3], [20], [1, 1, 8]]);
  expect(cutByWork([], 10)).toEqual([]);
});

test('a device’s rate follows long submits both ways, and short ones only upwards', () => {
  const rate = new WorkRate(false);
  const start = rate.submitWork;
  rate.learn(1, 0, 5);
  expect(rate.submitWork).toBe(start);
  rate.learn(start, 5, 15); // ten times faster than believed
  expect(rate.submitWork).toBeCloseTo(start * 5.5);
  rate.learn(start * 20, 15, 20);
  expect(rate.submitWork).toBeCloseTo(start * 400);
  // Two submits at once: the second one's time starts when the first is done.
  rate.learn(start, 20, 120);
  rate.learn(start, 21, 220);
  expect(rate.submitWork).toBeCloseTo(start * (400 / 4 + 1 / 2 + 1 / 4));
  expect(rate.dispatchWork).toBeCloseTo(rate.submitWork / 5);
});
