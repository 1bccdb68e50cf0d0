import { describe, expect, it } from 'vitest';
import type { BoxOverlay } from '../core/index.ts';
import { boxSegments, SEGMENTS_PER_BOX } from './box-edges.ts';
import { gridSegments, roundStep } from './ground-grid.ts';
import { nearestId } from './id-pass.ts';
import { layoutLabels } from './label-layout.ts';
import { metresPerPixel } from './point-size.ts';
import { SpacingEstimate } from './spacing.ts';

const box: BoxOverlay = {
  center: [10, 20, 1],
  size: [4, 2, 1.5],
  yaw: Math.PI / 2,
  color: [1, 2, 3],
  label: 'vehicle 87 %',
  classId: 7,
  truth: false,
};

describe('boxSegments', () => {
  it('draws four edges of each extent and a tick over the front', () => {
    const { count, ends, colors } = boxSegments([box]);
    expect(count).toBe(13);
    const lengths = Array.from({ length: 12 }, (_, s) => {
      const [ax, ay, az, bx, by, bz] = ends.subarray(6 * s, 6 * s + 6);
      return Math.hypot(ax - bx, ay - by, az - bz);
    }).sort((a, b) => a - b);
    [1.5, 1.5, 1.5, 1.5, 2, 2, 2, 2, 4, 4, 4, 4].forEach((length, i) => {
      expect(lengths[i]).toBeCloseTo(length, 5);
    });
    // Yaw of a quarter turn: the front looks along +y.
    const tick = [...ends.subarray(72, 78)];
    [10, 20, 1.75, 10, 22.8, 1.75].forEach((value, i) => {
      expect(tick[i]).toBeCloseTo(value, 5);
    });
    expect([...colors.subarray(0, 4)]).toEqual([1, 2, 3, 255]);
  });

  it('dashes truth and thickens the selected box, drawn last and once', () => {
    const truth = { ...box, truth: true };
    const { count, styles } = boxSegments([box, truth], box);
    expect(count).toBe(2 * SEGMENTS_PER_BOX);
    expect(styles[1]).toBeGreaterThan(0);
    expect(styles[2 * SEGMENTS_PER_BOX + 1]).toBe(0);
    expect(styles[2 * SEGMENTS_PER_BOX]).toBeGreaterThan(styles[0]);
    expect(boxSegments([truth], box).count).toBe(2 * SEGMENTS_PER_BOX);
    expect(boxSegments([]).count).toBe(0);
  });
});

describe('gridSegments', () => {
  it('takes round steps', () => {
    expect([0.013, 0.1, 0.11, 0.3, 1.9, 6, 60].map(roundStep)).toEqual([0.02, 0.1, 0.2, 0.5, 2, 10, 100]);
  });

  it('covers the cloud at its floor', () => {
    const { ends, stepM, count } = gridSegments({ min: [-3.3, 0, -1], max: [20.7, 8, 4] });
    expect(stepM).toBe(1);
    expect(count).toBe(28 + 11);
    const xs = ends.filter((_, i) => i % 3 === 0);
    expect(Math.min(...xs)).toBe(-5);
    expect(Math.max(...xs)).toBe(22);
    expect(ends.filter((_, i) => i % 3 === 2).every((z) => z === -1)).toBe(true);
  });
});

describe('nearestId', () => {
  const pixels = (ids: Readonly<Record<number, number>>) => {
    const bytes = new Uint8Array(100);
    const view = new DataView(bytes.buffer);
    for (const [place, id] of Object.entries(ids)) view.setUint32(4 * Number(place), id, true);
    return bytes;
  };

  it('prefers the pixel nearest to the middle', () => {
    expect(nearestId(pixels({ 0: 5, 13: 70_001, 24: 9 }), 100_000)).toBe(70_000);
    expect(nearestId(pixels({ 12: 1, 13: 2 }), 10)).toBe(0);
  });

  it('finds nothing in an empty square, whatever its clear colour', () => {
    expect(nearestId(pixels({}), 10)).toBeUndefined();
    expect(nearestId(pixels({ 12: 0xff000000 }), 10)).toBeUndefined();
  });
});

describe('layoutLabels', () => {
  const view = { width: 400, height: 300 };
  const at = (key: number, x: number, y: number, distance: number) => ({ key, x, y, distance, width: 60, height: 18 });

  it('keeps the nearer of two that collide, and drops those off the screen', () => {
    const shown = layoutLabels([at(0, 100, 100, 9), at(1, 120, 105, 3), at(2, 300, 200, 5), at(3, -5, 20, 1)], view, 9);
    expect(shown.map(({ key }) => key)).toEqual([1, 2]);
  });

  it('stops at the limit, nearest first', () => {
    const many = Array.from({ length: 5 }, (_, i) => at(i, 200, 40 + 40 * i, 10 - i));
    expect(layoutLabels(many, view, 2).map(({ key }) => key)).toEqual([4, 3]);
  });
});

/** In pieces, as the page does it. */
function estimateSpacing(positions: Float32Array, finestM: number): Float32Array {
  const spacing = new Float32Array(positions.length / 3);
  const estimate = new SpacingEstimate(positions, finestM);
  for (const _ of estimate.count());
  for (let first = 0; first < spacing.length; first += 1000) {
    estimate.fill(spacing, first, Math.min(spacing.length, first + 1000));
  }
  return spacing;
}

describe('point sizes', () => {
  it('converts pixels to metres at a distance', () => {
    // 90° of height at 10 m is 20 m over 400 px.
    expect(metresPerPixel(10, 1, 400)).toBeCloseTo(0.05, 12);
  });

  it('finds the spacing of dense and sparse surface in one cloud', () => {
    const values: number[] = [];
    const patch = (spacing: number, x: number) => {
      for (let i = 0; i < 60; i++) for (let j = 0; j < 60; j++) values.push(x + i * spacing, j * spacing, 0);
    };
    patch(0.05, 0);
    patch(0.15, 10);
    values.push(500, 500, 500);
    const spacing = estimateSpacing(Float32Array.from(values), 0.02);
    const middle = (from: number) => spacing.slice(from, from + 3600).sort()[1800];
    expect(middle(0)).toBeGreaterThan(0.035);
    expect(middle(0)).toBeLessThan(0.07);
    expect(middle(3600)).toBeGreaterThan(0.1);
    expect(middle(3600)).toBeLessThan(0.21);
    expect(spacing[7200]).toBeLessThan(0.25);
  });

  it('gives every point a size, however few there are', () => {
    expect(estimateSpacing(new Float32Array(0), 0.1)).toHaveLength(0);
    expect(estimateSpacing(Float32Array.of(1, 2, 3), 0.1)[0]).toBeGreaterThan(0);
  });
});
