import { expect, test } from 'vitest';
import { brickCapacity, rowCapacities } from './index-capacity.ts';

test('the finest level has room for every point, and a real sweep fits with room to spare at 0.1 m and at 0.05 m', () => {
  const rooms = rowCapacities(198_000, 5);
  expect(rooms[0]).toBe(198_000);
  for (const rows of [
    [125_562, 67_000, 28_000, 10_000, 3300],
    [173_000, 125_562, 67_000, 28_000, 10_000],
  ]) {
    rows.forEach((count, level) => {
      expect(rooms[level]).toBeGreaterThan(count);
    });
  }
  expect(rooms[4]! / rooms[0]!).toBeLessThan(0.15);
});

test('small clouds have room for every point at every level, and bricks never outnumber the grid', () => {
  expect(rowCapacities(300, 3)).toEqual([300, 300, 300]);
  expect(brickCapacity(300, 1000)).toBe(300);
  expect(brickCapacity(100_000, 1 << 20)).toBe(50_000);
  expect(brickCapacity(100_000, 12)).toBe(12);
});
