import { expect, it } from 'vitest';
import { poseAround, poseBetween } from './camera-trip.ts';

const distance = (a: readonly number[], b: readonly number[]) => Math.hypot(...a.map((value, i) => value - b[i]!));

it('stands where the ball fits the view, on the side where the eye was', () => {
  const pose = poseAround({ eye: [10, 0, 10], target: [0, 0, 0] }, { center: [5, 5, 1], radiusM: 3 });
  expect(pose.target).toEqual([5, 5, 1]);
  expect(distance(pose.eye, pose.target)).toBeCloseTo(3 / Math.sin(Math.PI / 9), 5);
  expect(pose.eye[0]).toBeGreaterThan(5);
  expect(pose.eye[1]).toBeCloseTo(5, 6);
});

it('lifts an eye that looks from the side, keeps one that looks down, and keeps its distance from something tiny', () => {
  const low = poseAround({ eye: [0, -10, 0], target: [0, 0, 0] }, { center: [0, 0, 0], radiusM: 0 });
  expect(low.eye[2]).toBeGreaterThan(0.5);
  expect(low.eye[1]).toBeLessThan(-1);
  const above = poseAround({ eye: [0, 0, 20], target: [0, 0, 0] }, { center: [0, 0, 0], radiusM: 2 });
  expect(Math.hypot(above.eye[0], above.eye[1])).toBeLessThan(0.01);
});

it('begins and ends where it should', () => {
  const from = { eye: [0, 0, 0], target: [1, 0, 0] } as const;
  const to = { eye: [10, 0, 4], target: [3, 2, 0] } as const;
  expect(poseBetween(from, to, 0)).toEqual(from);
  expect(poseBetween(from, to, 1)).toEqual(to);
  expect(poseBetween(from, to, 0.5)).toEqual({ eye: [5, 0, 2], target: [2, 1, 0] });
  expect(poseBetween(from, to, 0.1).eye[0]).toBeLessThan(1);
});
