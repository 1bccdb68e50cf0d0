import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type OrientedBox, Rng } from '../core/index.ts';
import { bevIntersection, boxVolume, intersectionVolume, iou3d, iouBev, iov, isPointInBox } from './index.ts';

const coordinate = fc.double({ min: -3, max: 3, noNaN: true });
const side = fc.double({ min: 0.2, max: 5, noNaN: true });
const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
const boxes: fc.Arbitrary<OrientedBox> = fc.record({
  center: fc.tuple(coordinate, coordinate, coordinate),
  size: fc.tuple(side, side, side),
  yaw: angle,
});

test('a box overlaps itself completely, also far from the origin and turned by half a turn', () => {
  fc.assert(
    fc.property(boxes, fc.constantFrom(0, 1e5), (box, shift) => {
      const moved: OrientedBox = { ...box, center: [box.center[0] + shift, box.center[1] - shift, box.center[2]] };
      expect(iou3d(moved, moved)).toBeCloseTo(1, 9);
      expect(iouBev(moved, { ...moved, yaw: moved.yaw + Math.PI })).toBeCloseTo(1, 9);
      expect(iov(moved, moved)).toBeCloseTo(1, 9);
    }),
  );
});

test('overlap is symmetric, between 0 and 1, and no larger than either box', () => {
  fc.assert(
    fc.property(boxes, boxes, (a, b) => {
      const value = iou3d(a, b);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
      expect(iou3d(b, a)).toBeCloseTo(value, 9);
      expect(iouBev(b, a)).toBeCloseTo(iouBev(a, b), 9);
      expect(intersectionVolume(a, b)).toBeLessThanOrEqual(Math.min(boxVolume(a), boxVolume(b)) + 1e-9);
    }),
  );
});

test('overlap does not change when the scene turns and moves', () => {
  fc.assert(
    fc.property(boxes, boxes, angle, coordinate, (a, b, turn, shift) => {
      const move = (box: OrientedBox): OrientedBox => {
        const [x, y, z] = box.center;
        const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
        return { ...box, center: [cos * x - sin * y + shift, sin * x + cos * y, z - shift], yaw: box.yaw + turn };
      };
      expect(iou3d(move(a), move(b))).toBeCloseTo(iou3d(a, b), 8);
    }),
  );
});

test('the exact volume agrees with counting random points', () => {
  const rng = new Rng(11);
  for (let trial = 0; trial < 12; trial++) {
    const draw = (): OrientedBox => ({
      center: [rng.range(-0.7, 0.7), rng.range(-0.7, 0.7), rng.range(-0.5, 0.5)],
      size: [rng.range(1, 3), rng.range(0.5, 2), rng.range(0.8, 2)],
      yaw: rng.range(-3, 3),
    });
    const [a, b] = [draw(), draw()];
    const samples = 40_000;
    let both = 0;
    for (let i = 0; i < samples; i++) {
      const [x, y, z] = [rng.range(-3, 3), rng.range(-3, 3), rng.range(-2, 2)];
      if (isPointInBox(x, y, z, a) && isPointInBox(x, y, z, b)) both++;
    }
    const volume = (both / samples) * 6 * 6 * 4;
    const deviation = (144 * Math.sqrt(Math.max(both, 1))) / samples;
    expect(Math.abs(intersectionVolume(a, b) - volume)).toBeLessThan(4.5 * deviation);
  }
});

test('hand-computed overlaps: a square turned by 45° in itself, boxes that only touch, a box without volume', () => {
  const square: OrientedBox = { center: [0, 0, 0], size: [2, 2, 2], yaw: 0 };
  // A regular octagon of inradius 1 has area 8 (√2 − 1).
  expect(bevIntersection(square, { ...square, yaw: Math.PI / 4 })).toBeCloseTo(8 * (Math.SQRT2 - 1), 12);
  expect(iou3d(square, { ...square, center: [2, 0, 0] })).toBe(0);
  expect(iou3d(square, { ...square, center: [0, 0, 2] })).toBe(0);
  expect(iou3d(square, { ...square, center: [1, 0, 1] })).toBeCloseTo(2 / 14, 12);
  expect(iou3d({ ...square, size: [0, 0, 0] }, { ...square, size: [0, 0, 0] })).toBe(0);
});
