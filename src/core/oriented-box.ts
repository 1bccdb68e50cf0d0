import type { Vec3 } from './point-cloud.ts';

/**
 * An upright 3D box. `center` is the middle (not the bottom), metres, in the cloud's own frame *relative to its origin*.
 * `size` is the full extent along the box's own x (length), y (width) and z (height). `yaw` is counter-clockwise about +z from the
 * cloud's +x to the box's +x, radians in (−π, π].
 */
export interface OrientedBox {
  readonly center: Vec3;
  readonly size: Vec3;
  readonly yaw: number;
}

/** Wraps an angle into (−π, π]. */
export function wrapAngle(rad: number): number {
  const wrapped = rad - 2 * Math.PI * Math.ceil((rad - Math.PI) / (2 * Math.PI));
  return Object.is(wrapped, -0) ? 0 : wrapped;
}
