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
  rate.learn(start / 5, 5, 15); // twice as fast as believed
  expect(rate.submitWork).toBeCloseTo(start * 1.5);
  rate.learn(start / 10, 15, 20); // as before, in a short one
  expect(rate.submitWork).toBeCloseTo(start * 2);
  // Two submits at once: the second one's time starts when the first is done.
  rate.learn(start, 20, 120);
  rate.learn(start, 21, 220);
  expect(rate.submitWork).toBeCloseTo(start * (2 / 4 + 1 / 4 + 1 / 2));
  expect(rate.dispatchWork).toBeCloseTo(rate.submitWork / 5);
});

test('callbacks that arrive together say nothing about speed', () => {
  const rate = new WorkRate(false);
  const start = rate.submitWork;
  rate.learn(start * 2, 0, 200);
  rate.learn(start, 1, 200.01); // ran before its neighbour's callback came
  expect(rate.submitWork).toBeCloseTo(start);
  rate.learn(start, 100, 400); // counts with what was held back: two in 200 ms
  expect(rate.submitWork).toBeCloseTo(start);
});

test('short submits one after the other are measured together', () => {
  const rate = new WorkRate(false);
  const start = rate.submitWork;
  for (const doneMs of [1, 1.9, 2.5]) rate.learn(start / 20, 0, doneMs);
  expect(rate.submitWork).toBeCloseTo(start * 2); // 6 times as fast as believed, in steps
});

test('no single measurement more than doubles the rate', () => {
  const rate = new WorkRate(false);
  const start = rate.submitWork;
  rate.learn(start * 100, 0, 3);
  expect(rate.submitWork).toBeCloseTo(start * 2);
  rate.learn(start * 100, 3, 103);
  expect(rate.submitWork).toBeCloseTo(start * 4);
});
