import { describe, expect, it } from 'vitest';
import type { Vec3 } from '../core/index.ts';
import { type Measure, measureDrawing, measureText, measureValue } from './measures.ts';

const at = (kind: Measure['kind'], ...points: Vec3[]): Measure => ({ kind, points });

describe('measures', () => {
  it('tell distance, difference in height and angle', () => {
    expect(measureValue(at('distance', [1, 2, 3], [4, 6, 15]))).toBe(13);
    expect(measureValue(at('height', [0, 0, 2], [9, 9, 0.5]))).toBe(-1.5);
    expect(measureValue(at('angle', [1, 0, 0], [0, 0, 0], [0, 5, 0]))).toBeCloseTo(Math.PI / 2, 12);
  });

  it('are exact for angles near nothing and near a straight line', () => {
    expect(measureValue(at('angle', [1, 0, 0], [0, 0, 0], [1, 1e-7, 0]))).toBeCloseTo(1e-7, 15);
    expect(measureValue(at('angle', [1, 0, 0], [0, 0, 0], [-1, 0, 0]))).toBeCloseTo(Math.PI, 12);
    expect(measureValue(at('angle', [0, 0, 0], [0, 0, 0], [1, 0, 0]))).toBe(0);
  });

  it('say nothing until all points are there', () => {
    expect(measureValue(at('angle', [1, 0, 0], [0, 0, 0]))).toBeUndefined();
    expect(measureText(at('distance', [1, 0, 0]))).toBe('');
    expect(measureDrawing(at('distance', [1, 0, 0])).lines).toEqual([]);
  });

  it('are written with their unit and sign', () => {
    expect(measureText(at('distance', [0, 0, 0], [0, 1.2345, 0]))).toBe('1.234 m');
    expect(measureText(at('height', [0, 0, 0], [0, 0, 0.5]))).toBe('+0.500 m');
    expect(measureText(at('height', [0, 0, 0.5], [0, 0, 0]))).toBe('−0.500 m');
    expect(measureText(at('angle', [1, 0, 0], [0, 0, 0], [1, 1, 0]))).toBe('45.0°');
  });

  it('draw a height as an upright over the lower point, whichever was clicked first', () => {
    for (const points of [
      [
        [0, 0, 1],
        [3, 4, 6],
      ],
      [
        [3, 4, 6],
        [0, 0, 1],
      ],
    ] as const) {
      const { lines, at: place } = measureDrawing(at('height', ...points));
      expect(lines[0]).toEqual({ from: [0, 0, 1], to: [0, 0, 6], isDashed: false });
      expect(lines[1]?.isDashed).toBe(true);
      expect(place).toEqual([0, 0, 3.5]);
    }
  });

  it('draw the arc of an angle from arm to arm', () => {
    const { lines } = measureDrawing(at('angle', [2, 0, 0], [0, 0, 0], [0, 2, 0]));
    const arc = lines.slice(2);
    for (const { from } of arc) expect(Math.hypot(...from)).toBeCloseTo(0.6, 9);
    expect(arc[0]?.from[1]).toBeCloseTo(0, 9);
    expect(arc.at(-1)?.to[0]).toBeCloseTo(0, 9);
  });
});
