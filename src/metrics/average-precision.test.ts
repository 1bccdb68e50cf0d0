import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AP_RULES, averagePrecision, type Detection, recallAtPrecision } from './index.ts';

const detections = fc.array(fc.record({ score: fc.constantFrom(0.1, 0.3, 0.5, 0.9), hit: fc.boolean() }), {
  maxLength: 12,
});

test('all found and nothing else is 1, nothing found is 0, no truth is not a number', () => {
  const hits: Detection[] = [0.9, 0.4].map((score) => ({ score, hit: true }));
  for (const rule of AP_RULES)
    expect(averagePrecision(hits, 2, rule)).toMatchObject({ ap: 1, precision: 1, recall: 1 });
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

test('the benchmark of ScanNet sums halves of recall: hit, miss, hit of three, by hand', () => {
  const list = [true, false, true].map((hit, i) => ({ hit, score: 1 - i / 10 }));
  // Precision 1, 1, 1/2, 2/3 at recall 0, 1/3, 1/3, 2/3.
  expect(averagePrecision(list, 3, 'scannet').ap).toBeCloseTo(1 / 6 + 1 / 6 + 1 / 12 + 1 / 9, 12);
  expect(averagePrecision([{ score: 1, hit: true }], 2, 'scannet').ap).toBe(0.5);
  expect(averagePrecision([{ score: 1, hit: false }], 2, 'scannet').ap).toBe(0);
  expect(averagePrecision([], 2, 'scannet').ap).toBe(0);
});

test('the curve has one point a score, and recall at a precision is the largest that any score gives', () => {
  const list = [0.9, 0.8, 0.8, 0.7, 0.6].map((score, i) => ({ score, hit: i !== 0 && i !== 4 }));
  const found = averagePrecision(list, 4);
  expect(found.curve).toEqual([
    { score: 0.9, precision: 0, recall: 0 },
    { score: 0.8, precision: 2 / 3, recall: 0.5 },
    { score: 0.7, precision: 0.75, recall: 0.75 },
    { score: 0.6, precision: 0.6, recall: 0.75 },
  ]);
  expect(recallAtPrecision(found, 0.6)).toBe(0.75);
  expect(recallAtPrecision(found, 0.7)).toBe(0.75);
  expect(recallAtPrecision(found, 0.76)).toBe(0);
  expect(recallAtPrecision(averagePrecision(list, 0), 0.5)).toBeNaN();
});

test('every rule stays within 0 and 1, and recall at a precision never rises with it', () => {
  fc.assert(
    fc.property(detections, fc.nat(5), (list, missed) => {
      const truths = list.filter(({ hit }) => hit).length + missed + 1;
      for (const rule of AP_RULES) {
        const { ap } = averagePrecision(list, truths, rule);
        expect(ap).toBeGreaterThanOrEqual(0);
        expect(ap).toBeLessThanOrEqual(1 + 1e-12);
      }
      const found = averagePrecision(list, truths);
      const recalls = [0, 0.25, 0.5, 0.75, 1].map((precision) => recallAtPrecision(found, precision));
      expect(recalls[0]).toBe(found.recall);
      for (let i = 1; i < recalls.length; i++) expect(recalls[i]).toBeLessThanOrEqual(recalls[i - 1]!);
    }),
  );
});
