import type { Vec3 } from '../core/index.ts';

/** Row-major 4×4 in float64. */
export type Matrix4 = readonly number[];

export const IDENTITY4: Matrix4 = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/** Rotation by a unit quaternion (w, x, y, z), then translation. */
export function fromQuaternion([w, x, y, z]: readonly [number, number, number, number], [tx, ty, tz]: Vec3): Matrix4 {
  const n = Math.hypot(w, x, y, z) || 1;
  [w, x, y, z] = [w / n, x / n, y / n, z / n];
  return [
    ...[1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y), tx],
    ...[2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x), ty],
    ...[2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y), tz],
    ...[0, 0, 0, 1],
  ];
}

/** A 3×4 with its last row. */
export function fromRows(rows: readonly number[]): Matrix4 {
  return [...rows.slice(0, 12), 0, 0, 0, 1];
}

export function multiply(a: Matrix4, b: Matrix4): Matrix4 {
  const product = new Array<number>(16).fill(0);
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += a[row * 4 + k]! * b[k * 4 + column]!;
      product[row * 4 + column] = sum;
    }
  }
  return product;
}

/** Inverse of rotation and translation. */
export function invertRigid(m: Matrix4): Matrix4 {
  const [tx, ty, tz] = [m[3]!, m[7]!, m[11]!];
  const row = (c: number) => {
    const [a, b, d] = [m[c]!, m[c + 4]!, m[c + 8]!];
    return [a, b, d, -(a * tx + b * ty + d * tz)];
  };
  return [...row(0), ...row(1), ...row(2), 0, 0, 0, 1];
}

export function transformPoint(m: Matrix4, [x, y, z]: Vec3): Vec3 {
  const row = (r: number) => m[r]! * x + m[r + 1]! * y + m[r + 2]! * z + m[r + 3]!;
  return [row(0), row(4), row(8)];
}

/** Heading of the rotated x axis about z. */
export function yawOf(m: Matrix4): number {
  return Math.atan2(m[4]!, m[0]!);
}
