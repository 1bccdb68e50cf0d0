import type { Vec3 } from '../core/index.ts';
import type { Bounds } from '../geometry/index.ts';

/** A box that turns about z. Metres and radians, the cloud's frame; `size` is its full extent. */
export interface ClipBox {
  readonly center: Vec3;
  readonly size: Vec3;
  readonly yaw: number;
  /** Which side of its faces is drawn. */
  readonly keeps: 'inside' | 'outside';
}

export type Axis = 'x' | 'y' | 'z';

/** Two planes across an axis; what lies between is drawn. Metres. */
export interface Slice {
  readonly axis: Axis;
  readonly middleM: number;
  readonly thicknessM: number;
}

/** What of the cloud is drawn and can be picked. */
export interface Cut {
  readonly box?: ClipBox | undefined;
  readonly slice?: Slice | undefined;
}

export const AXES = ['x', 'y', 'z'] as const;
/** A handle dragged past the opposite face leaves this much. */
export const MIN_SIDE_M = 0.01;

/** Whether a point is drawn: the same sum as the shader's. */
export function isShown(point: Vec3, { box, slice }: Cut): boolean {
  if (slice && Math.abs(point[AXES.indexOf(slice.axis)] - slice.middleM) > slice.thicknessM / 2) return false;
  if (!box) return true;
  const local = toLocal(box, point);
  const isInside = local.every((value, axis) => Math.abs(value) <= box.size[axis] / 2);
  return isInside === (box.keeps === 'inside');
}

/** Metres along the box's own axes from its middle. */
export function toLocal({ center, yaw }: ClipBox, point: Vec3): Vec3 {
  const [x, y, z] = [point[0] - center[0], point[1] - center[1], point[2] - center[2]];
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  return [cos * x + sin * y, cos * y - sin * x, z];
}

export function fromLocal({ center, yaw }: ClipBox, local: Vec3): Vec3 {
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  return [
    center[0] + cos * local[0] - sin * local[1],
    center[1] + sin * local[0] + cos * local[1],
    center[2] + local[2],
  ];
}

/** A box about everything within the bounds, a little larger. */
export function boxAround({ min, max }: Bounds): ClipBox {
  const size = [0, 1, 2].map((axis) => Math.max(1.02 * (max[axis] - min[axis]), MIN_SIDE_M)) as unknown as Vec3;
  const center = [0, 1, 2].map((axis) => (min[axis] + max[axis]) / 2) as unknown as Vec3;
  return { center, size, yaw: 0, keeps: 'inside' };
}
