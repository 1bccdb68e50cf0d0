import { Rng } from '../../../core/index.ts';
import { PointBuffer } from '../../point-buffer.ts';
import type { SolidTable } from '../../solids.ts';
import { type ScanOptions, scanViews } from './scan.ts';
import type { CameraPose, DepthCamera } from './view.ts';

/** The depth images themselves as a cloud, not fused: one side of things, shadows behind them, density falling with range. */
export function snapshot(
  table: SolidTable,
  camera: DepthCamera,
  poses: readonly CameraPose[],
  scan: Omit<ScanOptions, 'spacingM'>,
  turnRad: number,
  rng: Rng,
): PointBuffer {
  const cos = Math.cos(turnRad);
  const sin = Math.sin(turnRad);
  const out = new PointBuffer(camera.columns * camera.rows * poses.length);
  const paint = new Rng(rng.uint32());
  const { color } = table;
  // A pixel is a point here: nothing is split.
  scanViews(table, camera, poses, { ...scan, spacingM: 1 }, rng, (x, y, z, _nx, _ny, _nz, _dx, _dy, _dz, _w, solid) => {
    const grain = paint.range(-12, 12);
    const k = solid * 3;
    out.push(
      cos * x - sin * y,
      sin * x + cos * y,
      z,
      color[k] + grain,
      color[k + 1] + grain,
      color[k + 2] + grain,
      0,
      table.classId[solid],
      table.instance[solid],
    );
  });
  return out;
}
