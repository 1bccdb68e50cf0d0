import { type OrientedBox, wrapAngle } from '../core/index.ts';

/** No side of a fitted box is shorter: a box without volume overlaps nothing, not even itself. */
const MIN_SIDE_M = 0.001;

/**
 * The smallest box with heading `yaw` around points: all of `positions` ([points × 3], metres) or those in `rows`. At least one point.
 */
export function fitBox(positions: Float32Array, yaw: number, rows?: ArrayLike<number>): OrientedBox {
  const cos = Math.cos(yaw);
  const sin = Math.sin(yaw);
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  const count = rows ? rows.length : Math.floor(positions.length / 3);
  for (let i = 0; i < count; i++) {
    const at = 3 * (rows ? rows[i] : i);
    const x = positions[at];
    const y = positions[at + 1];
    const local = [cos * x + sin * y, cos * y - sin * x, positions[at + 2]];
    for (let axis = 0; axis < 3; axis++) {
      min[axis] = Math.min(min[axis], local[axis]);
      max[axis] = Math.max(max[axis], local[axis]);
    }
  }
  const x = (min[0] + max[0]) / 2;
  const y = (min[1] + max[1]) / 2;
  const side = (axis: number): number => Math.max(max[axis] - min[axis], MIN_SIDE_M);
  return {
    center: [cos * x - sin * y, sin * x + cos * y, (min[2] + max[2]) / 2],
    size: [side(0), side(1), side(2)],
    yaw: wrapAngle(yaw),
  };
}

/**
 * The upright box of smallest footprint around the points; its length is the longer side, its yaw in (−π/2, π/2]. Which end is the front,
 * points alone do not say.
 */
export function fitMinAreaBox(positions: Float32Array, rows?: ArrayLike<number>): OrientedBox {
  const hull = convexHull(positions, rows);
  let best = fitBox(positions, 0, rows);
  let bestArea = best.size[0] * best.size[1];
  // A smallest rectangle has a side along an edge of the hull.
  for (let i = 0; i < hull.length; i++) {
    const [ax, ay] = hull[i];
    const [bx, by] = hull[(i + 1) % hull.length];
    if (ax === bx && ay === by) continue;
    const candidate = fitFootprint(hull, Math.atan2(by - ay, bx - ax));
    if (candidate.area >= bestArea) continue;
    bestArea = candidate.area;
    best = fitBox(positions, candidate.yaw, rows);
  }
  if (best.size[1] > best.size[0]) {
    best = { center: best.center, size: [best.size[1], best.size[0], best.size[2]], yaw: best.yaw + Math.PI / 2 };
  }
  let yaw = wrapAngle(best.yaw);
  if (yaw > Math.PI / 2) yaw -= Math.PI;
  else if (yaw <= -Math.PI / 2) yaw += Math.PI;
  return { ...best, yaw };
}

type Point = readonly [number, number];

function fitFootprint(hull: readonly Point[], yaw: number): { yaw: number; area: number } {
  const along = hull.map(([x, y]) => Math.cos(yaw) * x + Math.sin(yaw) * y);
  const across = hull.map(([x, y]) => Math.cos(yaw) * y - Math.sin(yaw) * x);
  const extent = (values: number[]): number => Math.max(Math.max(...values) - Math.min(...values), MIN_SIDE_M);
  return { yaw, area: extent(along) * extent(across) };
}

/** Andrew's monotone chain on x, y: the hull's corners counter-clockwise, without points on its edges. */
function convexHull(positions: Float32Array, rows?: ArrayLike<number>): Point[] {
  const points: Point[] = rows
    ? Array.from(rows, (row): Point => [positions[3 * row], positions[3 * row + 1]])
    : Array.from(
        { length: Math.floor(positions.length / 3) },
        (_, i): Point => [positions[3 * i], positions[3 * i + 1]],
      );
  points.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const chain = (sorted: readonly Point[]): Point[] => {
    const kept: Point[] = [];
    for (const p of sorted) {
      while (kept.length > 1 && turn(kept[kept.length - 2], kept[kept.length - 1], p) <= 0) kept.pop();
      kept.push(p);
    }
    return kept.slice(0, -1);
  };
  return [...chain(points), ...chain(points.toReversed())];
}

function turn(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}
