import { expect, test } from 'vitest';
import { Rng, type VoxelGrid } from '../../core/index.ts';
import { gridAround, lidarSweep, pointsOf, wavySheet } from '../conformance/scenes.fixture.ts';
import type { PointInput } from '../ops.ts';
import { estimateRoom } from './estimate-rows.ts';

/** Voxels of each level, counted. */
function countVoxels({ count, positions, items = [0] }: PointInput, grid: VoxelGrid, levels: number): number[] {
  return Array.from({ length: levels }, (_, level) => {
    const voxels = new Set<string>();
    for (let point = 0; point < count; point++) {
      const item = items.filter((start) => start <= point).length;
      const cell = [0, 1, 2].map(
        (axis) => Math.floor((positions[point * 3 + axis]! - grid.min[axis]!) / grid.voxelSizeM) >> level,
      );
      voxels.add(`${cell} ${item}`);
    }
    return voxels.size;
  });
}

function scattered(count: number): PointInput {
  const rng = new Rng(9);
  const positions = Float32Array.from({ length: count * 3 }, () => rng.range(0, 400));
  return { count, positions, heights: new Float32Array(count) };
}

const sweep = lidarSweep(200);
test.each([
  { name: 'a real sweep at 0.1 m', points: sweep, grid: gridAround(sweep.positions, 0.1) },
  { name: 'the same at 2 cm', points: sweep, grid: gridAround(sweep.positions, 0.02) },
  { name: 'a wavy sheet', ...wavySheet(20_000, 1) },
  { name: 'points that share nothing', points: scattered(50_000), grid: gridAround(scattered(50_000).positions, 0.5) },
  {
    name: 'two clouds',
    points: { ...scattered(9000), items: [0, 4000] },
    grid: gridAround(scattered(9000).positions, 20),
  },
])('$name has room at every level, and little to spare', ({ points, grid }) => {
  const counted = countVoxels(points, grid, 8);
  const { rows, bricks } = estimateRoom(points, grid, 5);
  for (let level = 0; level < 5; level++) {
    expect(rows[level], `rows of level ${level}`).toBeGreaterThanOrEqual(counted[level]!);
    expect(rows[level], `rows of level ${level}`).toBeLessThan(counted[level]! * 1.2 + 300);
    expect(bricks[level], `bricks of level ${level}`).toBeGreaterThanOrEqual(counted[level + 3]!);
    expect(bricks[level], `bricks of level ${level}`).toBeLessThan(counted[level + 3]! * 1.2 + 300);
  }
});

test('there is never room for more voxels than points, and none without any', () => {
  expect(estimateRoom(pointsOf([[1, 2, 3]]), { voxelSizeM: 1, min: [0, 0, 0], dims: [4, 4, 4] }, 2)).toEqual({
    rows: [1, 1],
    bricks: [1, 1],
  });
  const nothing = estimateRoom(pointsOf([]), { voxelSizeM: 1, min: [0, 0, 0], dims: [4, 4, 4] }, 1);
  expect(nothing).toEqual({ rows: [0], bricks: [0] });
});
