import type { Rng } from '../../../core/index.ts';
import type { PointBuffer } from '../../point-buffer.ts';
import type { SolidTable } from '../../solids.ts';
import { extractVertices } from './extract.ts';
import { type ScanOptions, scanViews } from './scan.ts';
import { Tsdf } from './tsdf.ts';
import type { CameraPose, DepthCamera } from './view.ts';

const MARGIN_M = 0.3;

/**
 * Scans along the poses and fuses all views into the vertices of one mesh, in the scene's frame turned about z: the grid of a fusion is not
 * aligned with the walls, and seams of it must not tell them apart.
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
  const cos = Math.cos(turnRad);
  const sin = Math.sin(turnRad);
  const [low, high] = extent(table, cos, sin);
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
        cos * x - sin * y,
        sin * x + cos * y,
        z,
        cos * nx - sin * ny,
        sin * nx + cos * ny,
        nz,
        cos * dx - sin * dy,
        sin * dx + cos * dy,
        dz,
        weight,
        solid,
      );
    },
  );
  const minWeight = rng.range(0.02, 0.25);
  const points = extractVertices(tsdf, table, { minWeight, keep: rng.range(0.55, 1), colorNoise }, rng);
  undulate(points, rng);
  return points;
}

/** Bounds of all solids in the turned frame. */
function extent(table: SolidTable, cos: number, sin: number): [[number, number, number], [number, number, number]] {
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  const include = (axis: number, value: number) => {
    low[axis] = Math.min(low[axis], value - MARGIN_M);
    high[axis] = Math.max(high[axis], value + MARGIN_M);
  };
  for (let i = 0; i < table.count; i++) {
    const k = i * 6;
    for (const x of [table.bounds[k], table.bounds[k + 3]]) {
      for (const y of [table.bounds[k + 1], table.bounds[k + 4]]) {
        include(0, cos * x - sin * y);
        include(1, sin * x + cos * y);
      }
    }
    include(2, table.bounds[k + 2]);
    include(2, table.bounds[k + 5]);
  }
  return [low, high];
}

/** Slow bumps of a few millimetres to a centimetre: what calibration and tracking leave in every fused surface. */
function undulate(points: PointBuffer, rng: Rng): void {
  const { positions } = points;
  const strength = 0.011 * rng.unit() ** 1.5;
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
