import { expect, test } from 'vitest';
import { FormatError, LimitError, type PointCloud } from '../core/index.ts';
import { pointInput, voxelCenters, voxelGrid } from './index.ts';

const cloud = (positions: Float32Array): PointCloud => ({
  name: 'c',
  format: 'test',
  count: positions.length / 3,
  origin: [0, 0, 0],
  positions,
  attributes: [],
});

test('the grid starts at the minimum and holds the maximum', () => {
  const grid = voxelGrid(Float32Array.of(-1, 2, 0, 1, 2.49, 0.5), 0.5);
  expect(grid).toEqual({ voxelSizeM: 0.5, min: [-1, 2, 0], dims: [5, 1, 2] });
});

test('centres are half a voxel in from the corner', () => {
  const grid = voxelGrid(Float32Array.of(-1, 2, 0, 1, 2.49, 0.5), 0.5);
  expect([...voxelCenters(Uint32Array.of(0, 4, 0, 0, 0, 1), grid)]).toEqual([-0.75, 2.25, 0.25, 1.25, 2.25, 0.75]);
});

test('a cloud that spans too many voxels is a LimitError that says so', () => {
  expect(() => voxelGrid(Float32Array.of(0, 0, 0, 1e6, 0, 0), 0.05)).toThrow(LimitError);
});

test('heights are measured from the ground, and no points is a FormatError', () => {
  const positions = new Float32Array(300).map((_, i) => (i % 3 === 2 ? 5 : (i % 30) / 3));
  positions[2] = 6.5;
  const { heights } = pointInput(cloud(positions), 0);
  expect(heights[0]).toBeCloseTo(1.5, 1);
  expect(heights[1]).toBeCloseTo(0, 1);
  expect(() => pointInput(cloud(new Float32Array(0)), 0)).toThrow(FormatError);
});
