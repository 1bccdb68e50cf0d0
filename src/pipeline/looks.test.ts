import { expect, it } from 'vitest';
import { CancelledError, type PointCloud } from '../core/index.ts';
import { looksOf, MOST_LOOKS, shifted, turned } from './looks.ts';

const CLOUD: PointCloud = {
  name: 'c',
  format: 'test',
  count: 2,
  origin: [5, 5, 5],
  positions: Float32Array.of(1, 0, 3, 0, 2, -1),
  attributes: [],
};

it('looks first at the cloud as it is, then from angles that no two of share', () => {
  for (let count = 1; count <= MOST_LOOKS; count++) {
    const looks = looksOf(count);
    expect(looks[0]).toEqual({ angle: 0, shift: 0 });
    const quarters = looks.map(({ angle, shift }) => `${(angle % (Math.PI / 2)).toFixed(4)} ${shift}`);
    expect(new Set(quarters).size).toBe(count);
  }
});

it('turns a cloud about its origin and leaves it alone', async () => {
  const { positions, count } = await turned(CLOUD, Math.PI / 2);
  [0, 1, 3, -2, 0, -1].forEach((value, i) => {
    expect(positions[i]).toBeCloseTo(value, 6);
  });
  expect(count).toBe(2);
  expect([...CLOUD.positions]).toEqual([1, 0, 3, 0, 2, -1]);
  expect(await turned(CLOUD, 0)).toBe(CLOUD);
});

it('stops on the way when asked to', async () => {
  const count = 4_000_000;
  const large = { ...CLOUD, count, positions: new Float32Array(3 * count) };
  await expect(turned(large, 1, AbortSignal.abort())).rejects.toBeInstanceOf(CancelledError);
});

it('moves a grid by a share of a voxel without losing a point', () => {
  const grid = { voxelSizeM: 0.2, min: [1, 2, 3], dims: [4, 5, 6] } as const;
  const moved = shifted({ ...grid, min: [1, 2, 3], dims: [4, 5, 6] }, 0.5);
  expect(moved.min.map((value) => Number(value.toFixed(6)))).toEqual([0.9, 1.9, 2.9]);
  expect(moved.dims).toEqual([5, 6, 7]);
  moved.min.forEach((min, axis) => {
    const end = grid.min[axis]! + grid.dims[axis]! * grid.voxelSizeM;
    expect(min + moved.dims[axis]! * grid.voxelSizeM).toBeGreaterThanOrEqual(end);
  });
});
