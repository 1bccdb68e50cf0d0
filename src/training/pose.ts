import type { Rng } from '../core/index.ts';
import type { Augmentation } from './augmentation.ts';
import type { CropBox } from './crop-points.ts';

/** A linear map about a point of the ground plane, then a shift: `q = M · (p − centre) + shift`. */
export interface Pose {
  /** [9], rows first. */
  readonly matrix: Float64Array;
  readonly center: readonly [number, number];
  readonly shift: readonly [number, number, number];
}

/** Entries of the stretch further out than this many σ are drawn in. */
const STRETCH_CLIP = 2;

/** Any rotation about z, flips, scale, stretch, a small tilt, and a shift within a voxel. */
export function drawPose(
  options: Augmentation,
  center: readonly [number, number],
  voxelSizeM: number,
  rng: Rng,
): Pose & { readonly scaleZ: number } {
  const angle = rng.range(-Math.PI, Math.PI);
  const flip = rng.chance(0.5) ? -1 : 1;
  const scale = rng.range(...options.scale);
  const scaleZ = scale * rng.range(...options.scaleZ);
  const entry = (diagonal: number) => diagonal + options.stretch * clip(rng.normal(), STRETCH_CLIP);
  const [cos, sin] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  const turned = Float64Array.of(cos, -sin * flip, 0, sin, cos * flip, 0, 0, 0, scaleZ);
  const stretched = product(Float64Array.of(entry(1), entry(0), 0, entry(0), entry(1), 0, 0, 0, 1), turned);
  const most = (options.tiltDeg * Math.PI) / 180;
  const matrix = product(tilt(rng.range(-most, most), rng.range(-most, most)), stretched);
  const within = () => rng.range(0, voxelSizeM);
  return { matrix, center, shift: [within(), within(), within()], scaleZ };
}

/** A rotation about z through `from`, which lands on `to`. */
export function turnedOnto(
  angle: number,
  from: readonly [number, number],
  to: readonly [number, number, number],
): Pose {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return { matrix: Float64Array.of(cos, -sin, 0, sin, cos, 0, 0, 0, 1), center: from, shift: to };
}

/** Where points go, [points × 3]. */
export function movePoints(pose: Pose, from: Float32Array): Float32Array {
  const [a, b, c, d, e, f, g, h, i] = pose.matrix as unknown as Nine;
  const [cx, cy] = pose.center;
  const [tx, ty, tz] = pose.shift;
  const out = new Float32Array(from.length);
  for (let at = 0; at < from.length; at += 3) {
    const x = from[at]! - cx;
    const y = from[at + 1]! - cy;
    const z = from[at + 2]!;
    out[at] = a * x + b * y + c * z + tx;
    out[at + 1] = d * x + e * y + f * z + ty;
    out[at + 2] = g * x + h * y + i * z + tz;
  }
  return out;
}

type Nine = readonly [number, number, number, number, number, number, number, number, number];

/**
 * The upright box nearest to a moved one. Turns, flips and scales it follows exactly; a sheared box is no box any more: its sides keep
 * their lengths and the heading halves the error of both. A tilt leaves it upright, which at 2.8° moves its corners by 5 % of a half side.
 */
export function moveBox(pose: Pose, box: CropBox): CropBox {
  const { matrix: m } = pose;
  const center = movePoints(pose, Float32Array.from(box.center));
  const [cos, sin] = [Math.cos(box.yaw), Math.sin(box.yaw)];
  const side = (x: number, y: number, z: number) =>
    [0, 3, 6].map((row) => m[row]! * x + m[row + 1]! * y + m[row + 2]! * z) as [number, number, number];
  const [along, across, up] = [side(cos, sin, 0), side(-sin, cos, 0), side(0, 0, 1)];
  const lengths = [along, across, up].map((axis) => Math.hypot(...axis));
  const flat = Math.hypot(along[0], along[1]);
  const [ax, ay] = [along[0] / flat, along[1] / flat];
  const wide = Math.hypot(across[0], across[1]);
  // A quarter turn of the other side, whichever way it points after a flip.
  const [bx, by] = [across[1] / wide, -across[0] / wide];
  const facing = ax * bx + ay * by < 0 ? -1 : 1;
  return {
    classId: box.classId,
    center: [center[0]!, center[1]!, center[2]!],
    size: [box.size[0] * lengths[0]!, box.size[1] * lengths[1]!, box.size[2] * lengths[2]!],
    yaw: Math.atan2(ay + facing * by, ax + facing * bx),
  };
}

/** A rotation about x, then about y. */
function tilt(aboutX: number, aboutY: number): Float64Array {
  const [cx, sx, cy, sy] = [Math.cos(aboutX), Math.sin(aboutX), Math.cos(aboutY), Math.sin(aboutY)];
  return Float64Array.of(cy, sx * sy, cx * sy, 0, cx, -sx, -sy, sx * cy, cx * cy);
}

function product(a: Float64Array, b: Float64Array): Float64Array {
  return Float64Array.from({ length: 9 }, (_, i) => {
    const [row, column] = [3 * Math.floor(i / 3), i % 3];
    return a[row]! * b[column]! + a[row + 1]! * b[3 + column]! + a[row + 2]! * b[6 + column]!;
  });
}

function clip(value: number, most: number): number {
  return Math.min(Math.max(value, -most), most);
}
