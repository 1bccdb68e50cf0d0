import { BOX_CORNERS, boxCorners } from '../geometry/index.ts';
import type { BoxHeading } from '../nn/index.ts';
import type { CropBox } from './crop-points.ts';
import type { LossForms } from './loss-forms.ts';

/** Corner distances closer than this are equal, metres: far to one side of a box, several turns are as near, up to rounding. */
const TIE = 1e-6;
/** Smallest half side of a predicted box, metres. */
const LEAST_HALF = 0.005;
/** TF 3D's δ, metres. */
const HUBER_M = 0.5;

/** Corner order is geometry's: the corners of a box of side 2 are its signs. */
const CORNER_SIGNS = boxCorners({ center: [0, 0, 0], size: [2, 2, 2], yaw: 0 });
const CORNER_VALUES = 3 * BOX_CORNERS;

/** Slope of |x|; that of a zero is −1. */
const sign = (x: number) => (x > 0 ? 1 : -1);

/** A code's yaw, and how it moves with the code's last two columns, whose norm has a smooth floor, so that 0/0 has a slope. */
function codedYaw(code: Float32Array, heading: BoxHeading): { yaw: number; byCos: number; bySin: number } {
  const [c, s] = [code[6]!, code[7]!];
  const turns = heading === 'axis' ? 0.5 : 1;
  const square = c * c + s * s + 1e-4;
  return { yaw: turns * Math.atan2(s, c), byCos: (-turns * s) / square, bySin: (turns * c) / square };
}

/** The box that a code means. */
export function decodedBox(code: Float32Array, voxel: Float32Array, heading: BoxHeading): Omit<CropBox, 'classId'> {
  const side = (axis: number) => 2 * Math.max(Math.abs(code[axis]!) / 2, LEAST_HALF);
  const middle = (axis: number) => voxel[axis]! + code[3 + axis]!;
  return {
    center: [middle(0), middle(1), middle(2)],
    size: [side(0), side(1), side(2)],
    yaw: codedYaw(code, heading).yaw,
  };
}

/** Corners [8 × 3] of a coded box: size = max(0.01, |s|), centre = voxel + offset, yaw from the last two columns. */
export function cornersOf(code: Float32Array, voxel: Float32Array, heading: BoxHeading): Float64Array {
  const { yaw } = codedYaw(code, heading);
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  const half = (axis: number) => Math.max(Math.abs(code[axis]!) / 2, LEAST_HALF);
  const [hx, hy, hz] = [half(0), half(1), half(2)];
  const out = new Float64Array(CORNER_VALUES);
  for (let at = 0; at < CORNER_VALUES; at += 3) {
    const [x, y] = [hx * CORNER_SIGNS[at]!, hy * CORNER_SIGNS[at + 1]!];
    out[at] = voxel[0]! + code[3]! + cos * x - sin * y;
    out[at + 1] = voxel[1]! + code[4]! + sin * x + cos * y;
    out[at + 2] = voxel[2]! + code[5]! + hz * CORNER_SIGNS[at + 2]!;
  }
  return out;
}

/** Value and slope by `delta` of one coordinate's share. */
function apart(delta: number, form: LossForms['corners']): readonly [number, number] {
  const far = Math.abs(delta);
  if (form === 'l1') return [far, sign(delta)];
  return far <= HUBER_M ? [(far * far) / 2, delta] : [HUBER_M * (far - HUBER_M / 2), HUBER_M * sign(delta)];
}

export interface CornerLoss {
  /** Mean |Δ| over 8 corners × 3, metres, whatever the form. */
  readonly distance: number;
  /** Which quarter turn of the target is nearest; the first of equals. */
  readonly turn: number;
  readonly loss: number;
}

/**
 * How far a coded box's corners are from those of the nearest of the allowed quarter turns of the target: mean |Δ| (as TF 3D was
 * released), or its Huber form (as it was described).
 * @param slope has the slopes of `weight` times the loss added.
 */
