import { describe, expect, it } from 'vitest';
import type { Vec3 } from '../core/index.ts';
import { boxAround, type ClipBox, fromLocal, isShown, toLocal } from './cut.ts';

const box: ClipBox = { center: [1, 2, 0], size: [4, 2, 2], yaw: Math.PI / 2, keeps: 'inside' };

describe('isShown', () => {
  it('turns the box with its yaw', () => {
    // A quarter turn: the long side lies along y.
    expect(isShown([1, 3.9, 0], { box })).toBe(true);
    expect(isShown([2.9, 2, 0], { box })).toBe(false);
    expect(isShown([1, 2, 1.1], { box })).toBe(false);
  });

  it('keeps the outside where it should', () => {
    const outside = { ...box, keeps: 'outside' } as const;
    expect(isShown([1, 3.9, 0], { box: outside })).toBe(false);
    expect(isShown([2.9, 2, 0], { box: outside })).toBe(true);
  });

  it('needs slice and box alike', () => {
    const slice = { axis: 'z', middleM: 0.5, thicknessM: 0.4 } as const;
    expect(isShown([1, 2, 0.6], { box, slice })).toBe(true);
    expect(isShown([1, 2, 0.2], { box, slice })).toBe(false);
    expect(isShown([9, 9, 0.6], { box, slice })).toBe(false);
    expect(isShown([9, 9, 9], {})).toBe(true);
  });
});

describe('a box', () => {
  it('goes to its own frame and back', () => {
    const point: Vec3 = [0.3, -4, 2.5];
    fromLocal(box, toLocal(box, point)).forEach((value, axis) => {
      expect(value).toBeCloseTo(point[axis] as number, 9);
    });
  });

  it('about bounds shows everything within them, however flat they are', () => {
    const around = boxAround({ min: [0, 0, 5], max: [10, 4, 5] });
    for (const corner of [
      [0, 0, 5],
      [10, 4, 5],
    ] as const) {
      expect(isShown(corner, { box: around })).toBe(true);
    }
    expect(around.size[2]).toBeGreaterThan(0);
  });
});
