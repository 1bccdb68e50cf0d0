import { describe, expect, it } from 'vitest';
import { IGNORE_LABEL, type PointCloud } from '../core/index.ts';
import { countClasses, countInstances, describeAttributes, describeBox, trueBounds } from './describe-cloud.ts';

const cloud: PointCloud = {
  name: 'two',
  format: 'ply',
  count: 2,
  origin: [500_000, 4_000_000, 100],
  positions: new Float32Array([0, 1, 2, -3, 4, 0.5]),
  attributes: [
    { name: 'rgb', components: 3, values: new Uint8Array([1, 2, 3, 255, 0, 9]) },
    { name: 'intensity', components: 1, values: new Float32Array([Number.NaN, 0.5]) },
    { name: 'echo', components: 1, values: new Float32Array([Number.NaN, Number.NaN]) },
  ],
};

describe('trueBounds', () => {
  it('adds the origin in float64', () => {
    expect(trueBounds(cloud)).toEqual({ min: [499_997, 4_000_001, 100.5], max: [500_000, 4_000_004, 102] });
  });

  it('has none for an empty cloud', () => {
    expect(trueBounds({ ...cloud, count: 0, positions: new Float32Array(0) })).toBeNull();
  });
});

it('describeAttributes gives type and range, without what is not a number', () => {
  expect(describeAttributes(cloud)).toEqual([
    { name: 'rgb', type: 'uint8', components: 3, min: 0, max: 255 },
    { name: 'intensity', type: 'float32', components: 1, min: 0.5, max: 0.5 },
    { name: 'echo', type: 'float32', components: 1, min: null, max: null },
  ]);
});

it('describeBox moves the centre to true coordinates and nothing else', () => {
  const box = { center: [1, 2, 3], size: [4, 2, 1.5], yaw: 0.3 } as const;
  expect(describeBox('vehicle', box, cloud.origin)).toEqual({
    class: 'vehicle',
    center: [500_001, 4_000_002, 103],
    size: [4, 2, 1.5],
    yaw: 0.3,
  });
});

it('countClasses counts by name, in label order, without unlabelled points', () => {
  const counts = countClasses(Int16Array.of(7, 0, 7, IGNORE_LABEL, 0, 7), 'outdoor11');
  expect(Object.entries(counts)).toEqual([
    ['road', 2],
    ['vehicle', 3],
  ]);
});

it('countInstances does not count "none"', () => {
  expect(countInstances({ labelSet: 'outdoor11', instance: Uint32Array.of(0, 4, 4, 9), boxes: [] })).toBe(2);
  expect(countInstances(undefined)).toBe(0);
});
