import { expect, test } from 'vitest';
import { InstanceAp, type InstancePrediction, instancePredictions, type TruthInstances } from './index.ts';

const CHAIR = 4;
const TABLE = 6;
const CLASSES = [CHAIR, TABLE];

/** Points 0–9 chair 1, 10–19 chair 2, 20–39 table 3, 40–49 floor (class 1), 50–59 not labelled. */
const TRUTH: TruthInstances = {
  semantic: Int16Array.from({ length: 60 }, (_, i) => (i < 20 ? CHAIR : i < 40 ? TABLE : i < 50 ? 1 : -1)),
  instance: Uint32Array.from({ length: 60 }, (_, i) => (i < 10 ? 1 : i < 20 ? 2 : i < 40 ? 3 : 0)),
};

function span(classId: number, score: number, from: number, to: number): InstancePrediction {
  return { classId, score, points: Uint32Array.from({ length: to - from }, (_, i) => from + i) };
}

const PERFECT = [span(CHAIR, 0.9, 0, 10), span(CHAIR, 0.8, 10, 20), span(TABLE, 0.7, 20, 40)];

function score(
  predictions: readonly InstancePrediction[],
  options: Partial<ConstructorParameters<typeof InstanceAp>[0]> = {},
) {
  const ap = new InstanceAp({ classes: CLASSES, ...options });
  ap.add(TRUTH, predictions);
  return ap.summarize();
}

test('perfect predictions score 1, none score 0, and a class without truth does not count', () => {
  expect(score(PERFECT)).toMatchObject({ ap25: 1, ap50: 1, ap: 1 });
  expect(score([])).toMatchObject({ ap25: 0, ap50: 0, ap: 0 });
  const withSofa = score(PERFECT, { classes: [...CLASSES, 5] });
  expect(withSofa.ap).toBe(1);
  expect(withSofa.perClass[2].ap).toBeNaN();
});

test('hand-computed: one chair at IoU 0.7, one missed, a false one with a better score', () => {
  const scores = score([span(CHAIR, 0.9, 40, 50), span(CHAIR, 0.8, 0, 7), span(TABLE, 0.7, 20, 40)]);
  const chair = scores.perClass[0];
  // One hit of two truths behind one false alarm: recall ½ at precision ½.
  expect(chair.ap50).toBeCloseTo(0.25, 12);
  // IoU 0.7 passes the five thresholds below it (strictly).
  const passed = [0.5, 0.55, 0.6, 0.65, 0.7].filter((iou) => 0.7 > iou).length;
  expect(chair.ap).toBeCloseTo((0.25 * passed) / 10, 12);
  expect(scores.ap50).toBeCloseTo((0.25 + 1) / 2, 12);
  expect(chair).toMatchObject({ truths: 2, precision50: 0.5, recall50: 0.5 });
});

test('a second prediction of one object is false, the better one counts', () => {
  const chair = score([...PERFECT, span(CHAIR, 0.85, 0, 9)]).perClass[0];
  // 0.9 hit, 0.85 double, 0.8 hit.
  expect(chair.ap50).toBeCloseTo(0.5 + 0.5 * (2 / 3), 12);
});

test('predictions on unlabelled points are forgiven, on the floor only when asked', () => {
  expect(score([...PERFECT, span(CHAIR, 0.95, 50, 60)]).ap50).toBe(1);
  expect(score([...PERFECT, span(CHAIR, 0.95, 40, 50)]).ap50).toBeLessThan(1);
  expect(score([...PERFECT, span(CHAIR, 0.95, 40, 50)], { voidClasses: [1] }).ap50).toBe(1);
});

test('objects and predictions below the least size are left out, and predictions on such objects forgiven', () => {
  expect(score([span(TABLE, 0.7, 20, 40), span(CHAIR, 0.9, 0, 10)], { minPoints: 15 })).toMatchObject({ ap50: 1 });
  const onSmall = score([span(TABLE, 0.7, 20, 40), span(CHAIR, 0.9, 0, 20)], { minPoints: 15 });
  expect(onSmall.perClass[0].truths).toBe(0);
  expect(onSmall.ap50).toBe(1);
});

