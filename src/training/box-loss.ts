import { type LabelSet, type Rng, thingClasses } from '../core/index.ts';
import { BOX_CORNERS, boxCorners } from '../geometry/index.ts';
import { BOX_CODE, type BoxHeading } from '../nn/index.ts';
import type { Batch } from './batch.ts';
import type { CropBox } from './crop-points.ts';
import { balancedSample, groupBy } from './sampling.ts';

const INSIDE_SAMPLES = 1024;
const BACKGROUND_SAMPLES = 1536;
/** Corner distances closer than this are equal, metres: far to one side of a box, several turns are as near, up to rounding. */
const TIE = 1e-6;
/** Smallest half side of a predicted box, metres. */
const LEAST_HALF = 0.005;
/** Corner distance, as a share of the box's diagonal, at which a predicted box is worth nothing (TF 3D: 0.3). */
const QUALITY_RANGE = 0.3;

/** Corner order is geometry's: the corners of a box of side 2 are its signs. */
const CORNER_SIGNS = boxCorners({ center: [0, 0, 0], size: [2, 2, 2], yaw: 0 });
const CORNER_VALUES = 3 * BOX_CORNERS;

export interface BoxLosses {
  readonly corners: number;
  readonly pose: number;
  readonly classes: number;
  /** Slopes of their weighed sum by the codes of each sample, [samples × (8 + things + 1)]. */
  readonly inside: Float32Array;
  readonly background: Float32Array;
}

/** What each loss counts for. */
export interface BoxLossWeights {
  readonly boxCorners: number;
  readonly boxPose: number;
  readonly boxClass: number;
}

/** Voxels of objects, balanced by instance, and voxels of none. Either may be empty. */
export interface BoxSamples {
  readonly inside: Uint32Array;
  readonly background: Uint32Array;
}

export function sampleBoxes(batch: Batch, labels: LabelSet, rng: Rng): BoxSamples {
  const things = new Set(thingClasses(labels));
  const inside = groupBy(batch.instance.length, (voxel) =>
    things.has(boxOf(batch, voxel)?.classId ?? -1) ? batch.instance[voxel]! : -1,
  );
  const background = groupBy(batch.instance.length, (voxel) =>
    batch.instance[voxel] === 0 && batch.semantic[voxel]! >= 0 ? 0 : -1,
  );
  return {
    inside: balancedSample(inside, INSIDE_SAMPLES, rng),
    background: balancedSample(background, BACKGROUND_SAMPLES, rng),
  };
}

export interface BoxContext {
  readonly batch: Batch;
  readonly labels: LabelSet;
  /** Furniture has no front and two names for its sides: the nearest of four turns counts; else of two. */
  readonly symmetric: boolean;
  readonly heading: BoxHeading;
}

/**
 * TF 3D section 6: L1 between the eight corners of each voxel's predicted box and its object's, voxels balanced by instance; and soft
 * classification, where a voxel's target is the quality q = clip(1 − d/0.3, 0, 1) of its box on the true class and 1 − q on background.
 * Background voxels are weighted by (1 − p_background), so that confident mistakes count. Neither the quality nor that weight is learned
 * from. The pose is `poseLoss`. A few hundred rows: plain loops in double precision.
 * @param codes of the sampled voxels, [samples × (8 + things + 1)]; empty where there are none.
 */
export function boxLosses(
  codes: { readonly inside: Float32Array; readonly background: Float32Array },
  samples: BoxSamples,
  { batch, labels, symmetric, heading }: BoxContext,
  weights: BoxLossWeights,
): BoxLosses {
  const things = thingClasses(labels);
  const width = BOX_CODE + things.length + 1;
  const column = new Map(things.map((classId, i) => [classId, i]));
  const turns = symmetric ? [0, 1, 2, 3] : [0, 2];
  const background = new Float32Array(codes.background.length);
  let classes = backgroundLoss(codes.background, width, weights.boxClass, background);
  let [corners, pose] = [0, 0];
  const inside = new Float32Array(codes.inside.length);
  const n = samples.inside.length;
  const target = new Float64Array(things.length + 1);
  samples.inside.forEach((voxel, i) => {
    const box = boxOf(batch, voxel)!;
    const code = codes.inside.subarray(i * width, (i + 1) * width);
    const slope = inside.subarray(i * width, (i + 1) * width);
    const middle = batch.centers.subarray(3 * voxel, 3 * voxel + 3);
    const diagonal = Math.max(Math.hypot(...box.size), 0.1);
    const { distance, turn } = cornerLoss(code, middle, box, { turns, heading, weight: weights.boxCorners / n }, slope);
    corners += distance / n;
    pose += poseLoss(code, middle, box, { turn, diagonal, heading, weight: weights.boxPose / n }, slope) / n;
    const quality = Math.min(Math.max(1 - distance / diagonal / QUALITY_RANGE, 0), 1);
    target.fill(0);
    target[column.get(box.classId)!] = quality;
    target[things.length]! += 1 - quality;
    const chances = softmax(code.subarray(BOX_CODE));
    target.forEach((share, c) => {
      if (share > 0) classes -= (share * Math.log(chances[c]!)) / n;
      slope[BOX_CODE + c]! += (weights.boxClass / n) * (chances[c]! - share);
    });
  });
  return { corners, pose, classes, inside, background };
}

