import { expect, test } from 'vitest';
import { type OrientedBox, type PredictedBox, Rng } from '../core/index.ts';
import { iou3d } from '../geometry/index.ts';
import { refineBoxes } from './refine-boxes.ts';

const CAR: OrientedBox = { center: [12, -4, 0.8], size: [4.4, 1.8, 1.6], yaw: 0.6 };

/** Points on the two faces of a box that look to the −x, −y corner of its own frame, as a scanner there sees them. */
function seenFaces(box: OrientedBox, count: number, rng: Rng): number[][] {
  const [l, w, h] = box.size;
  const [cos, sin] = [Math.cos(box.yaw), Math.sin(box.yaw)];
  return Array.from({ length: count }, () => {
    const isSide = rng.chance(l / (l + w));
    const u = isSide ? rng.range(-l / 2, l / 2) : -l / 2;
    const v = isSide ? -w / 2 : rng.range(-w / 2, w / 2);
    const noise = () => rng.normal(0, 0.02);
    return [
      box.center[0] + u * cos - v * sin + noise(),
      box.center[1] + u * sin + v * cos + noise(),
      box.center[2] + rng.range(-h / 2, h / 2),
    ];
  });
}

function labelled(points: readonly number[][], classId = 1, instance = 1) {
  return {
    positions: Float32Array.from(points.flat()),
    semantic: points.map(() => classId),
    instance: points.map(() => instance),
  };
}

const guess = (box: OrientedBox, change: Partial<OrientedBox> = {}): PredictedBox => ({
  ...box,
  ...change,
  classId: 1,
  score: 0.7,
});

test('a box that is off and askew moves onto the faces that were seen', () => {
  const rng = new Rng(3);
  let sum = 0;
  for (let trial = 0; trial < 20; trial++) {
    const truth = { ...CAR, yaw: rng.range(-3, 3) };
    const off = guess(truth, {
      center: [truth.center[0] + rng.range(-0.4, 0.4), truth.center[1] + rng.range(-0.4, 0.4), 0.9],
      yaw: truth.yaw + rng.range(-0.3, 0.3),
    });
    const [found] = refineBoxes([off], labelled(seenFaces(truth, 200, rng)));
    expect(iou3d(found!, truth), `trial ${trial}`).toBeGreaterThan(Math.max(0.65, iou3d(off, truth)));
    sum += iou3d(found!, truth) / 20;
  }
  expect(sum).toBeGreaterThan(0.78);
});

test('a box that already holds its points keeps its place and size', () => {
  const [found] = refineBoxes([guess(CAR)], labelled(seenFaces(CAR, 200, new Rng(4))));
  expect(iou3d(found!, CAR)).toBeGreaterThan(0.93);
  expect(found).toMatchObject({ classId: 1, score: 0.7 });
});

test('points of other classes, of the neighbour, or too few of them say nothing', () => {
  const rng = new Rng(5);
  const box = guess(CAR, { center: [12.4, -4, 0.8] });
  const faces = seenFaces(CAR, 200, rng);
  expect(refineBoxes([box], labelled(faces, 2))).toEqual([box]);
  expect(refineBoxes([box], labelled(faces.slice(0, 4)))).toEqual([box]);
  // Most points are of instance 1; a few of instance 2 stick out of the box on the far side.
  const alone = refineBoxes([box], labelled(faces));
  const strangers = Array.from({ length: 40 }, () => [13.9 + rng.range(0, 0.2), -3 + rng.range(0, 0.2), 1]);
  const both = labelled([...faces, ...strangers]);
  both.instance.fill(2, faces.length);
  expect(refineBoxes([box], both)).toEqual(alone);
});

test('a cloud with no boxes, and boxes of absurd size, cost nothing', () => {
  expect(refineBoxes([], labelled([]))).toEqual([]);
  const vast = guess(CAR, { size: [1e9, 1e9, 1e9] });
  expect(refineBoxes([vast], labelled([[0, 0, 0]]))).toEqual([vast]);
});
