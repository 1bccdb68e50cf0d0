import { expect, test } from 'vitest';
import { bucketBytes } from './buffer-pool.ts';
import { foldWorkgroups } from './dispatch.ts';
import { floatBits } from './kernel.ts';

test('buckets hold the request, waste at most a quarter and are few', () => {
  const sizes = new Set<number>();
  for (let bytes = 1; bytes < 1 << 20; bytes += 997) {
    const size = bucketBytes(bytes);
    expect(size).toBeGreaterThanOrEqual(bytes);
    expect(size % 16).toBe(0);
    if (bytes > 256) expect(size / bytes).toBeLessThan(1.25);
    expect(bucketBytes(size)).toBe(size);
    sizes.add(size);
  }
  expect(sizes.size).toBeLessThan(70);
});

test('folding covers every workgroup and stays inside the limit', () => {
  expect(foldWorkgroups(0, 64, 65_535)).toEqual([0, 1]);
  expect(foldWorkgroups(65, 64, 65_535)).toEqual([2, 1]);
  for (const groups of [65_535, 65_536, 131_071, 1_000_003]) {
    const [x, y] = foldWorkgroups(groups, 1, 65_535);
    expect(x).toBeLessThanOrEqual(65_535);
    expect(x * y).toBeGreaterThanOrEqual(groups);
    expect(x * y - groups).toBeLessThan(y);
  }
});

test('float bits are IEEE 754 single precision', () => {
  expect(floatBits(1)).toBe(0x3f800000);
  expect(floatBits(-0.1)).toBe(0xbdcccccd);
});
