import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PredictedBox } from '../core/index.ts';
import { BoxAp, type BoxApOptions, type ScoredTruthBox } from './index.ts';

const CAR = 7;
const PERSON = 8;

function truth(classId: number, x: number, extra: Partial<ScoredTruthBox> = {}): ScoredTruthBox {
  return { classId, center: [x, 0, 0], size: [4, 2, 2], yaw: 0.3, ...extra };
}
function guess(classId: number, x: number, score: number, z = 0): PredictedBox {
  return { classId, score, center: [x, 0, z], size: [4, 2, 2], yaw: 0.3 };
}

const AT_HALF: BoxApOptions = { classes: [CAR, PERSON], iou: 0.5 };

test('perfect boxes score 1, none score 0', () => {
  const truths = [truth(CAR, 0), truth(CAR, 20), truth(PERSON, 40)];
  const perfect = new BoxAp();
  perfect.add(
    truths,
    truths.map(({ classId, center }) => guess(classId, center[0], 0.5)),
  );
  expect(perfect.summarize(AT_HALF)).toMatchObject({ map: 1, precision: 1, recall: 1 });
  const none = new BoxAp();
  none.add(truths, []);
  expect(none.summarize(AT_HALF)).toMatchObject({ map: 0, recall: 0 });
});

test('hand-computed: hit, false alarm, hit, of three; a class without truth does not count', () => {
  const scores = new BoxAp();
  scores.add(
    [truth(CAR, 0), truth(CAR, 20), truth(CAR, 40)],
    [guess(CAR, 0, 0.9), guess(CAR, 100, 0.8), guess(CAR, 20, 0.7)],
  );
  const { map, perClass, precision, recall } = scores.summarize(AT_HALF);
  expect(map).toBeCloseTo(5 / 9, 12);
  expect(perClass[1].ap).toBeNaN();
  expect([precision, recall]).toEqual([2 / 3, 2 / 3]);
  expect(scores.summarize({ ...AT_HALF, rule: 'tf3d' }).perClass[0].ap).toBeCloseTo(7 / 9, 12);
});

test('a box above its object is right from above and wrong in space', () => {
  const scores = new BoxAp();
  scores.add([truth(CAR, 0)], [guess(CAR, 0, 0.9, 1)]);
  expect(scores.summarize({ ...AT_HALF, view: 'bev' }).map).toBe(1);
  expect(scores.summarize(AT_HALF).map).toBe(0);
  expect(scores.summarize({ ...AT_HALF, iou: 0.3 }).map).toBe(1);
});

test('the second box on one object is false, boxes on ignored objects are neither right nor wrong', () => {
  const scores = new BoxAp();
  scores.add(
    [truth(CAR, 0), truth(CAR, 20, { ignored: true })],
    [guess(CAR, 0, 0.9), guess(CAR, 0.1, 0.8), guess(CAR, 20, 0.95)],
  );
  expect(scores.summarize(AT_HALF).perClass[0]).toMatchObject({
    truths: 1,
    detections: 2,
    ap: 1,
    precision: 0.5,
    recall: 1,
  });
});

test('truths of scenes without a detection count, but not by the rule of TF 3D', () => {
  const scores = new BoxAp();
  scores.add([truth(CAR, 0)], [guess(CAR, 0, 0.9)]);
  scores.add([truth(CAR, 0)], []);
  expect(scores.summarize({ ...AT_HALF, classes: [CAR] }).map).toBe(0.5);
  expect(scores.summarize({ ...AT_HALF, classes: [CAR], rule: 'tf3d' }).map).toBe(1);
});

test('what is found where nobody looked is right on a truth and never wrong', () => {
  const scores = new BoxAp();
  scores.add(
    [truth(CAR, 0)],
    [
      { ...guess(CAR, 0, 0.9), unjudged: true },
      { ...guess(CAR, 50, 0.95), unjudged: true },
    ],
  );
  expect(scores.summarize(AT_HALF).perClass[0]).toMatchObject({ truths: 1, detections: 1, ignored: 1, ap: 1 });
});

