import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { heightAboveGround } from './index.ts';

const DATA = path.resolve(import.meta.dirname, '../../../shared/data');

/** Little-endian float32 rows of `columns`; the first three are x, y, z. */
function readPositions(file: string, columns: number): Float32Array {
  const bytes = readFileSync(path.join(DATA, file));
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  return Float32Array.from(
    { length: (values.length / columns) * 3 },
    (_, i) => values[Math.floor(i / 3) * columns + (i % 3)],
  );
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))];
}

const ROAD = 24;
const SIDEWALK = 26;
const TRUCK = 23;
const VEGETATION = 30;

test.each(['00', '04', '08', '13', '18', '24'])('nuScenes frame %s: the road is at 0, trucks stand on it', (frame) => {
  const positions = readPositions(`nuscenes/lidarseg/frame${frame}__LIDAR_TOP.pcd.bin`, 5);
  const labels = readFileSync(path.join(DATA, `nuscenes/lidarseg/frame${frame}_lidarseg.bin`));
  const heights = heightAboveGround(positions, { cellM: 1 });
  expect(labels).toHaveLength(heights.length);
  const of = (label: number): number[] => Array.from(heights).filter((_, i) => labels[i] === label);

  expect(Math.abs(quantile(of(ROAD), 0.5))).toBeLessThan(0.05);
  expect(quantile(of(ROAD), 0.02)).toBeGreaterThan(-0.1);
  expect(quantile(of(ROAD), 0.98)).toBeLessThan(0.1);
  expect(Math.abs(quantile(of(SIDEWALK), 0.5))).toBeLessThan(0.1);
  const truck = of(TRUCK);
  expect(truck.length).toBeGreaterThan(200);
  expect(quantile(truck, 0.02)).toBeGreaterThan(-0.15);
  expect(quantile(truck, 0.5)).toBeGreaterThan(0.9);
  expect(quantile(truck, 0.98)).toBeLessThan(3.2);
  expect(quantile(of(VEGETATION), 0.9)).toBeGreaterThan(4);
});

test('a ScanNet room: the floor is at 0 and the walls rise above it', () => {
  const heights = Array.from(heightAboveGround(readPositions('scannet/mmdet3d/scene0000_00.bin', 6), { cellM: 0 }));
  const onFloor = heights.filter((height) => Math.abs(height) < 0.08).length;
  expect(onFloor / heights.length).toBeGreaterThan(0.1);
  expect(quantile(heights, 0.005)).toBeGreaterThan(-0.15);
  expect(quantile(heights, 0.999)).toBeGreaterThan(2);
  expect(quantile(heights, 0.999)).toBeLessThan(3.5);
});
