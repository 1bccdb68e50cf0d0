import type { Vec3 } from '../core/index.ts';
import type { Bounds } from '../geometry/index.ts';

export type ViewName = 'top' | 'front' | 'side' | 'perspective';
export type Projection = 'perspective' | 'orthographic';

/** Where a camera stands and what it turns about. Metres, the cloud's frame. */
export interface Pose {
  readonly eye: Vec3;
  readonly target: Vec3;
}

export interface Lens {
  /** Vertical field of view, radians. */
  readonly fovRad: number;
  /** Width / height. */
  readonly aspect: number;
}

/** Unit vectors from the target to the eye. Straight down is kept a hair off the pole, where the horizon would be undefined. */
const DIRECTIONS: Readonly<Record<ViewName, Vec3>> = {
  top: unit([0, -1e-4, 1]),
  front: unit([0, -1, 0.06]),
  side: unit([1, 0, 0.06]),
  perspective: unit([-0.62, -0.78, 0.85]),
};

/** Free border around a fitted cloud, as a share of the view. */
const MARGIN = 0.06;
const FRAMED = 4096;
const POLE_RAD = 0.002;

/** Points that stand for the cloud when it is fitted: those inside `box`, thinned. float32 [n × 3], metres. */
export function framedPoints(positions: Float32Array, box: Bounds): Float32Array<ArrayBuffer> {
  const count = Math.floor(positions.length / 3);
  const step = Math.max(1, count / FRAMED);
  const kept: number[] = [];
  for (let k = 0; k < count; k += step) {
    const at = 3 * Math.floor(k);
    let isInside = true;
    for (let axis = 0; axis < 3; axis++) {
      const along = positions[at + axis]!;
      isInside &&= along >= box.min[axis] && along <= box.max[axis];
    }
    if (isInside) kept.push(positions[at]!, positions[at + 1]!, positions[at + 2]!);
  }
  return Float32Array.from(kept);
}

/**
 * The closest pose from which a perspective camera, looking along the named direction, sees all points (float32 [n × 3], at least one).
 * Each side plane of the frustum is pushed against its outermost point; the tighter of the two pairs sets the distance.
 */
export function fitPose(points: Float32Array, view: ViewName, lens: Lens): Pose {
  const back = DIRECTIONS[view];
  const { right, up } = basis(back);
  const tanY = Math.tan(lens.fovRad / 2) * (1 - MARGIN);
  const tanX = tanY * lens.aspect;
  // Outermost along ±right + tan · back and ±up + tan · back: the normals of the four planes.
  const normals = [
    add(right, scale(back, tanX)),
    add(scale(right, -1), scale(back, tanX)),
    add(up, scale(back, tanY)),
    add(scale(up, -1), scale(back, tanY)),
  ];
  const support = [-Infinity, -Infinity, -Infinity, -Infinity];
  let nearest = -Infinity;
  let farthest = Infinity;
  for (let i = 0; i < points.length; i += 3) {
    const point: Vec3 = [points[i], points[i + 1], points[i + 2]];
    normals.forEach((normal, k) => {
      support[k] = Math.max(support[k], dot(normal, point));
    });
    const depth = dot(back, point);
    nearest = Math.max(nearest, depth);
    farthest = Math.min(farthest, depth);
  }
  const [r, l, t, b] = support;
  const along = Math.max((r + l) / (2 * tanX), (t + b) / (2 * tanY), nearest + 0.05 * (nearest - farthest));
  const eye = add(add(scale(right, (r - l) / 2), scale(up, (t - b) / 2)), scale(back, along));
  const distance = Math.max(along - (nearest + farthest) / 2, 0.1);
  return { eye, target: add(eye, scale(back, -distance)) };
}

