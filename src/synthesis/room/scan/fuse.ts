import type { Rng } from '../../../core/index.ts';
import type { PointBuffer } from '../../point-buffer.ts';
import { makePose } from '../../pose.ts';
import type { SolidTable } from '../../solids.ts';
import { extractVertices } from './extract.ts';
import { type ScanOptions, scanViews } from './scan.ts';
import { Tsdf } from './tsdf.ts';
import type { CameraPose, DepthCamera } from './view.ts';

const MARGIN_M = 0.3;

/**
 * Scans along the poses and fuses all views into the vertices of one mesh, in the scene's frame turned about z. The grid of the fusion stands
 * askew to everything, as it does in recordings: rows of vertices along walls and floor would be a mark of what is synthetic.
 */
export function scanAndFuse(
  table: SolidTable,
  camera: DepthCamera,
  poses: readonly CameraPose[],
  voxelM: number,
  scan: Omit<ScanOptions, 'spacingM'>,
  turnRad: number,
  rng: Rng,
): PointBuffer {
  const tilt = { yaw: rng.range(-Math.PI, Math.PI), pitch: rng.normal(0, 0.4), roll: rng.normal(0, 0.4) };
  const [a, b, c, , d, e, f, , g, h, i] = makePose(0, 0, 0, tilt);
  const [low, high] = extent(table, [a, b, c, d, e, f, g, h, i]);
  const tsdf = new Tsdf(low, high, voxelM);
  const colorNoise = rng.range(3, 10);
  scanViews(
    table,
    camera,
    poses,
    { ...scan, spacingM: voxelM * 0.9 },
    rng,
    (x, y, z, nx, ny, nz, dx, dy, dz, weight, solid) => {
      tsdf.add(
        a * x + b * y + c * z,
        d * x + e * y + f * z,
        g * x + h * y + i * z,
        a * nx + b * ny + c * nz,
        d * nx + e * ny + f * nz,
        g * nx + h * ny + i * nz,
        a * dx + b * dy + c * dz,
        d * dx + e * dy + f * dz,
        g * dx + h * dy + i * dz,
        weight,
        solid,
      );
    },
  );
  const minWeight = rng.range(0.01, 0.15);
  const points = extractVertices(tsdf, table, { minWeight, keep: rng.range(0.55, 1), colorNoise }, rng);
  // Back from the grid, on to the scene's heading.
  const { positions } = points;
  const cos = Math.cos(turnRad);
  const sin = Math.sin(turnRad);
  for (let k = 0; k < points.count * 3; k += 3) {
    const [x, y, z] = [positions[k], positions[k + 1], positions[k + 2]];
    const ox = a * x + d * y + g * z;
    const oy = b * x + e * y + h * z;
    positions[k] = cos * ox - sin * oy;
    positions[k + 1] = sin * ox + cos * oy;
    positions[k + 2] = c * x + f * y + i * z;
  }
  undulate(points, rng);
  return points;
}

/** Bounds of all solids in the frame that the rotation (row-major 3×3) leads to. */
function extent(table: SolidTable, r: readonly number[]): [[number, number, number], [number, number, number]] {
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < table.count; i++) {
    const k = i * 6;
    for (let corner = 0; corner < 8; corner++) {
      const x = table.bounds[k + (corner & 1 ? 3 : 0)];
      const y = table.bounds[k + (corner & 2 ? 4 : 1)];
      const z = table.bounds[k + (corner & 4 ? 5 : 2)];
      for (let axis = 0; axis < 3; axis++) {
        const value = r[axis * 3] * x + r[axis * 3 + 1] * y + r[axis * 3 + 2] * z;
        low[axis] = Math.min(low[axis], value - MARGIN_M);
        high[axis] = Math.max(high[axis], value + MARGIN_M);
      }
    }
  }
  return [low, high];
}

/** Slow bumps of a few millimetres to a centimetre: what calibration and tracking leave in every fused surface. */
function undulate(points: PointBuffer, rng: Rng): void {
  const { positions } = points;
  const strength = 0.011 * rng.unit() ** 3;
  const direction = (length: number): number[] => {
    const way = [rng.normal(), rng.normal(), rng.normal()];
    const scale = (2 * Math.PI) / length / Math.hypot(way[0], way[1], way[2]);
    return [...way.map((value) => value * scale), rng.range(0, 2 * Math.PI)];
  };
  // Two crossed waves make bumps; one alone would make corrugated iron.
  const waves = Array.from({ length: 6 }, () => {
    const length = rng.range(0.2, 1.2);
    const amplitude = 1.5 * strength * length * rng.range(0.5, 1.5);
    return {
      a: direction(length),
      b: direction(length * rng.range(0.7, 1.5)),
      move: [rng.normal(0, amplitude), rng.normal(0, amplitude), rng.normal(0, amplitude)],
    };
  });
  for (let i = 0; i < points.count * 3; i += 3) {
    const x = positions[i];
    const y = positions[i + 1];
    const z = positions[i + 2];
    for (const { a, b, move } of waves) {
      const swing = Math.sin(a[0] * x + a[1] * y + a[2] * z + a[3]) * Math.sin(b[0] * x + b[1] * y + b[2] * z + b[3]);
      positions[i] += swing * move[0];
      positions[i + 1] += swing * move[1];
      positions[i + 2] += swing * move[2];
    }
  }
}
