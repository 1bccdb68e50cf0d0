import { type LabelSet, type Rng, thingClasses } from '../core/index.ts';
import { iou3d } from '../geometry/index.ts';
import { BOX_CODE, type BoxHeading } from '../nn/index.ts';
import type { Batch } from './batch.ts';
import { cornerLoss, decodedBox, poseLoss } from './corner-loss.ts';
import type { LossForms } from './loss-forms.ts';
import { balancedSample, groupBy } from './sampling.ts';
import { softmax } from './softmax.ts';

const INSIDE_SAMPLES = 1024;
const BACKGROUND_SAMPLES = 1536;
/** Of a background voxel: where all are sure, TF 3D's weights are 0/0. */
const LEAST_DOUBT = 0.05;
/** Overlap from which on a hard-classified box is its object's. */
const HARD_IOU = 0.7;
/** Corner distance, as a share of the box's diagonal, at which a predicted box is worth nothing (TF 3D: 0.3). */
const QUALITY_RANGE = 0.3;

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
  readonly forms: LossForms;
}

/**
 * TF 3D section 6: between the eight corners of each voxel's predicted box and its object's, voxels balanced by instance; and
 * classification, where a voxel's target is the quality q of its box on the true class and 1 − q on background: soft, clip(1 − d/0.3, 0, 1),
 * or hard, whether their volumes overlap enough. Background voxels may be weighted by (1 − p_background), so that confident mistakes count.
 * Neither the quality nor that weight is learned from. The pose is `poseLoss`. A few hundred rows: plain loops in double precision.
 * @param codes of the sampled voxels, [samples × (8 + things + 1)]; empty where there are none.
 */
export function boxLosses(
  codes: { readonly inside: Float32Array; readonly background: Float32Array },
  samples: BoxSamples,
  { batch, labels, symmetric, heading, forms }: BoxContext,
  weights: BoxLossWeights,
): BoxLosses {
  const things = thingClasses(labels);
  const width = BOX_CODE + things.length + 1;
  const column = new Map(things.map((classId, i) => [classId, i]));
  const turns = symmetric ? [0, 1, 2, 3] : [0, 2];
  const background = new Float32Array(codes.background.length);
  let classes = backgroundLoss(codes.background, width, forms.background, weights.boxClass, background);
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
    const options = { turns, heading, form: forms.corners, weight: weights.boxCorners / n };
    const { distance, turn, loss } = cornerLoss(code, middle, box, options, slope);
    corners += loss / n;
    pose += poseLoss(code, middle, box, { turn, diagonal, heading, weight: weights.boxPose / n }, slope) / n;
    const quality =
      forms.boxClass === 'soft'
        ? Math.min(Math.max(1 - distance / diagonal / QUALITY_RANGE, 0), 1)
        : Number(iou3d(decodedBox(code, middle, heading), box) > HARD_IOU);
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

/** @param slopes takes its slopes. @returns the loss, without its weight. */
function backgroundLoss(
  codes: Float32Array,
  width: number,
  form: LossForms['background'],
  weight: number,
  slopes: Float32Array,
): number {
  const n = codes.length / width;
  const rows = Array.from({ length: n }, (_, i) => softmax(codes.subarray(i * width + BOX_CODE, (i + 1) * width)));
  const doubts = rows.map((chances) => (form === 'even' ? 1 : 1 - chances.at(-1)! + LEAST_DOUBT));
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
