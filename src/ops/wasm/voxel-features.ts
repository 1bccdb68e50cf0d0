import type { VoxelGrid } from '../../core/index.ts';
import { type PointInput, VOXEL_CHANNELS } from '../ops.ts';

/** Voxel and item of each point, uint32 [4 × count]: float32 arithmetic step by step, so that every implementation cuts alike. */
export function quantize(points: PointInput, grid: VoxelGrid): Uint32Array {
  const { count, positions } = points;
  const inverse = Math.fround(1 / grid.voxelSizeM);
  const voxels = new Uint32Array(4 * count);
  for (const [item, first] of (points.items ?? []).entries()) voxels.fill(item, 3 * count + first);
  for (let axis = 0; axis < 3; axis++) {
    const min = Math.fround(grid.min[axis]!);
    const top = grid.dims[axis]! - 1;
    for (let i = 0; i < count; i++) {
      const scaled = Math.fround(Math.fround(positions[3 * i + axis]! - min) * inverse);
      voxels[axis * count + i] = Math.min(Math.max(Math.floor(scaled), 0), top);
    }
  }
  return voxels;
}

/** Input features [rows × VOXEL_CHANNELS], from exact integer sums: see `VOXEL_CHANNELS`. */
export function voxelFeatures(points: PointInput, grid: VoxelGrid, pointRows: Uint32Array, rows: number): Float32Array {
  const { count, positions, heights } = points;
  const inverse = Math.fround(1 / grid.voxelSizeM);
  const counts = new Uint32Array(rows);
  const sums = new Uint32Array(3 * rows);
  const squares = new Uint32Array(3 * rows);
  const heightSums = new Int32Array(rows);
  for (let i = 0; i < count; i++) {
    const row = pointRows[i]!;
    counts[row]!++;
    for (let axis = 0; axis < 3; axis++) {
      const scaled = Math.fround(Math.fround(positions[3 * i + axis]! - Math.fround(grid.min[axis]!)) * inverse);
      const fraction = Math.fround(scaled - Math.floor(scaled));
      const centred = Math.floor(fraction * 256) - 128;
      sums[3 * row + axis]! += Math.min(4095, Math.floor(fraction * 4096));
      squares[3 * row + axis]! += centred * centred;
    }
    const height = Math.floor(Math.fround(heights[i]! * 64 + 0.5));
    heightSums[row]! += Math.min(Math.max(height, -8192), 8191);
  }
  const features = new Float32Array(rows * VOXEL_CHANNELS);
  for (let row = 0; row < rows; row++) {
    const n = counts[row]!;
    const at = row * VOXEL_CHANNELS;
    features[at] = 1;
    for (let axis = 0; axis < 3; axis++) {
      const mean = sums[3 * row + axis]! / n / 4096 + (0.5 / 4096 - 0.5);
      features[at + 1 + axis] = mean;
      features[at + 4 + axis] = 12 * Math.max(0, squares[3 * row + axis]! / (n * 65536) - mean * mean);
    }
    features[at + 7] = Math.min(Math.max(heightSums[row]! / n / 128, -2), 2);
  }
  return features;
}