test('a right mask of the wrong class finds nothing', () => {
  expect(score([span(TABLE, 0.9, 0, 10)]).perClass.map(({ ap50 }) => ap50)).toEqual([0, 0]);
});

test('scenes add up: every truth counts, also where nothing was predicted, unless asked to err as TF 3D does', () => {
  const ap = new InstanceAp({ classes: CLASSES });
  const asTf3d = new InstanceAp({ classes: CLASSES, rule: 'tf3d' });
  for (const scores of [ap, asTf3d]) {
    scores.add(TRUTH, PERFECT);
    scores.add(TRUTH, []);
  }
  expect(ap.summarize().ap50).toBeCloseTo(0.5, 12);
  expect(asTf3d.summarize().ap50).toBe(1);
});

test('instances come from one id a point', () => {
  const found = instancePredictions(Uint32Array.of(2, 0, 1, 2, 7), [
    { id: 1, classId: CHAIR, score: 0.5 },
    { id: 2, classId: TABLE, score: 0.25 },
    { id: 3, classId: TABLE, score: 0.25 },
  ]);
  expect(found).toEqual([
    { id: 1, classId: CHAIR, score: 0.5, points: Uint32Array.of(2) },
    { id: 2, classId: TABLE, score: 0.25, points: Uint32Array.of(0, 3) },
  ]);
});

test('one prediction over two objects finds one of them, and is not held against itself', () => {
  // Points 0–19 are two chairs: one mask over both overlaps each by ½, above 0.25.
  const chair = score([span(CHAIR, 0.9, 0, 20)]).perClass[0];
  expect(chair.ap25).toBeCloseTo(0.5, 12);
  expect(chair.ap50).toBe(0);
});

test('the least size can differ from scene to scene', () => {
  const ap = new InstanceAp({ classes: [CHAIR] });
  ap.add(TRUTH, [span(CHAIR, 0.9, 0, 10), span(CHAIR, 0.8, 10, 20)]);
  ap.add(TRUTH, [], 15);
  expect(ap.summarize().perClass[0]).toMatchObject({ truths: 2, ap50: 1 });
});

test('the benchmark’s rule ends its range of IoUs at 0.9', () => {
  // IoU 0.92 passes all but 0.95.
  const truth = { semantic: new Int16Array(100).fill(CHAIR), instance: new Uint32Array(100).fill(1) };
  const mean = (rule: 'voc' | 'scannet') => {
    const ap = new InstanceAp({ classes: [CHAIR], rule });
    ap.add(truth, [span(CHAIR, 0.9, 0, 92)]);
    return ap.summarize().ap;
  };
  expect(mean('scannet')).toBeCloseTo(1, 12);
  expect(mean('voc')).toBeCloseTo(0.9, 12);
});

test('says what became of each instance, with the curve that its class draws', () => {
  const ap = new InstanceAp({ classes: CLASSES, voidClasses: [1] });
  ap.add(TRUTH, [span(CHAIR, 0.9, 0, 9), span(CHAIR, 0.8, 0, 10), span(CHAIR, 0.7, 50, 60), span(TABLE, 0.6, 10, 20)]);
  expect(ap.outcomes(0.5).map(({ kind, classId, truth, prediction }) => [kind, classId, truth, prediction])).toEqual([
    ['matched', CHAIR, 0, 0],
    ['false', CHAIR, undefined, 1],
    ['ignored', CHAIR, undefined, 2],
    ['false', TABLE, undefined, 3],
    ['missed', CHAIR, 1, undefined],
    ['missed', TABLE, 2, undefined],
  ]);
  expect(ap.outcomes(0.5)[0]).toMatchObject({ iou: 0.9, score: 0.9 });
  expect(ap.truthsOf(0).map(({ id }) => id)).toEqual([1, 2, 3]);
  const [chair] = ap.atIou(0.5);
  expect(chair).toMatchObject({ classId: CHAIR, truths: 2, ap: ap.summarize().perClass[0].ap50 });
  expect(chair.curve.map(({ score, recall }) => [score, recall])).toEqual([
    [0.9, 0.5],
    [0.8, 0.5],
  ]);
});
