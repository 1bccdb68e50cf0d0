import type { OrientedBox } from '../core/index.ts';

// A quadrilateral cut by four half-planes has at most eight corners. Reused between calls: NMS asks for millions of overlaps.
let polygonX = new Float64Array(12);
let polygonY = new Float64Array(12);
let clippedX = new Float64Array(12);
let clippedY = new Float64Array(12);

/** Area that the two footprints share, m²: exact polygon clipping (Sutherland–Hodgman) in float64, in the frame of `a`. */
export function bevIntersection(a: OrientedBox, b: OrientedBox): number {
  const dx = b.center[0] - a.center[0];
  const dy = b.center[1] - a.center[1];
  const reach = (diagonal(a) + diagonal(b)) / 2;
  if (dx * dx + dy * dy > reach * reach) return 0;
  // In the frame of `a` its sides are the axes, and coordinates are small however far the scene is from its origin.
  const cosA = Math.cos(a.yaw);
  const sinA = Math.sin(a.yaw);
  const x = cosA * dx + sinA * dy;
  const y = cosA * dy - sinA * dx;
  const ux = (Math.cos(b.yaw - a.yaw) * b.size[0]) / 2;
  const uy = (Math.sin(b.yaw - a.yaw) * b.size[0]) / 2;
  const vx = (-Math.sin(b.yaw - a.yaw) * b.size[1]) / 2;
  const vy = (Math.cos(b.yaw - a.yaw) * b.size[1]) / 2;
  setCorner(0, x + ux + vx, y + uy + vy);
  setCorner(1, x - ux + vx, y - uy + vy);
  setCorner(2, x - ux - vx, y - uy - vy);
  setCorner(3, x + ux - vx, y + uy - vy);
  let corners = clip(4, 1, 0, a.size[0] / 2);
  corners = clip(corners, -1, 0, a.size[0] / 2);
  corners = clip(corners, 0, 1, a.size[1] / 2);
  corners = clip(corners, 0, -1, a.size[1] / 2);
  let twice = 0;
  for (let i = 0; i < corners; i++) {
    const j = i + 1 === corners ? 0 : i + 1;
    twice += polygonX[i] * polygonY[j] - polygonX[j] * polygonY[i];
  }
  return Math.max(twice / 2, 0);
}

/** Volume that the two boxes share, m³. */
export function intersectionVolume(a: OrientedBox, b: OrientedBox): number {
  const top = Math.min(a.center[2] + a.size[2] / 2, b.center[2] + b.size[2] / 2);
  const bottom = Math.max(a.center[2] - a.size[2] / 2, b.center[2] - b.size[2] / 2);
  return top > bottom ? (top - bottom) * bevIntersection(a, b) : 0;
}

export function boxVolume(box: OrientedBox): number {
  return box.size[0] * box.size[1] * box.size[2];
}

/** Intersection over union of the volumes, 0–1; 0 for boxes without volume. */
export function iou3d(a: OrientedBox, b: OrientedBox): number {
  return overUnion(intersectionVolume(a, b), boxVolume(a), boxVolume(b));
}

/** Intersection over union of the footprints (bird's-eye view), 0–1. */
export function iouBev(a: OrientedBox, b: OrientedBox): number {
  return overUnion(bevIntersection(a, b), a.size[0] * a.size[1], b.size[0] * b.size[1]);
}

/** Share of `b`'s volume inside `a`, 0–1. Not symmetric. */
export function iov(a: OrientedBox, b: OrientedBox): number {
  const volume = boxVolume(b);
  return volume > 0 ? Math.min(intersectionVolume(a, b) / volume, 1) : 0;
}

function overUnion(shared: number, a: number, b: number): number {
  const union = a + b - shared;
  return union > 0 ? Math.min(shared / union, 1) : 0;
}

/** Not Math.hypot: this rejects most pairs, and hypot is several times slower. */
function diagonal(box: OrientedBox): number {
  return Math.sqrt(box.size[0] * box.size[0] + box.size[1] * box.size[1]);
}

function setCorner(index: number, x: number, y: number): void {
  polygonX[index] = x;
  polygonY[index] = y;
}

/** Keeps the part of the polygon with `nx·x + ny·y ≤ limit`; returns its corner count. */
function clip(corners: number, nx: number, ny: number, limit: number): number {
  let kept = 0;
  for (let i = 0; i < corners; i++) {
    const j = i + 1 === corners ? 0 : i + 1;
    const here = limit - nx * polygonX[i] - ny * polygonY[i];
    const there = limit - nx * polygonX[j] - ny * polygonY[j];
    if (here >= 0) {
      clippedX[kept] = polygonX[i];
      clippedY[kept++] = polygonY[i];
    }
    if (here >= 0 !== there >= 0) {
      const t = here / (here - there);
      clippedX[kept] = polygonX[i] + t * (polygonX[j] - polygonX[i]);
      clippedY[kept++] = polygonY[i] + t * (polygonY[j] - polygonY[i]);
    }
  }
  [polygonX, clippedX] = [clippedX, polygonX];
  [polygonY, clippedY] = [clippedY, polygonY];
  return kept;
}
