import fs from 'node:fs/promises';
import path from 'node:path';
import { Rng, UsageError } from '../../core/index.ts';
import { bounds } from '../../geometry/index.ts';
import type { PointInput } from '../../ops/index.ts';
import { voxelGrid } from '../../voxels/index.ts';

/** Points with the grid they are voxelized in. */
export interface BenchCloud {
  readonly name: string;
  readonly points: PointInput;
  readonly grid: ReturnType<typeof voxelGrid>;
}

/**
 * The peers' cloud: 125,562 occupied voxels of a real LiDAR scan (`lidar_basic_voxels.npy`), one point in the middle of each.
 * @param count Crop to this many voxels, the ones nearest to the middle of the scan, so that neighbourhoods stay whole.
 */
export async function lidarBasic(folder: string, count?: number): Promise<BenchCloud> {
  const { rows, columns, values } = await readNpyMatrix(path.join(folder, 'lidar_basic_voxels.npy'), Int32Array);
  // (batch, z, y, x)
  const voxels = Array.from({ length: rows }, (_, row) => [
    values[row * columns + 3]!,
    values[row * columns + 2]!,
    values[row * columns + 1]!,
  ]);
  const kept = count && count < rows ? nearest(voxels, count) : voxels;
  const low = [0, 1, 2].map((axis) => kept.reduce((least, voxel) => Math.min(least, voxel[axis]!), Infinity));
  const positions = new Float32Array(3 * kept.length);
  kept.forEach((voxel, i) => {
    positions.set(
      voxel.map((value, axis) => (value - low[axis]! + 0.5) * LIDAR_VOXEL_M),
      3 * i,
    );
  });
  const cloud = toCloud('LiDAR scan', positions, LIDAR_VOXEL_M);
  // Points sit in the middle of their voxels: a grid that began at a point would put every other one on a border.
  const dims = cloud.grid.dims.map((side) => side + 1) as [number, number, number];
  return { ...cloud, grid: { voxelSizeM: LIDAR_VOXEL_M, min: [0, 0, 0], dims } };
}

const LIDAR_VOXEL_M = 0.1;

/** The whole sweep of 198,130 points at a voxel size of the caller's choice. */
export async function lidarSweep(folder: string, voxelSizeM: number): Promise<BenchCloud> {
  const { values } = await readNpyMatrix(path.join(folder, 'lidar_sweep_198k.npy'), Float32Array);
  return toCloud(`LiDAR sweep at ${Number((100 * voxelSizeM).toPrecision(3))} cm`, values, voxelSizeM);
}

/** A rolling ground with walls on it, about `voxels` occupied voxels of 0.1 m: what a scan of a street is made of, without holes. */
export function surface(voxels: number): BenchCloud {
  const rng = new Rng(11);
  const voxelM = 0.1;
  // A voxel layer of a gently rolling sheet has about 1.3 occupied voxels a column; walls are 2.5 m high along every eighth metre.
  const sideM = Math.sqrt(voxels / 1.6) * voxelM;
  const positions: number[] = [];
  const step = voxelM / 1.5;
  for (let x = 0; x < sideM; x += step) {
    for (let y = 0; y < sideM; y += step) {
      const ground = 0.6 * Math.sin(x / 5) + 0.4 * Math.cos(y / 7) + rng.normal(0, 0.01);
      positions.push(x, y, ground);
    }
  }
  const wallSteps = Math.floor(positions.length / 3 / 8);
  for (let i = 0; i < wallSteps; i++) {
    const along = rng.range(0, sideM);
    const wall = Math.floor(rng.range(0, Math.max(1, sideM / 8))) * 8 + 4;
    positions.push(Math.min(wall, sideM), along, rng.range(0, 2.5));
  }
  return toCloud(`surface`, Float32Array.from(positions), voxelM);
}

function toCloud(name: string, positions: Float32Array, voxelSizeM: number): BenchCloud {
  const { min } = bounds(positions);
  const count = positions.length / 3;
  const heights = Float32Array.from({ length: count }, (_, i) => positions[3 * i + 2]! - min[2]!);
  return { name, points: { count, positions, heights }, grid: voxelGrid(positions, voxelSizeM) };
}

function nearest(voxels: readonly (readonly number[])[], count: number): (readonly number[])[] {
  const middle = [0, 1].map((axis) => voxels.reduce((sum, voxel) => sum + voxel[axis]!, 0) / voxels.length);
  const distance = (voxel: readonly number[]) => Math.hypot(voxel[0]! - middle[0]!, voxel[1]! - middle[1]!);
  return [...voxels].sort((a, b) => distance(a) - distance(b)).slice(0, count);
}

/** A plain two-dimensional NPY array; the general reader makes a point cloud of it, which this is not. */
async function readNpyMatrix<T extends Int32Array | Float32Array>(
  file: string,
  Values: { new (buffer: ArrayBuffer): T; readonly BYTES_PER_ELEMENT: number },
): Promise<{ rows: number; columns: number; values: T }> {
  const bytes = await fs.readFile(file).catch((cause: unknown) => {
    const message = `no benchmark cloud at ${file}: say where they are with --data`;
    throw new UsageError('USAGE', message, { option: '--data' }, cause);
  });
  const bodyOffset = 10 + bytes.readUInt16LE(8);
  const shape = /'shape':\s*\((\d+),\s*(\d+)\)/.exec(bytes.toString('latin1', 10, bodyOffset));
  if (!shape) throw new UsageError('USAGE', `${file} is not a matrix`, { option: '--data' });
  const [rows, columns] = [Number(shape[1]), Number(shape[2])];
  const end = bodyOffset + rows * columns * Values.BYTES_PER_ELEMENT;
  const body = new Uint8Array(bytes.subarray(bodyOffset, end));
  return { rows, columns, values: new Values(body.buffer) };
}