test('a box on something without a class is neither right nor wrong, whatever it says that it is', () => {
  const scores = new BoxAp();
  const trailer = { center: [60, 0, 0], size: [4, 2, 2], yaw: 0.3 } as const;
  scores.add([truth(CAR, 0)], [guess(CAR, 0, 0.9), guess(CAR, 60, 0.95), guess(PERSON, 60, 0.8)], [trailer]);
  const { perClass } = scores.summarize(AT_HALF);
  expect(perClass[0]).toMatchObject({ detections: 1, ignored: 1, precision: 1 });
  expect(perClass[1]).toMatchObject({ detections: 0, ignored: 1 });
});

test('by range: truths of a bin, predictions in the bin or on such a truth', () => {
  const scores = new BoxAp();
  const at = (x: number) => ({ ...truth(CAR, x), rangeM: x });
  const says = (x: number, score: number) => ({ ...guess(CAR, x, score), rangeM: x });
  // The truth at 19.9 is found by a box whose middle is beyond 20 m.
  scores.add([at(5), at(19.9), at(30)], [says(5, 0.9), says(20.1, 0.8), says(12, 0.7), says(30, 0.6), says(35, 0.5)]);
  const bin = (fromM: number, toM: number) =>
    scores.summarize({ ...AT_HALF, classes: [CAR], range: { fromM, toM } }).perClass[0];
  expect(bin(0, 20)).toMatchObject({ truths: 2, detections: 3, ignored: 2, recall: 1, precision: 2 / 3 });
  expect(bin(20, 40)).toMatchObject({ truths: 1, detections: 2, ignored: 3, recall: 1, precision: 1 / 2 });
  expect(bin(40, Infinity)).toMatchObject({ truths: 0, detections: 0, ignored: 5 });
});

const boxes = fc.array(
  fc.record({ x: fc.double({ min: -20, max: 20, noNaN: true }), yaw: fc.double({ min: -3, max: 3, noNaN: true }) }),
  { minLength: 1, maxLength: 6 },
);

test('turning and moving the whole scene changes no score, and the order of the boxes does not matter', () => {
  fc.assert(
    fc.property(boxes, boxes, fc.double({ min: -3, max: 3, noNaN: true }), (truths, guesses, turn) => {
      const turned = ({ x, yaw }: { x: number; yaw: number }, by: number) => ({
        classId: CAR,
        center: [x * Math.cos(by) + 7 * by, x * Math.sin(by), by] as const,
        size: [4, 2, 2] as const,
        yaw: yaw + by,
      });
      const summary = (by: number, reverse: boolean) => {
        const scores = new BoxAp();
        const list = guesses.map((box, i) => ({ ...turned(box, by), score: 1 - i / 10 }));
        scores.add(
          truths.map((box) => turned(box, by)),
          reverse ? list.toReversed() : list,
        );
        return scores.summarize({ classes: [CAR], iou: 0.3712 }).perClass[0];
      };
      expect(summary(turn, true).ap).toBeCloseTo(summary(0, false).ap, 9);
    }),
    { numRuns: 60 },
  );
});

test('says what became of each box, and keeping only sure ones leaves the pairs above as they are', () => {
  const truths = [truth(CAR, 0), truth(CAR, 20), truth(CAR, 40, { ignored: true }), truth(PERSON, 60)];
  const guesses = [guess(CAR, 0.1, 0.6), guess(CAR, 100, 0.8), guess(CAR, 0, 0.9), guess(CAR, 40, 0.5)];
  const scores = new BoxAp();
  scores.add(truths, guesses);
  const outcomes = scores.outcomes(AT_HALF);
  expect(outcomes.map(({ kind, truth, prediction }) => [kind, truth, prediction])).toEqual([
    ['matched', 0, 2],
    ['false', undefined, 1],
    ['false', undefined, 0],
    ['ignored', undefined, 3],
    ['missed', 1, undefined],
    ['ignored', 2, undefined],
    ['missed', 3, undefined],
  ]);
  expect(outcomes[0]).toMatchObject({ iou: 1, score: 0.9, classId: CAR, scene: 0 });
  const sure = new BoxAp();
  sure.add(
    truths,
    guesses.filter(({ score }) => score >= 0.8),
  );
  const kept = outcomes.filter(({ kind, score }) => kind !== 'ignored' && (score ?? 1) >= 0.8);
  expect(sure.outcomes(AT_HALF).filter(({ kind }) => kind !== 'ignored')).toHaveLength(kept.length);
});