/** The pose from which an orthographic camera, as high as a perspective one at its target, shows all points as large as they fit. */
export function fitOrthographic(points: Float32Array, view: ViewName, lens: Lens): Pose {
  const back = DIRECTIONS[view];
  const { right, up } = basis(back);
  const axes = [right, up, back];
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 3) {
    const point: Vec3 = [points[i], points[i + 1], points[i + 2]];
    axes.forEach((axis, k) => {
      const along = dot(axis, point);
      low[k] = Math.min(low[k], along);
      high[k] = Math.max(high[k], along);
    });
  }
  const [x, y, z] = axes.map((axis, k) => scale(axis, (low[k] + high[k]) / 2));
  const target = add(add(x, y), z);
  const halfHeight = Math.max((high[1] - low[1]) / 2, (high[0] - low[0]) / 2 / lens.aspect) / (1 - MARGIN);
  const distance = Math.max(halfHeight / Math.tan(lens.fovRad / 2), 0.1);
  return { eye: add(target, scale(back, distance)), target };
}

/** Half the field of view, a little less, so that the place does not touch the edge. */
const HALF_VIEW_RAD = (20 * Math.PI) / 180;
/** Smaller places are shown with what is around them. */
const LEAST_RADIUS_M = 0.7;
/** From lower down other things would stand in front. */
const LEAST_ELEVATION_RAD = (28 * Math.PI) / 180;

/** Where to stand so that the ball fits the view, looking the way that the eye looks now, but not from too low. */
export function poseAround({ eye, target }: Pose, center: Vec3, radiusM: number): Pose {
  const arm = subtract(eye, target);
  const flat = Math.hypot(arm[0], arm[1]);
  const azimuth = flat > 1e-6 ? Math.atan2(arm[1], arm[0]) : -Math.PI / 2;
  const elevation = Math.max(Math.atan2(arm[2], flat), LEAST_ELEVATION_RAD);
  const distance = Math.max(radiusM, LEAST_RADIUS_M) / Math.sin(HALF_VIEW_RAD);
  const out = distance * Math.cos(elevation);
  const stand: Vec3 = [out * Math.cos(azimuth), out * Math.sin(azimuth), distance * Math.sin(elevation)];
  return { eye: add(center, stand), target: center };
}

/** Near and far planes that hold the whole sphere with at most 1 : 20 000 between them. */
export function depthRange(eye: Vec3, center: Vec3, radiusM: number): { readonly near: number; readonly far: number } {
  const distance = length(subtract(eye, center));
  const far = Math.max((distance + radiusM) * 1.02, 1e-3);
  return { near: Math.max((distance - radiusM) * 0.98, far / 20_000), far };
}

/**
 * Turns the eye about the target: positive azimuth moves the eye counter-clockwise seen from above, positive elevation lifts it.
 * Stops just short of the poles.
 */
export function orbit(pose: Pose, azimuthRad: number, elevationRad: number): Pose {
  const arm = subtract(pose.eye, pose.target);
  const distance = length(arm);
  if (distance === 0) return pose;
  const azimuth = Math.atan2(arm[1], arm[0]) + azimuthRad;
  const limit = Math.PI / 2 - POLE_RAD;
  const elevation = clamp(Math.asin(clamp(arm[2] / distance, -1, 1)) + elevationRad, -limit, limit);
  const flat = distance * Math.cos(elevation);
  const turned: Vec3 = [flat * Math.cos(azimuth), flat * Math.sin(azimuth), distance * Math.sin(elevation)];
  return { eye: add(pose.target, turned), target: pose.target };
}

/** Moves the eye along its arm; a factor of 2 halves the distance. */
export function zoom(pose: Pose, factor: number): Pose {
  return { eye: add(pose.target, scale(subtract(pose.eye, pose.target), 1 / factor)), target: pose.target };
}

/**
 * Like `zoom`, but what is under the cursor in the target's plane stays there.
 * @param at The cursor in the view, −1 … 1 to the right and up.
 */
