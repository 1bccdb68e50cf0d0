import { expect, test } from 'vitest';
import { NO_ROW, type PointCloud } from '../core/index.ts';
import { cloudColumns, voxelFeatures } from './index.ts';

const cloud: PointCloud = {
  name: 'c',
  format: 'test',
  count: 4,
  origin: [100, 0, -2],
  positions: Float32Array.of(0, 1, 2, 2, 1, 4, 5, 5, 5, 9, 9, 9),
  attributes: [
    { name: 'rgb', components: 3, values: Uint8Array.of(255, 0, 0, 0, 255, 0, 51, 102, 204, 1, 1, 1) },
    { name: 'intensity', components: 1, values: Float32Array.of(0.5, 1, 0.25, 8) },
  ],
};
/** Two points share voxel 1; the last is in none. */
const ROWS = Uint32Array.of(1, 1, 0, NO_ROW);

test('a voxel is given the scaled mean of its points', () => {
  const features = [
    { source: 'one' },
    { source: 'rgb', scale: 1 / 255, shift: -0.5 },
    { source: 'intensity' },
  ] as const;
  const { values, channels, missing } = voxelFeatures(cloudColumns(cloud), features, { pointRows: ROWS, rows: 2 });
  expect(channels).toBe(5);
  expect(missing).toEqual([]);
  [1, -0.3, -0.1, 0.3, 0.25, 1, 0, 0, -0.5, 0.75].forEach((value, i) => {
    expect(values[i]).toBeCloseTo(value, 6);
  });
});

test('coordinates are the true ones, and a column that is not there is zero and told', () => {
  const { values, missing } = voxelFeatures(cloudColumns(cloud), [{ source: 'normal', shift: 3 }, { source: 'xyz' }], {
    pointRows: ROWS,
    rows: 2,
  });
  expect(missing).toEqual(['normal']);
  expect([...values]).toEqual([0, 0, 0, 105, 5, 3, 0, 0, 0, 101, 1, 1]);
});
