import { describe, expect, test } from 'vitest';
import { type OrientedBox, type PredictedBox, Rng } from '../core/index.ts';
import { classPoints } from './class-points.ts';
import { dropCovered } from './drop-covered.ts';
import { holdLongThing } from './long-boxes.ts';
import { standOnGround } from './stand-on-ground.ts';

const CAR = 7;
const ROAD = 0;

/** Points of a class evenly over the near side of a box, 0.3 m apart. */
function side(box: OrientedBox, classId = CAR): number[][] {
  const [l, w, h] = box.size;
  const [cos, sin] = [Math.cos(box.yaw), Math.sin(box.yaw)];
  const points: number[][] = [];
  for (let u = -l / 2; u <= l / 2 + 1e-9; u += 0.3) {
    for (let z = -h / 2; z <= h / 2 + 1e-9; z += 0.3) {
      const [x, y] = [u * cos + (w / 2) * sin, u * sin - (w / 2) * cos];
      points.push([box.center[0] + x, box.center[1] + y, box.center[2] + z, classId]);
    }
  }
  return points;
}

const indexed = (points: readonly number[][]) =>
  classPoints(
    {
      positions: Float32Array.from(points.flatMap((point) => point.slice(0, 3))),
      semantic: points.map((point) => point[3]!),
      instance: points.map(() => 0),
    },
    [CAR, ROAD],
  );

const LORRY: OrientedBox = { center: [10, 4, 1.6], size: [11.7, 2.4, 3.3], yaw: 0.4 };
/** The lorry's front half, as a network draws it. */
const DRAWN: OrientedBox = {
  center: [10 + 2.4 * Math.cos(0.4), 4 + 2.4 * Math.sin(0.4), 1.3],
  size: [6.4, 2.4, 2.7],
  yaw: 0.4,
};

describe('a long thing', () => {
  test('goes on to the end of its points, backwards and upwards', () => {
    const held = holdLongThing(indexed(side(LORRY)), DRAWN, CAR);
    LORRY.center.forEach((value, axis) => {
      expect(held.center[axis]!).toBeCloseTo(value, 0);
    });
    expect(Math.abs(held.size[0] - LORRY.size[0])).toBeLessThan(0.7);
    expect(held.size[2]).toBeCloseTo(LORRY.size[2] - 0.05, 1);
    expect(held.yaw).toBe(0.4);
  });

  test('ends where a gap does, and is never longer than vehicles are', () => {
    const next: OrientedBox = {
      ...LORRY,
      center: [LORRY.center[0] - 9 * Math.cos(0.4), LORRY.center[1] - 9 * Math.sin(0.4), 0.8],
      size: [4.5, 2.4, 1.6],
    };
    const alone = holdLongThing(indexed(side(LORRY)), DRAWN, CAR);
    const followed = holdLongThing(indexed([...side(LORRY), ...side(next)]), DRAWN, CAR);
    expect(followed).toEqual(alone);
    const wall: OrientedBox = { ...LORRY, size: [60, 2.4, 3.3] };
    const held = holdLongThing(indexed(side(wall)), DRAWN, CAR);
    expect(held.size[0]).toBeGreaterThan(13);
    expect(held.size[0]).toBeLessThanOrEqual(14);
  });

  test('is not made of a car in a row of cars', () => {
    const car: OrientedBox = { center: [10, 4, 0.8], size: [4.6, 1.8, 1.6], yaw: 0 };
    const row = [-4.8, 0, 4.8].flatMap((x) => side({ ...car, center: [10 + x, 4, 0.8] }));
    expect(holdLongThing(indexed(row), car, CAR)).toEqual(car);
  });
});

describe('the ground', () => {
  const rng = new Rng(2);
  const road = Array.from({ length: 200 }, () => [rng.range(5, 15), rng.range(0, 8), -0.2 + rng.normal(0, 0.01), ROAD]);
  const floating: OrientedBox = { center: [10, 4, 0.9], size: [4.5, 1.8, 1.5], yaw: 0.3 };

  test('is what a box near it stands on, and its top takes half of the way', () => {
    const stood = standOnGround(indexed(road), floating, [ROAD]);
    expect(stood.center[2] - stood.size[2] / 2).toBeCloseTo(-0.2, 1);
    const top = (box: OrientedBox) => box.center[2] + box.size[2] / 2;
    expect(top(floating) - top(stood)).toBeCloseTo(0.175, 1);
    expect([stood.center[0], stood.center[1], stood.yaw]).toEqual([10, 4, 0.3]);
  });

  test('does not pull down what hangs, nor a box without ground about it, nor where nothing is ground', () => {
    const index = indexed(road);
    const hanging: OrientedBox = { ...floating, center: [10, 4, 1.6] };
    const far: OrientedBox = { ...floating, center: [40, 4, 0.9] };
    expect(standOnGround(index, hanging, [ROAD])).toBe(hanging);
    expect(standOnGround(index, far, [ROAD])).toBe(far);
    expect(standOnGround(index, floating, [])).toBe(floating);
  });
});

test('boxes of any size that a network may say end at once', () => {
  const index = indexed(side(LORRY));
  const vast: OrientedBox = { ...LORRY, size: [1e9, 1e9, 1e9] };
  expect(holdLongThing(index, vast, CAR)).toBe(vast);
  expect(standOnGround(index, vast, [ROAD])).toBe(vast);
});

test('a box that a better one of its class covers is dropped', () => {
  const box = (x: number, score: number, classId = CAR): PredictedBox => ({
    center: [x, 0, 0],
    size: [4, 2, 2],
    yaw: 0,
    classId,
    score,
  });
  const boxes = [box(0, 0.9), box(2.8, 0.8), box(3.6, 0.7), box(0.1, 0.6, 8)];
  expect(dropCovered(boxes)).toEqual([boxes[0], boxes[2], boxes[3]]);
  const small = boxes.map(
    (each): PredictedBox => ({ ...each, center: [each.center[0] / 5, 0, 0], size: [0.8, 0.6, 1.7] }),
  );
  expect(dropCovered(small)).toEqual(small);
});