export function zoomAt(pose: Pose, factor: number, at: readonly [x: number, y: number], lens: Lens): Pose {
  const arm = subtract(pose.eye, pose.target);
  const distance = length(arm);
  if (distance === 0) return pose;
  const { right, up } = basis(scale(arm, 1 / distance));
  const halfHeight = distance * Math.tan(lens.fovRad / 2);
  const fixed = add(pose.target, add(scale(right, at[0] * halfHeight * lens.aspect), scale(up, at[1] * halfHeight)));
  const shrink = (place: Vec3): Vec3 => add(fixed, scale(subtract(place, fixed), 1 / factor));
  return { eye: shrink(pose.eye), target: shrink(pose.target) };
}

/** Turns the view about the eye: positive azimuth looks to the left, positive elevation up. Radians. */
export function look(pose: Pose, azimuthRad: number, elevationRad: number): Pose {
  const { eye: target } = orbit({ eye: pose.target, target: pose.eye }, azimuthRad, elevationRad);
  return { eye: pose.eye, target };
}

/** Moves eye and target by metres along the view, to the right of it, and straight up. */
export function fly(pose: Pose, forwardM: number, rightM: number, upM: number): Pose {
  const arm = subtract(pose.eye, pose.target);
  const back = unit(arm);
  const shift = add(add(scale(back, -forwardM), scale(basis(back).right, rightM)), [0, 0, upM]);
  return { eye: add(pose.eye, shift), target: add(pose.target, shift) };
}

/**
 * Between two poses: the target moves straight, the arm turns the shorter way about z and changes its length evenly in ratio, so that a
 * jump never flies through what it looks at. @param share 0 = from, 1 = to.
 */
export function between(from: Pose, to: Pose, share: number): Pose {
  const start = spherical(subtract(from.eye, from.target));
  const end = spherical(subtract(to.eye, to.target));
  const turn = Math.atan2(Math.sin(end.azimuth - start.azimuth), Math.cos(end.azimuth - start.azimuth));
  const azimuth = start.azimuth + share * turn;
  const elevation = start.elevation + share * (end.elevation - start.elevation);
  const distance = start.distance * (end.distance / start.distance) ** share;
  const target = add(from.target, scale(subtract(to.target, from.target), share));
  const flat = distance * Math.cos(elevation);
  const arm: Vec3 = [flat * Math.cos(azimuth), flat * Math.sin(azimuth), distance * Math.sin(elevation)];
  return { eye: add(target, arm), target };
}

function spherical(arm: Vec3): { readonly azimuth: number; readonly elevation: number; readonly distance: number } {
  const distance = Math.max(length(arm), 1e-6);
  const elevation = Math.asin(clamp(arm[2] / distance, -1, 1));
  return { azimuth: Math.atan2(arm[1], arm[0]), elevation, distance };
}

/** Slides eye and target in the image plane by a share of the view's height: positive moves the picture right and up. */
export function pan(pose: Pose, right: number, up: number, lens: Lens): Pose {
  const arm = subtract(pose.eye, pose.target);
  const distance = length(arm);
  if (distance === 0) return pose;
  const axes = basis(scale(arm, 1 / distance));
  const height = 2 * distance * Math.tan(lens.fovRad / 2);
  const shift = add(scale(axes.right, -right * height), scale(axes.up, -up * height));
  return { eye: add(pose.eye, shift), target: add(pose.target, shift) };
}

/** The image's right and up for an eye in direction `back` of its target, z up. */
function basis(back: Vec3): { readonly right: Vec3; readonly up: Vec3 } {
  const right = unit([-back[1], back[0], 0]);
  const up: Vec3 = [
    back[1] * right[2] - back[2] * right[1],
    back[2] * right[0] - back[0] * right[2],
    back[0] * right[1] - back[1] * right[0],
  ];
  return { right, up };
}

function add(a: Vec3, b: Vec3): Vec3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

function subtract(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function scale(a: Vec3, factor: number): Vec3 {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

function length(a: Vec3): number {
  return Math.hypot(a[0], a[1], a[2]);
}

function unit(a: Vec3): Vec3 {
  return scale(a, 1 / (length(a) || 1));
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
