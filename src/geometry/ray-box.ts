import type { OrientedBox, Vec3 } from '../core/index.ts';

/** Where a line is inside a box: from `start + near · direction` to `start + far · direction`. */
export interface LineSpan {
  readonly near: number;
  readonly far: number;
}

/**
 * Slab test of the endless line `start + t · direction` against the box; undefined when it misses. A ray hits when `far ≥ 0`, and starts
 * inside when `near < 0 ≤ far`.
 */
export function intersectLineBox(start: Vec3, direction: Vec3, box: OrientedBox): LineSpan | undefined {
  const cos = Math.cos(box.yaw);
  const sin = Math.sin(box.yaw);
  const dx = start[0] - box.center[0];
  const dy = start[1] - box.center[1];
  const from = [cos * dx + sin * dy, cos * dy - sin * dx, start[2] - box.center[2]];
  const along = [cos * direction[0] + sin * direction[1], cos * direction[1] - sin * direction[0], direction[2]];
  let near = -Infinity;
  let far = Infinity;
  for (let axis = 0; axis < 3; axis++) {
    const half = box.size[axis] / 2;
    if (along[axis] === 0) {
      // Parallel to these two faces: dividing would give NaN on the face itself.
      if (Math.abs(from[axis]) > half) return undefined;
      continue;
    }
    const a = (-half - from[axis]) / along[axis];
    const b = (half - from[axis]) / along[axis];
    near = Math.max(near, Math.min(a, b));
    far = Math.min(far, Math.max(a, b));
  }
  return near <= far ? { near, far } : undefined;
}
