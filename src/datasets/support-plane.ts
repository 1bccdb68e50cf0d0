import { Rng, type Vec3 } from '../core/index.ts';

/** A plane `up · p = height`, with `up` of length 1. */
export interface SupportPlane {
  readonly up: Vec3;
  readonly height: number;
  /** Share of the points within `INLIER_M` of it. */
  readonly share: number;
}

/** A depth camera of the first generation scatters by 2–3 mm at a metre. */
const INLIER_M = 0.01;
const SAMPLE = 20_000;
const TRIALS = 300;
/** Cosine: a table leans at most 75° away from the camera's up; a wall in front of the camera leans by 90°. */
const LEAST_UP = 0.26;

/**
 * The plane that most points lie on, among those that could be horizontal for a camera that is held upright and looks along +z with
 * y down: random triples of points, then least squares on the plane's own points. Same points, same plane.
 * @returns undefined when no plane holds a tenth of the points
 */
export function findSupportPlane(positions: Float32Array, count: number): SupportPlane | undefined {
  if (count < 100) return undefined;
  const step = Math.max(1, Math.floor(count / SAMPLE));
  const sampled = Math.floor(count / step);
  const points = new Float32Array(sampled * 3);
  for (let i = 0; i < sampled; i++) {
    points.set(positions.subarray(i * step * 3, i * step * 3 + 3), i * 3);
  }
  const rng = new Rng(1);
  let best: SupportPlane | undefined;
  for (let trial = 0; trial < TRIALS; trial++) {
    const [a, b, c] = [rng.int(sampled), rng.int(sampled), rng.int(sampled)].map((i) => at(points, i)) as [
      Vec3,
      Vec3,
      Vec3,
    ];
    const up = upwards(cross(minus(b, a), minus(c, a)));
    if (!up) continue;
    const height = dot(up, a);
    const share = shareOf(points, up, height);
    if (share > (best?.share ?? 0.1)) best = { up, height, share };
  }
  for (let round = 0; round < 3 && best; round++) best = refine(points, best);
  return best;
}

function shareOf(points: Float32Array, [x, y, z]: Vec3, height: number): number {
  let inside = 0;
  for (let i = 0; i < points.length; i += 3) {
    if (Math.abs(points[i]! * x + points[i + 1]! * y + points[i + 2]! * z - height) < INLIER_M) inside++;
  }
  return inside / (points.length / 3);
}

/** Least squares of the height over the plane, from the points near it. */
function refine(points: Float32Array, plane: SupportPlane): SupportPlane {
  const { up, height } = plane;
  const u = normalize(cross(up, Math.abs(up[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0]));
  const v = cross(up, u);
  let [n, mu, mv, mw] = [0, 0, 0, 0];
  let [uu, uv, vv, uw, vw] = [0, 0, 0, 0, 0];
  for (let i = 0; i < points.length; i += 3) {
    const p: Vec3 = [points[i]!, points[i + 1]!, points[i + 2]!];
    const w = dot(up, p) - height;
    if (Math.abs(w) >= INLIER_M) continue;
    const [pu, pv] = [dot(u, p), dot(v, p)];
    n++;
    mu += pu;
    mv += pv;
    mw += w;
    uu += pu * pu;
    uv += pu * pv;
    vv += pv * pv;
    uw += pu * w;
    vw += pv * w;
  }
  [mu, mv, mw] = [mu / n, mv / n, mw / n];
  [uu, uv, vv] = [uu / n - mu * mu, uv / n - mu * mv, vv / n - mv * mv];
  [uw, vw] = [uw / n - mu * mw, vw / n - mv * mw];
  const determinant = uu * vv - uv * uv;
  if (!(determinant > 1e-12)) return plane;
  const slopeU = (uw * vv - vw * uv) / determinant;
  const slopeV = (vw * uu - uw * uv) / determinant;
  const tilted = normalize([0, 1, 2].map((k) => up[k]! - slopeU * u[k]! - slopeV * v[k]!) as unknown as Vec3);
  const middle = [0, 1, 2].map((k) => mu * u[k]! + mv * v[k]! + (height + mw) * up[k]!) as unknown as Vec3;
  const refined = { up: tilted, height: dot(tilted, middle) };
  return { ...refined, share: shareOf(points, refined.up, refined.height) };
}

/** The normal as the camera's up (−y), or undefined for a plane that leans too far to be horizontal. */
function upwards(normal: Vec3): Vec3 | undefined {
  const length = Math.hypot(...normal);
  if (!(length > 1e-9)) return undefined;
  const sign = normal[1] > 0 ? -1 : 1;
  const up: Vec3 = [(sign * normal[0]) / length, (sign * normal[1]) / length, (sign * normal[2]) / length];
  return -up[1] >= LEAST_UP ? up : undefined;
}

const at = (points: Float32Array, i: number): Vec3 => [points[i * 3]!, points[i * 3 + 1]!, points[i * 3 + 2]!];
const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const normalize = (a: Vec3): Vec3 => {
  const length = Math.hypot(...a);
  return [a[0] / length, a[1] / length, a[2] / length];
};

/** Row-major 3×4 that turns the camera's frame into one with z up, x to the camera's right and the plane at z = 0. */
export function worldFromCamera({ up, height }: SupportPlane): number[] {
  const right = normalize([1 - up[0] * up[0], -up[0] * up[1], -up[0] * up[2]]);
  const forward = cross(up, right);
  return [...right, 0, ...forward, 0, ...up, -height];
}
