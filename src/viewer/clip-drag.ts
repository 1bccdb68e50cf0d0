import type { Vec3 } from '../core/index.ts';
import { type ClipBox, fromLocal, MIN_SIDE_M } from '../overlays/index.ts';

/** Moves one face along its outward normal; the opposite one stays. @param side −1 or 1: which of the axis's two faces. */
export function pushFace(box: ClipBox, axis: number, side: number, metres: number): ClipBox {
  const length = Math.max(MIN_SIDE_M, box.size[axis] + metres);
  const shift: [number, number, number] = [0, 0, 0];
  shift[axis] = (side * (length - box.size[axis])) / 2;
  const size: [number, number, number] = [...box.size];
  size[axis] = length;
  return { ...box, size, center: fromLocal(box, shift) };
}

/** A line of sight. `direction` has length 1. */
export interface Ray {
  readonly from: Vec3;
  readonly direction: Vec3;
}

/**
 * How far along the line through `on` in direction `along` (length 1) the ray comes nearest to it, metres; undefined where the two run
 * nearly alike and the answer would leap.
 */
export function nearestAlong(on: Vec3, along: Vec3, { from, direction }: Ray): number | undefined {
  const gap: Vec3 = [from[0] - on[0], from[1] - on[1], from[2] - on[2]];
  const alike = dot(along, direction);
  const denominator = 1 - alike * alike;
  if (denominator < 1e-3) return undefined;
  return (dot(along, gap) - alike * dot(direction, gap)) / denominator;
}

/** Where the ray meets the horizontal plane at that height; undefined where it runs along it or away from it. */
export function onHeight({ from, direction }: Ray, z: number): Vec3 | undefined {
  if (Math.abs(direction[2]) < 1e-4) return undefined;
  const t = (z - from[2]) / direction[2];
  return t > 0 ? [from[0] + t * direction[0], from[1] + t * direction[1], z] : undefined;
}

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
