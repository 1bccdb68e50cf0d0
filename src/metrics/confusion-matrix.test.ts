import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConfusionMatrix } from './index.ts';

test('hand-computed scores over two scenes, with ignored points and an absent class', () => {
  const matrix = new ConfusionMatrix(4);
  matrix.add([0, 0, 0, 1, -1], [0, 0, 1, 1, 2]);
  matrix.add(Int16Array.of(1, 2, -1), Uint8Array.of(0, 2, 0));
  const scores = matrix.summarize();
  expect(scores.points).toBe(6);
  expect(scores.accuracy).toBeCloseTo(4 / 6, 12);
  expect(scores.iou.slice(0, 3)).toEqual([2 / 4, 1 / 3, 1]);
  expect(scores.iou[3]).toBeNaN();
  expect(scores.recall.slice(0, 3)).toEqual([2 / 3, 1 / 2, 1]);
  expect(scores.miou).toBeCloseTo((0.5 + 1 / 3 + 1) / 3, 12);
});

test('a prediction outside the classes is a miss, a class only predicted scores 0', () => {
  const matrix = new ConfusionMatrix(3);
  matrix.add([0, 0, 1], [0, 255, 2]);
  const scores = matrix.summarize();
  expect(scores.iou).toEqual([0.5, 0, 0]);
  expect(scores.accuracy).toBeCloseTo(1 / 3, 12);
});

test('labels that the matrix has no row for, and arrays that do not match, are faults', () => {
  const matrix = new ConfusionMatrix(2);
  expect(() => matrix.add([2], [0])).toThrow(RangeError);
  expect(() => matrix.add([0, 1], [0])).toThrow(RangeError);
  expect(matrix.summarize().miou).toBeNaN();
});

test('perfect labels score 1, and scenes added apart score as one', () => {
  const labels = fc.array(fc.nat(4), { minLength: 2, maxLength: 50 });
  fc.assert(
    fc.property(labels, fc.infiniteStream(fc.nat(4)), (truth, stream) => {
      const perfect = new ConfusionMatrix(5);
      perfect.add(truth, truth);
      expect(perfect.summarize().miou).toBe(1);
      const predicted = [...stream.take(truth.length)];
      const whole = new ConfusionMatrix(5);
      whole.add(truth, predicted);
      const parts = new ConfusionMatrix(5);
      parts.add(truth.slice(0, 1), predicted.slice(0, 1));
      parts.add(truth.slice(1), predicted.slice(1));
      expect(parts.summarize()).toEqual(whole.summarize());
    }),
  );
});
