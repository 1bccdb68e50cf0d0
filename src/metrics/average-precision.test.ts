import fc from 'fast-check';
import { expect, test } from 'vitest';
import { averagePrecision, type Detection } from './index.ts';

const detections = fc.array(fc.record({ score: fc.constantFrom(0.1, 0.3, 0.5, 0.9), hit: fc.boolean() }), {
  maxLength: 12,
});

test('all found and nothing else is 1, nothing found is 0, no truth is not a number', () => {
  const hits: Detection[] = [0.9, 0.4].map((score) => ({ score, hit: true }));
  expect(averagePrecision(hits, 2)).toEqual({ ap: 1, precision: 1, recall: 1 });
  expect(averagePrecision([], 3).ap).toBe(0);
  expect(averagePrecision([{ score: 1, hit: false }], 3).ap).toBe(0);
  expect(averagePrecision([{ score: 1, hit: false }], 0).ap).toBeNaN();
});

test('a hand-computed curve: hit, miss, hit, hit of five', () => {
  const list = [true, false, true, true].map((hit, i) => ({ hit, score: 1 - i / 10 }));
  const { ap, precision, recall } = averagePrecision(list, 5);
  // Precision 1, then the best of 2/3 and 3/4 for the second and third fifth.
  expect(ap).toBeCloseTo((1 + 0.75 + 0.75) / 5, 12);
  expect([precision, recall]).toEqual([0.75, 0.6]);
});

test('the order of the list does not matter, and TF 3D never scores lower', () => {
  fc.assert(
    fc.property(detections, fc.nat(5), (list, missed) => {
      const truths = list.filter(({ hit }) => hit).length + missed + 1;
      const { ap, recall } = averagePrecision(list, truths);
      expect(averagePrecision(list.toReversed(), truths).ap).toBe(ap);
      expect(ap).toBeLessThanOrEqual(recall + 1e-12);
      expect(averagePrecision(list, truths, 'tf3d').ap).toBeGreaterThanOrEqual(ap - 1e-12);
    }),
  );
});
