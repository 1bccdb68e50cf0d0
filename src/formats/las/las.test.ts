import { describe, expect, it } from 'vitest';
import { findAttribute, type PointCloud } from '../../core/index.ts';
import { sharedSource } from '../shared-data.fixture.ts';
import { readLas } from './read.ts';

/** [points, bounds x, y, z, class counts, largest stored colour] as in the README of the shared data. */
const FACTS: readonly [string, number, readonly number[], string, number?][] = [
  ['las/autzen-thin.las', 10653, [635589, 638995, 848886, 853535, 406.59, 593.73], '1:7934 2:2719', 254],
  ['las/epsg_4326.las', 5380, [-94.683, -94.661, 31.037, 31.047, 39.081, 78.119], '0:5380'],
  ['las/extrabytes.las', 1065, [635620, 638983, 848900, 853535, 406.59, 586.38], '1:789 2:276', 249],
  ['las/pdrf10-1.4.las', 1024, [-2.14189e9, 2.14662e9, -2.14742e9, 2.13925e9, -2.1471e9, 2.1466e9], '', 255],
  ['las/pdrf4-1.3.las', 1024, [-70, 103.91, -22.53, 90, -10, 12.08], ''],
  ['las/pdrf6-1.4.las', 1024, [-2.14197e9, 2.13173e9, -2.14742e9, 2.13935e9, -2.14717e9, 2.1466e9], ''],
  ['las/pdrf7-v4-1.4.las', 1024, [-1500.01, 498.09, 250, 1748.94, -350.04, 449.38], '', 255],
  ['las/permutation_1.0_0.las', 1, [470692, 470692, 4.60289e6, 4.60289e6, 16, 16], '2:1'],
  ['las/permutation_1.0_1.las', 1, [470692, 470692, 4.60289e6, 4.60289e6, 16, 16], '2:1'],
  ['las/permutation_1.2_0.las', 1, [470692, 470692, 4.60289e6, 4.60289e6, 16, 16], '2:1'],
  ['las/permutation_1.2_1.las', 1, [470692, 470692, 4.60289e6, 4.60289e6, 16, 16], '2:1'],
  ['las/permutation_1.2_2.las', 1, [470692, 470692, 4.60289e6, 4.60289e6, 16, 16], '2:1', 255],
  ['las/permutation_1.2_3.las', 1, [470692, 470692, 4.60289e6, 4.60289e6, 16, 16], '2:1', 255],
  ['las/points-1.4.las', 3, [0, 2, 0, 1, 0, 0.5], '2:1 3:1 5:1', 255],
  [
    'las/sample_c.las',
    14408,
    [674522, 674605, 1.20674e6, 1.20681e6, 627.53, 656.23],
    '2:1368 3:93 4:29 5:7 6:12525 11:2 14:45 31:339',
    212,
  ],
  ['las/simple.las', 1065, [635620, 638983, 848900, 853535, 406.59, 586.38], '1:789 2:276', 249],
  ['las/test1_4.las', 1000, [1.69404e6, 1.69454e6, 1.81649e6, 1.8165e6, 5592.75, 5599.07], '2:1000'],
  ['robust/bad_vlr_count.las', 10, [289814, 289818, 4.32098e6, 4.32098e6, 170.58, 170.76], '2:10'],
  ['robust/garbage_nVariableLength.las', 718, [0.001, 0.998, 0.001, 0.999, 0.001, 0.999], '0:718'],
  ['robust/gps-time-nan.las', 1, [0, 0, 0, 0, 0, 0], '0:1'],
  ['robust/spurious.las', 1065, [-124.069, -123.063, 44.05, 44.062, 123.93, 178.73], '1:789 2:276', 249],
  ['robust/synthetic_test.las', 1, [1, 1, 2, 2, 3, 3], '0:1'],
  ['twins_ripple/ripple.las', 10201, [-5, 5, -5, 5, -0.666, 1.1], '0:10201', 255],
];

describe('LAS files', () => {
  it.each(FACTS)('%s has %i points, its bounds, classes and colours', async (file, count, bounds, classes, colour) => {
    const { cloud, sourceCount } = await readLas(sharedSource(file));
    expect([cloud.count, sourceCount, cloud.format]).toEqual([count, count, 'las']);
    expectBounds(cloud, bounds);
    if (classes !== '') expect(classCounts(cloud)).toBe(classes);
    const rgb = findAttribute(cloud, 'rgb');
    expect(rgb?.values.reduce((a, b) => Math.max(a, b), 0)).toBe(colour);
  });
});

function expectBounds(cloud: PointCloud, bounds: readonly number[]): void {
  bounds.forEach((expected, i) => {
    const axis = i >> 1;
    let found = i & 1 ? -Infinity : Infinity;
    for (let p = axis; p < cloud.positions.length; p += 3) {
      found = Math[i & 1 ? 'max' : 'min'](found, cloud.positions[p]! + cloud.origin[axis]!);
    }
    // The expected numbers have six digits.
    expect(Math.abs(found - expected)).toBeLessThanOrEqual(Math.max(6e-4, Math.abs(expected) * 5.1e-6));
  });
}

function classCounts(cloud: PointCloud): string {
  const counts = new Map<number, number>();
  for (const code of findAttribute(cloud, 'classification')!.values) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([code, count]) => `${code}:${count}`)
    .join(' ');
}
