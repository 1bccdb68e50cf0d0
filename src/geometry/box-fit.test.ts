import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type OrientedBox, Rng } from '../core/index.ts';
import {
  boxCorners,
  countPointsInBox,
  fitBox,
  intersectLineBox,
  iou3d,
  rotateVectors,
  rotationFromEuler,
} from './index.ts';

const BOX: OrientedBox = { center: [4, -2, 1], size: [4, 2, 1.5], yaw: 0.7 };

test('the smallest box around the corners of a box is that box, and all its corners are inside', () => {
  const yaws = fc.double({ min: -1.5, max: 1.5, noNaN: true });
  fc.assert(
    fc.property(yaws, (yaw) => {
      const box = { ...BOX, yaw };
      const corners = Float32Array.from(boxCorners(box));
      const fitted = fitBox(corners, yaw);
      expect(iou3d(fitted, box)).toBeGreaterThan(0.9999);
      expect(fitted.size[0]).toBeCloseTo(4, 4);
      expect(countPointsInBox(corners, fitted, 1e-4)).toBe(8);
    }),
  );
});

test('fitting only chosen rows, and one point', () => {
  const positions = Float32Array.of(0, 0, 0, 100, 100, 100, 2, 0, 1);
  expect(fitBox(positions, 0, [0, 2])).toEqual({ center: [1, 0, 0.5], size: [2, 0.001, 1], yaw: 0 });
  expect(fitBox(positions, 0, [1])).toEqual({ center: [100, 100, 100], size: [0.001, 0.001, 0.001], yaw: 0 });
});

test('points inside a turned box are counted, faces included, and a margin grows it', () => {
  const positions = Float32Array.of(4, -2, 1, 9, 9, 9, 4, -2, 1.75, 4, -2, 1.85);
  expect(countPointsInBox(positions, BOX)).toBe(2);
  expect(countPointsInBox(positions, BOX, 0.2)).toBe(3);
});

test('a line through a turned box enters and leaves at its faces', () => {
  const rng = new Rng(4);
  for (let i = 0; i < 200; i++) {
    const start = [rng.range(-9, 9), rng.range(-9, 9), rng.range(-3, 3)] as const;
    const inside = boxCorners({ ...BOX, size: [rng.range(0, 4), rng.range(0, 2), rng.range(0, 1.5)] });
    const direction = [inside[0] - start[0], inside[1] - start[1], inside[2] - start[2]] as const;
    const span = intersectLineBox(start, direction, BOX);
    expect(span).toBeDefined();
    for (const t of [span!.near, span!.far]) {
      const point = Float32Array.from(start, (s, axis) => s + t * direction[axis]);
      expect(countPointsInBox(point, BOX, 1e-4)).toBe(1);
      expect(countPointsInBox(point, BOX, -1e-3)).toBe(0);
    }
  }
  expect(intersectLineBox([0, 0, 5], [1, 0, 0], BOX)).toBeUndefined();
});

test('turning there and back changes nothing', () => {
  const points = Float32Array.of(1, 2, 3, -4, 5, 0.5);
  const back = rotateVectors(rotateVectors(points, rotationFromEuler(0.4, 0, 0)), rotationFromEuler(-0.4, 0, 0));
  back.forEach((value, i) => {
    expect(value).toBeCloseTo(points[i], 5);
  });
});
