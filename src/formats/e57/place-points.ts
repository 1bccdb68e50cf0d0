import type { TypedArray } from '../../core/index.ts';
import type { E57Pose } from './scans.ts';

/** Range, azimuth and elevation (metres, radians) of rows `[from, to)` become x, y, z in place. */
export function sphericalToCartesian(
  axes: readonly [TypedArray, TypedArray, TypedArray],
  from: number,
  to: number,
): void {
  const [x, y, z] = axes;
  for (let i = from; i < to; i++) {
    const [range, azimuth, elevation] = [x[i]!, y[i]!, z[i]!];
    const flat = range * Math.cos(elevation);
    x[i] = flat * Math.cos(azimuth);
    y[i] = flat * Math.sin(azimuth);
    z[i] = range * Math.sin(elevation);
  }
}

/** Rows `[from, to)` go from the scan's frame into the file's. */
export function applyPose(
  pose: E57Pose,
  axes: readonly [TypedArray, TypedArray, TypedArray],
  from: number,
  to: number,
): void {
  const [x, y, z] = axes;
  const m = rotationMatrix(pose);
  const [tx, ty, tz] = pose.translation;
  for (let i = from; i < to; i++) {
    const [px, py, pz] = [x[i]!, y[i]!, z[i]!];
    x[i] = m[0]! * px + m[1]! * py + m[2]! * pz + tx;
    y[i] = m[3]! * px + m[4]! * py + m[5]! * pz + ty;
    z[i] = m[6]! * px + m[7]! * py + m[8]! * pz + tz;
  }
}

/** Interleaved directions of rows `[from, to)` are turned with their scan. */
export function turnNormals(pose: E57Pose, normals: Float32Array, from: number, to: number): void {
  const m = rotationMatrix(pose);
  for (let i = from * 3; i < to * 3; i += 3) {
    const [nx, ny, nz] = [normals[i]!, normals[i + 1]!, normals[i + 2]!];
    for (let row = 0; row < 3; row++) {
      normals[i + row] = m[row * 3]! * nx + m[row * 3 + 1]! * ny + m[row * 3 + 2]! * nz;
    }
  }
}

/** Row-major, from a unit quaternion. */
function rotationMatrix({ rotation: [w, x, y, z] }: E57Pose): readonly number[] {
  return [
    1 - 2 * (y * y + z * z),
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    1 - 2 * (x * x + z * z),
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    1 - 2 * (x * x + y * y),
  ];
}
