import { expect, test } from 'vitest';
import { PanopticQuality } from './index.ts';

const ROAD = 0;
const CAR = 1;
const POLE = 2;

/** Points 0–19 road, 20–29 car 1, 30–39 car 2, 40–49 not labelled. */
const TRUTH = {
  semantic: Int16Array.from({ length: 50 }, (_, i) => (i < 20 ? ROAD : i < 40 ? CAR : -1)),
  instance: Uint32Array.from({ length: 50 }, (_, i) => (i < 20 ? 0 : i < 30 ? 1 : i < 40 ? 2 : 0)),
};

function score(change: (semantic: Int16Array, instance: Uint32Array) => void, minPoints = 1) {
  const quality = new PanopticQuality({ classes: 3, things: [CAR, POLE], minPoints });
  const semantic = TRUTH.semantic.slice();
  const instance = TRUTH.instance.slice();
  change(semantic, instance);
  quality.add(TRUTH, { semantic, instance });
  return quality.summarize();
}

test('the truth itself scores 1, and a class that occurs nowhere does not count', () => {
  const scores = score(() => undefined);
  expect(scores).toMatchObject({ pq: 1, sq: 1, rq: 1, pqThings: 1, pqStuff: 1 });
  expect(scores.perClass[POLE].pq).toBeNaN();
});

test('hand-computed: one car at IoU 0.8, one missed, road whole, a false pole', () => {
  const scores = score((semantic, instance) => {
    semantic.fill(ROAD, 28, 30); // car 1: 8 of 10 points; road: 20 of 22 guessed
    instance.fill(0, 28, 30);
    semantic.fill(POLE, 30, 40); // car 2 becomes a pole
  });
  expect(scores.perClass[ROAD].pq).toBeCloseTo(20 / 22, 12);
  expect(scores.perClass[CAR]).toMatchObject({ matched: 1, misses: 1, falsePositives: 0 });
  expect(scores.perClass[CAR].pq).toBeCloseTo(0.8 / 1.5, 12);
  expect(scores.perClass[CAR].sq).toBeCloseTo(0.8, 12);
  expect(scores.perClass[CAR].rq).toBeCloseTo(1 / 1.5, 12);
  expect(scores.perClass[POLE]).toMatchObject({ pq: 0, sq: 0, rq: 0, falsePositives: 1 });
  expect(scores.pq).toBeCloseTo((20 / 22 + 0.8 / 1.5 + 0) / 3, 12);
  expect(scores.pqStuff).toBeCloseTo(20 / 22, 12);
});

test('what lies on unlabelled points is forgiven and does not shrink an IoU', () => {
  const onVoid = score((semantic, instance) => {
    semantic.fill(CAR, 40, 50);
    instance.fill(7, 40, 50);
  });
  expect(onVoid.perClass[CAR]).toMatchObject({ pq: 1, falsePositives: 0 });
  const grown = score((semantic, instance) => {
    semantic.fill(CAR, 40, 50);
    instance.fill(2, 40, 50); // car 2 grows over points without a truth
  });
  expect(grown.perClass[CAR].pq).toBe(1);
});

test('two halves of one car match nothing: IoU ½ is not enough', () => {
  const scores = score((_, instance) => {
    instance.fill(9, 20, 25);
  });
  expect(scores.perClass[CAR]).toMatchObject({ matched: 1, misses: 1, falsePositives: 2 });
});

test('segments below the least size are neither asked for nor wrong', () => {
  const scores = score((semantic) => semantic.fill(ROAD, 20, 40), 11);
  expect(scores.perClass[CAR].pq).toBeNaN();
});
