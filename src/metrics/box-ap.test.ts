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
