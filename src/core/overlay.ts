import type { Vec3 } from './point-cloud.ts';

/** A box to draw: eight corners are the viewer's business. Metres relative to the cloud's origin. */
export interface BoxOverlay {
  readonly center: Vec3;
  readonly size: Vec3;
  readonly yaw: number;
  /** sRGB 0–255. */
  readonly color: readonly [number, number, number];
  readonly label: string;
  readonly classId: number;
  readonly truth: boolean;
}

/** Per-point colours as RGBA8, one u32 a point, little-endian (r in the low byte); alpha 0 hides the point. */
export type PointColors = Uint32Array;

export interface Overlay {
  readonly colors: PointColors;
  readonly boxes: readonly BoxOverlay[];
}