export function cornerLoss(
  code: Float32Array,
  voxel: Float32Array,
  box: CropBox,
  {
    turns,
    heading,
    form,
    weight,
  }: {
    readonly turns: readonly number[];
    readonly heading: BoxHeading;
    readonly form: LossForms['corners'];
    readonly weight: number;
  },
  slope: Float32Array,
): CornerLoss {
  const predicted = cornersOf(code, voxel, heading);
  const target = boxCorners(box);
  const turned = (at: number, turn: number) => {
    const corner = (at / 3) | 0;
    return 3 * ((corner & 4) + (((corner & 3) + turn) & 3)) + (at % 3);
  };
  let [distance, best] = [Number.POSITIVE_INFINITY, turns[0]!];
  for (const turn of turns) {
    let sum = 0;
    for (let at = 0; at < CORNER_VALUES; at++) sum += Math.abs(predicted[at]! - target[turned(at, turn)]!);
    if (sum / CORNER_VALUES < distance - TIE) [distance, best] = [sum / CORNER_VALUES, turn];
  }
  if (distance === Number.POSITIVE_INFINITY) return { distance: Number.NaN, turn: best, loss: Number.NaN };

  const { yaw, byCos, bySin } = codedYaw(code, heading);
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  const half = [0, 1, 2].map((axis) => Math.max(Math.abs(code[axis]!) / 2, LEAST_HALF));
  const dHalf = [0, 0, 0];
  let [dYaw, loss] = [0, 0];
  for (let at = 0; at < CORNER_VALUES; at += 3) {
    const g = (axis: number) => {
      const [value, slopeOf] = apart(predicted[at + axis]! - target[turned(at + axis, best)]!, form);
      loss += value / CORNER_VALUES;
      return (weight / CORNER_VALUES) * slopeOf;
    };
    const [gx, gy, gz] = [g(0), g(1), g(2)];
    const [ux, uy, uz] = [CORNER_SIGNS[at]!, CORNER_SIGNS[at + 1]!, CORNER_SIGNS[at + 2]!];
    const [x, y] = [half[0]! * ux, half[1]! * uy];
    slope[3]! += gx;
    slope[4]! += gy;
    slope[5]! += gz;
    dHalf[0]! += ux * (gx * cos + gy * sin);
    dHalf[1]! += uy * (gy * cos - gx * sin);
    dHalf[2]! += uz * gz;
    dYaw += gy * (cos * x - sin * y) - gx * (sin * x + cos * y);
  }
  for (let axis = 0; axis < 3; axis++)
    if (Math.abs(code[axis]!) / 2 >= LEAST_HALF) slope[axis]! += (dHalf[axis]! * sign(code[axis]!)) / 2;
  slope[6]! += dYaw * byCos;
  slope[7]! += dYaw * bySin;
  return { distance, turn: best, loss };
}

/**
 * Centre and size L1 as shares of the diagonal, and 1 − cos of the heading error (of twice it, for an axis), each against the turn of the
 * target that the corners chose. Corners alone leave the heading at 0 for long: while it is wrong, shrinking the box pays more than turning it.
 * @param slope has the slopes of `weight` times this added.
 */
export function poseLoss(
  code: Float32Array,
  voxel: Float32Array,
  { center, size: [l, w, h], yaw }: CropBox,
  {
    turn,
    diagonal,
    heading,
    weight,
  }: { readonly turn: number; readonly diagonal: number; readonly heading: BoxHeading; readonly weight: number },
  slope: Float32Array,
): number {
  const turned = (yaw + (turn * Math.PI) / 2) * (heading === 'axis' ? 2 : 1);
  const size = turn % 2 === 0 ? [l, w, h] : [w, l, h];
  let share = 0;
  for (let axis = 0; axis < 3; axis++) {
    const side = Math.abs(code[axis]!) - size[axis]!;
    const offset = code[3 + axis]! + voxel[axis]! - center[axis]!;
    share += (Math.abs(side) + Math.abs(offset)) / diagonal;
    slope[axis]! += (weight / diagonal) * sign(side) * sign(code[axis]!);
    slope[3 + axis]! += (weight / diagonal) * sign(offset);
  }
  const [c, s, cos, sin] = [code[6]!, code[7]!, Math.cos(turned), Math.sin(turned)];
  const norm = Math.sqrt(c * c + s * s + 1e-4);
  const dot = c * cos + s * sin;
  slope[6]! -= weight * (cos / norm - (dot * c) / norm ** 3);
  slope[7]! -= weight * (sin / norm - (dot * s) / norm ** 3);
  return share + 1 - dot / norm;
}
