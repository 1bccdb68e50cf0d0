import fs from 'node:fs';
import path from 'node:path';
import { Rng, type VoxelGrid } from '../../core/index.ts';
import type { PointInput } from '../ops.ts';

const SHARED = path.resolve(import.meta.dirname, '../../../../shared');

/** A case of TF 3D's own tests by name, as stored with the reference material. */
export function tf3dCase(name: string): { inputs: Record<string, number[][]>; expected: Record<string, number[][]> } {
  const cases = JSON.parse(fs.readFileSync(path.join(SHARED, 'reference/tf3d_cases.json'), 'utf8')) as {
    name: string;
    inputs: Record<string, number[][]>;
    expected: Record<string, number[][]>;
  }[];
  const found = cases.find((entry) => entry.name === name);
  if (!found) throw new Error(`no TF 3D case ${name}`);
  return found;
}

export function pointsOf(positions: readonly (readonly number[])[], heights?: readonly number[]): PointInput {
  return {
    count: positions.length,
    positions: Float32Array.from(positions.flat()),
    heights: heights ? Float32Array.from(heights) : new Float32Array(positions.length),
  };
}

/** Voxels at integer coordinates, one point in the middle of each. */
export function voxelPoints(coords: readonly (readonly number[])[]): PointInput {
  return pointsOf(coords.map((voxel) => voxel.map((value) => value + 0.5)));
}

/** Points on a wavy sheet with some clutter above it: neighbourhoods like a scan's, brick borders crossed everywhere. */
export function wavySheet(count: number, seed: number): { points: PointInput; grid: VoxelGrid } {
  const rng = new Rng(seed);
  const positions = new Float32Array(count * 3);
  const heights = new Float32Array(count);
  for (let p = 0; p < count; p++) {
    const x = rng.range(-7, 9);
    const y = rng.range(-5, 6);
    const z = Math.sin(x) + 0.5 * Math.cos(2 * y) + (rng.chance(0.1) ? rng.range(0, 2) : rng.range(0, 0.05));
    positions.set([x, y, z], p * 3);
    heights[p] = z + 2;
  }
  return { points: { count, positions, heights }, grid: gridAround(positions, 0.23) };
}

/** The grid from the points' own minimum, as TF 3D cuts it. */
export function gridAround(positions: Float32Array, voxelSizeM: number): VoxelGrid {
  const min: [number, number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const max: [number, number, number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  positions.forEach((value, i) => {
    const axis = (i % 3) as 0 | 1 | 2;
    min[axis] = Math.min(min[axis], value);
    max[axis] = Math.max(max[axis], value);
  });
  const dims = min.map((low, axis) => Math.floor((max[axis]! - low) / voxelSizeM) + 1) as [number, number, number];
  return { voxelSizeM, min, dims };
}

/** Every `stride`th point of a real spinning-LiDAR sweep of a street, in a disc round the sensor. Heights are z above the sensor's foot. */
export function lidarSweep(radiusM: number, stride = 1): PointInput {
  const bytes = fs.readFileSync(path.join(SHARED, 'data/bench/lidar_sweep_198k.npy'));
  const start = 10 + bytes.readUInt16LE(8);
  const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length));
  const positions: number[] = [];
  for (let i = 0; i < all.length; i += 3 * stride) {
    if (Math.hypot(all[i]!, all[i + 1]!) < radiusM) positions.push(all[i]!, all[i + 1]!, all[i + 2]!);
  }
  const count = positions.length / 3;
  return {
    count,
    positions: Float32Array.from(positions),
    heights: Float32Array.from({ length: count }, (_, p) => positions[p * 3 + 2]! + 1.8),
  };
}
