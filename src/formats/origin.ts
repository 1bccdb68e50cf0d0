import type { Vec3 } from '../core/index.ts';

/** Metres. Below 2¹³ m a float32 coordinate steps by less than half a millimetre; above it the cloud gets its own origin. */
export const ORIGIN_BEYOND_M = 8192;

/** Metres. Beyond it differences of coordinates overflow float32: such numbers are damage, as infinity is. */
export const FURTHEST_M = 1e38;

export interface Bounds {
  readonly min: Vec3;
  readonly max: Vec3;
}

/** Axis-aligned bounds of finite columns, in float64, or of some of their rows. Empty columns give +∞, −∞. */
export function boundsOf(
  columns: readonly [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>],
  rows?: Uint32Array,
): Bounds {
  const min: [number, number, number] = [Infinity, Infinity, Infinity];
  const max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (let axis = 0; axis < 3; axis++) {
    const values = columns[axis]!;
    let low = Infinity;
    let high = -Infinity;
    const count = rows ? rows.length : values.length;
    for (let i = 0; i < count; i++) {
      const value = values[rows ? rows[i]! : i]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    min[axis] = low;
    max[axis] = high;
  }
  return { min, max };
}

/**
 * The origin that a cloud is stored relative to. Rule: when any coordinate is further than `ORIGIN_BEYOND_M` from zero, the
 * floor of the bounds' centre on all three axes (whole metres, so that true coordinates stay readable); otherwise (0, 0, 0).
 */
export function chooseOrigin({ min, max }: Bounds): Vec3 {
  const furthest = Math.max(...min.map(Math.abs), ...max.map(Math.abs));
  if (!(furthest > ORIGIN_BEYOND_M)) return [0, 0, 0];
  const centre = (axis: 0 | 1 | 2) => Math.floor(min[axis] / 2 + max[axis] / 2);
  return [centre(0), centre(1), centre(2)];
}
