import { expect, it } from 'vitest';
import { curvePath, markAt, PLOT } from './curve-shape.ts';

const CURVE = [
  { score: 0.9, precision: 1, recall: 0.25 },
  { score: 0.6, precision: 0.5, recall: 0.25 },
  { score: 0.4, precision: 0.75, recall: 1 },
];
const { left, top, width, height } = PLOT;

it('draws a curve from recall 0 to its last point', () => {
  expect(curvePath(CURVE)).toBe('M28.0 16.0L88.0 16.0L88.0 77.0L268.0 46.5');
  expect(curvePath([])).toBe('');
});

it('marks the least sure prediction that is kept', () => {
  expect(markAt(CURVE, 0.5)).toEqual({ x: left + width / 4, y: top + height / 2 });
  expect(markAt(CURVE, 0)).toEqual({ x: left + width, y: top + height / 4 });
  expect(markAt(CURVE, 0.95)).toBeUndefined();
});
