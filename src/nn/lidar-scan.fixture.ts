import fs from 'node:fs';
import path from 'node:path';
import type { VoxelGrid } from '../core/index.ts';
import type { PointInput } from '../ops/index.ts';

const BENCH = path.resolve(import.meta.dirname, '../../../shared/data/bench');

/** The cloud that the peers publish their work and times on: a point in the middle of each of its voxels. */
export function lidarScan(): { points: PointInput; grid: VoxelGrid } {
  const bytes = fs.readFileSync(path.join(BENCH, 'lidar_basic_voxels.npy'));
  const values = new Int32Array(bytes.buffer.slice(bytes.byteOffset + 10 + bytes.readUInt16LE(8)));
  const count = values.length / 4;
  const positions = Float32Array.from({ length: count * 3 }, (_, i) => {
    const point = Math.floor(i / 3);
    return values[point * 4 + 3 - (i % 3)]! + 0.5; // (batch, z, y, x)
  });
  const top = [0, 1, 2].map((axis) => {
    let most = 0;
    for (let point = 0; point < count; point++) most = Math.max(most, positions[point * 3 + axis]!);
    return Math.ceil(most);
  }) as [number, number, number];
  return {
    points: { count, positions, heights: new Float32Array(count) },
    grid: { voxelSizeM: 1, min: [0, 0, 0], dims: top },
  };
}
