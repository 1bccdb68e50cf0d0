/**
 * A rigid placement, row-major 3×4: `world = R · local + t` as `[r00 r01 r02 tx, r10 r11 r12 ty, r20 r21 r22 tz]`, metres.
 */
export type Pose = readonly number[];

export const IDENTITY_POSE: Pose = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

/** Turn angles, radians: yaw about z first (outermost), then pitch about the turned y (positive lowers +x), then roll about x. */
export interface Turn {
  readonly yaw?: number;
  readonly pitch?: number;
  readonly roll?: number;
}

export function makePose(x: number, y: number, z: number, turn: Turn = {}): Pose {
  const yaw = turn.yaw ?? 0;
  const pitch = turn.pitch ?? 0;
  const roll = turn.roll ?? 0;
  const cy = Math.cos(yaw);
  const sy = Math.sin(yaw);
  const cp = Math.cos(pitch);
  const sp = Math.sin(pitch);
  const cr = Math.cos(roll);
  const sr = Math.sin(roll);
  return [
    cy * cp,
    cy * sp * sr - sy * cr,
    cy * sp * cr + sy * sr,
    x,
    sy * cp,
    sy * sp * sr + cy * cr,
    sy * sp * cr - cy * sr,
    y,
    -sp,
    cp * sr,
    cp * cr,
    z,
  ];
}

/** `outer ∘ inner`: first inner, then outer. */
export function composePose(outer: Pose, inner: Pose): Pose {
  const result: number[] = [];
  for (let row = 0; row < 3; row++) {
    const a = outer[row * 4];
    const b = outer[row * 4 + 1];
    const c = outer[row * 4 + 2];
    for (let column = 0; column < 4; column++) {
      const moved = column === 3 ? outer[row * 4 + 3] : 0;
      result.push(a * inner[column] + b * inner[4 + column] + c * inner[8 + column] + moved);
    }
  }
  return result;
}

/** A pose at `middle` whose local z runs along `axis` (need not be unit length, must not be zero). */
export function poseAlong(middle: readonly number[], axis: readonly number[]): Pose {
  const length = Math.hypot(axis[0], axis[1], axis[2]);
  const zx = axis[0] / length;
  const zy = axis[1] / length;
  const zz = axis[2] / length;
  // Any vector not parallel to the axis will do as a helper.
  const upright = Math.abs(zz) > 0.9;
  let xx = upright ? 1 - zx * zx : -zx * zz;
  let xy = upright ? -zx * zy : -zy * zz;
  let xz = upright ? -zx * zz : 1 - zz * zz;
  const scale = 1 / Math.hypot(xx, xy, xz);
  xx *= scale;
  xy *= scale;
  xz *= scale;
  const yx = zy * xz - zz * xy;
  const yy = zz * xx - zx * xz;
  const yz = zx * xy - zy * xx;
  return [xx, yx, zx, middle[0], xy, yy, zy, middle[1], xz, yz, zz, middle[2]];
}