function boxOf(batch: Batch, voxel: number): Batch['boxes'][number] | undefined {
  return batch.instance[voxel]! > 0 ? batch.boxes[batch.instance[voxel]! - 1] : undefined;
}

function softmax(logits: Float32Array): Float64Array {
  const out = new Float64Array(logits.length);
  let top = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < out.length; c++) top = Math.max(top, logits[c]!);
  let sum = 0;
  for (let c = 0; c < out.length; c++) sum += out[c] = Math.exp(logits[c]! - top);
  // A class that is out of reach keeps a logarithm.
  for (let c = 0; c < out.length; c++) out[c] = Math.max(out[c]! / sum, Number.MIN_VALUE);
  return out;
}

/** @param slopes takes its slopes. @returns the loss, without its weight. */
function backgroundLoss(codes: Float32Array, width: number, weight: number, slopes: Float32Array): number {
  const n = codes.length / width;
  const rows = Array.from({ length: n }, (_, i) => softmax(codes.subarray(i * width + BOX_CODE, (i + 1) * width)));
  const doubts = rows.map((chances) => 1 - chances.at(-1)! + 0.05);
  const total = doubts.reduce((sum, doubt) => sum + doubt, 0);
  let loss = 0;
  rows.forEach((chances, i) => {
    const share = doubts[i]! / total;
    loss -= share * Math.log(chances.at(-1)!);
    const at = i * width + BOX_CODE;
    for (let c = 0; c < chances.length; c++)
      slopes[at + c] = weight * share * (c === chances.length - 1 ? chances[c]! - 1 : chances[c]!);
  });
  return loss;
}

/** Slope of |x|; that of a zero is −1. */
const sign = (x: number) => (x > 0 ? 1 : -1);

/** A code's yaw, and how it moves with the code's last two columns, whose norm has a smooth floor, so that 0/0 has a slope. */
function codedYaw(code: Float32Array, heading: BoxHeading): { yaw: number; byCos: number; bySin: number } {
  const [c, s] = [code[6]!, code[7]!];
  const turns = heading === 'axis' ? 0.5 : 1;
  const square = c * c + s * s + 1e-4;
  return { yaw: turns * Math.atan2(s, c), byCos: (-turns * s) / square, bySin: (turns * c) / square };
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

/**
 * Mean |Δ| over 8 corners × 3 for the nearest of the allowed quarter turns of the target (the first of equals), and which turn that was.
 * @param slope has the slopes of `weight` times this added.
 */
function cornerLoss(
  code: Float32Array,
  voxel: Float32Array,
  box: CropBox,
  {
    turns,
    heading,
    weight,
  }: { readonly turns: readonly number[]; readonly heading: BoxHeading; readonly weight: number },
  slope: Float32Array,
): { readonly distance: number; readonly turn: number } {
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
  if (distance === Number.POSITIVE_INFINITY) return { distance: Number.NaN, turn: best };

  const { yaw, byCos, bySin } = codedYaw(code, heading);
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  const half = [0, 1, 2].map((axis) => Math.max(Math.abs(code[axis]!) / 2, LEAST_HALF));
  const dHalf = [0, 0, 0];
  let dYaw = 0;
  for (let at = 0; at < CORNER_VALUES; at += 3) {
    const g = (axis: number) =>
      (weight / CORNER_VALUES) * sign(predicted[at + axis]! - target[turned(at + axis, best)]!);
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
  return { distance, turn: best };
}

/**
 * Centre and size L1 as shares of the diagonal, and 1 − cos of the heading error (of twice it, for an axis), each against the turn of the target that the corners
 * chose. Corners alone leave the heading at 0 for long: while it is wrong, shrinking the box pays more than turning it.
 * @param slope has the slopes of `weight` times this added.
 */
function poseLoss(
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
