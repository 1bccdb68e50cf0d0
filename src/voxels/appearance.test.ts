import { expect, test } from 'vitest';
import type { Attribute, PointCloud } from '../core/index.ts';
import { cloudColumns, voxelFeatures } from './index.ts';

function cloudWith(count: number, ...attributes: Attribute[]): PointCloud {
  return { name: 'c', format: 'test', count, origin: [0, 0, 0], positions: new Float32Array(3 * count), attributes };
}

function column(cloud: PointCloud, source: 'color' | 'echo', channel = 0): number[] {
  const read = cloudColumns(cloud)(source)!;
  return Array.from({ length: cloud.count }, (_, point) => read(point, channel));
}

const rgb = (...values: number[]): Attribute => ({ name: 'rgb', components: 3, values: Uint8Array.from(values) });
const intensity = (...values: number[]): Attribute => ({
  name: 'intensity',
  components: 1,
  values: Float32Array.from(values),
});

test('colours are told against their cloud: exposure and white balance drop out', () => {
  const cloud = cloudWith(3, rgb(20, 30, 40, 60, 70, 80, 100, 110, 120));
  const brighter = cloudWith(3, rgb(20 + 90, 30 + 50, 40 + 10, 60 + 90, 70 + 50, 80 + 10, 100 + 90, 110 + 50, 130));
  const values = column(cloud, 'color');
  expect(values[1]).toBeCloseTo(0, 6);
  // One of three equal steps off the mean is √1.5 σ.
  expect(values[2]).toBeCloseTo(Math.sqrt(1.5) / 3, 6);
  for (const channel of [0, 1, 2])
    column(brighter, 'color', channel).forEach((value, point) => {
      expect(value).toBeCloseTo(column(cloud, 'color', channel)[point]!, 6);
    });
  expect(column(cloud, 'color', 3)).toEqual([1, 1, 1]);
});

test('a cloud of one colour is all zero, and an outlier stays within one', () => {
  expect(column(cloudWith(2, rgb(9, 9, 9, 9, 9, 9)), 'color')).toEqual([0, 0]);
  const greys = Array.from({ length: 100 }, (_, i) => [i % 2, i % 2, i % 2]).flat();
  expect(Math.max(...column(cloudWith(101, rgb(...greys, 255, 255, 255)), 'color'))).toBe(1);
});

test('returns are ranks: any scale of intensity that keeps the order gives the same', () => {
  const ranks = column(cloudWith(4, intensity(0, 0.2, 0.4, 1)), 'echo');
  expect(ranks).toEqual([-0.75, -0.25, 0.25, 0.75]);
  expect(column(cloudWith(4, intensity(10, 90, 200, 255)), 'echo')).toEqual(ranks);
  // A retroreflector ten thousand times as strong as the road leaves the rest apart.
  expect(column(cloudWith(4, intensity(0, 0.05, 0.2, 4000)), 'echo')).toEqual(ranks);
  expect(column(cloudWith(3, intensity(5, 5, 9)), 'echo')[0]).toBeCloseTo(-1 / 3, 6);
});

test('what a cloud does not have is zeros beside its shape, and is told', () => {
  const shape = Float32Array.from({ length: 8 }, (_, i) => i);
  const features = [{ source: 'shape' }, { source: 'color' }, { source: 'echo' }] as const;
  const voxels = { pointRows: Uint32Array.of(0, 0), rows: 1, shape };
  const bare = voxelFeatures(cloudColumns(cloudWith(2, intensity(7, 7))), features, voxels);
  expect(bare.missing).toEqual(['color', 'echo']);
  expect([...bare.values]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 0, 0, 0]);
  const full = voxelFeatures(cloudColumns(cloudWith(2, rgb(0, 0, 0, 90, 0, 0), intensity(1, 2))), features, voxels);
  expect(full.missing).toEqual([]);
  expect([...full.values].slice(8)).toEqual([0, 0, 0, 1, 0, 1]);
});
