import { expect, it } from 'vitest';
import { findPoints, linkOf } from './point-query.ts';

/** Two groups of 4 and 6 points, 10 m apart; class 0 in truth, and class 1 for the last of each group. */
const positions = Float32Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? (i < 12 ? 0 : 10) + (i / 3) * 0.1 : 1));
const verdicts = {
  verdict: Uint8Array.of(2, 2, 2, 1, 2, 2, 2, 2, 0, 2),
  truth: Int16Array.of(0, 0, 0, 0, 0, 0, 0, 0, -1, 1),
  predicted: Int16Array.of(1, 1, 2, 0, 1, 1, 1, -1, 1, 0),
};

it('finds the points of a cell, by clusters, the largest first', () => {
  const { count, mask, clusters } = findPoints({ kind: 'cell', truth: 0, predicted: 1 }, verdicts, positions, 0.5);
  expect(count).toBe(5);
  expect([...mask]).toEqual([1, 1, 0, 0, 1, 1, 1, 0, 0, 0]);
  expect(clusters.map(({ points }) => points)).toEqual([3, 2]);
  expect(clusters[0]?.center[0]).toBeCloseTo(10.5, 5);
  expect(clusters[0]?.radiusM).toBeCloseTo(0.1, 5);
});

it('finds what a row, a column and everything wrong mean; never points that are not asked for', () => {
  const points = (query: Parameters<typeof findPoints>[0]) =>
    [...findPoints(query, verdicts, positions, 0.5).mask].flatMap((is, i) => (is ? [i] : []));
  expect(points({ kind: 'truth', truth: 0 })).toEqual([0, 1, 2, 4, 5, 6, 7]);
  expect(points({ kind: 'predicted', predicted: 1 })).toEqual([0, 1, 4, 5, 6]);
  expect(points({ kind: 'cell', truth: 0, predicted: -1 })).toEqual([7]);
  expect(points({ kind: 'cell', truth: 0, predicted: 0 })).toEqual([3]);
  expect(points({ kind: 'wrong' })).toEqual([0, 1, 2, 4, 5, 6, 7, 9]);
});

it('links points of streets farther apart than those of rooms', () => {
  expect(linkOf(positions, 'indoor')).toBeLessThan(linkOf(positions, 'outdoor'));
  expect(linkOf(positions, undefined)).toBe(linkOf(positions, 'indoor'));
  expect(linkOf(Float32Array.of(0, 0, 0, 90, 0, 0), undefined)).toBe(linkOf(positions, 'outdoor'));
});
