import * as tf from '@tensorflow/tfjs';
import { type LabelSet, type Rng, thingClasses } from '../core/index.ts';
import { BOX_CORNERS, boxCorners } from '../geometry/index.ts';
import { BOX_CODE } from '../nn/index.ts';
import type { Batch } from './batch.ts';
import { balancedSample, groupBy } from './sampling.ts';

const INSIDE_SAMPLES = 384;
const BACKGROUND_SAMPLES = 768;
/** Corner distance, as a share of the box's diagonal, at which a predicted box is worth nothing (TF 3D: 0.3). */
const QUALITY_RANGE = 0.3;

/** Corner order is geometry's: the corners of a box of side 2 are its signs. */
const CORNER_SIGNS = Float32Array.from(boxCorners({ center: [0, 0, 0], size: [2, 2, 2], yaw: 0 }));

export interface BoxLosses {
  readonly corners: tf.Scalar;
  readonly pose: tf.Scalar;
  readonly classes: tf.Scalar;
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

/**
 * TF 3D section 6: L1 between the eight corners of each voxel's predicted box and its object's, voxels balanced by instance; and soft
 * classification, where a voxel's target is the quality q = clip(1 − d/0.3, 0, 1) of its box on the true class and 1 − q on background.
 * Background voxels are weighted by (1 − p_background), so that confident mistakes count.
 * @param codes of the sampled voxels, [samples × (8 + things + 1)]; undefined where there are none.
 * @param symmetric furniture has no front and two names for its sides: the nearest of four turns counts; else of two.
 */
export function boxLosses(
  codes: { readonly inside: tf.Tensor2D | undefined; readonly background: tf.Tensor2D | undefined },
  samples: BoxSamples,
  batch: Batch,
  labels: LabelSet,
  symmetric: boolean,
): BoxLosses {
  const things = thingClasses(labels);
  const column = new Map(things.map((classId, i) => [classId, i]));
  const outside = codes.background
    ? backgroundLoss(tf.slice2d(codes.background, [0, BOX_CODE], [-1, -1]))
    : tf.scalar(0);
  const picked = codes.inside;
  if (!picked) return { corners: tf.scalar(0), pose: tf.scalar(0), classes: outside };

  const { inside } = samples;
  const boxes = Array.from(inside, (row) => boxOf(batch, row)!);
  const centers = tf.tensor2d(
    Float32Array.from([...inside].flatMap((row) => [...batch.centers.subarray(3 * row, 3 * row + 3)])),
    [inside.length, 3],
  );
  const predicted = cornersOf(picked, centers);
  const { distance, best } = cornerDistance(predicted, boxes, symmetric ? [0, 1, 2, 3] : [0, 2]);
  const diagonal = tf.tensor1d(boxes.map((box) => Math.max(Math.hypot(...box.size), 0.1)));
  const quality = tf
    .tidy(() => tf.clipByValue(tf.sub(1, tf.div(tf.div(distance, diagonal), QUALITY_RANGE)), 0, 1))
    .dataSync();
  const width = things.length + 1;
  const target = new Float32Array(inside.length * width);
  boxes.forEach((box, i) => {
    target[i * width + column.get(box.classId)!] = quality[i]!;
    target[i * width + things.length]! += 1 - quality[i]!;
  });
  const logits = tf.slice2d(picked, [0, BOX_CODE], [-1, -1]);
  const insideLoss = tf.neg(
    tf.mean(tf.sum(tf.mul(tf.tensor2d(target, [inside.length, width]), tf.logSoftmax(logits)), 1)),
  );
  const pose = poseLoss(picked, centers, boxes, best);
  return { corners: tf.mean(distance) as tf.Scalar, pose, classes: tf.add(insideLoss, outside) as tf.Scalar };
}

function boxOf(batch: Batch, voxel: number): Batch['boxes'][number] | undefined {
  return batch.instance[voxel]! > 0 ? batch.boxes[batch.instance[voxel]! - 1] : undefined;
}

function backgroundLoss(logits: tf.Tensor2D): tf.Scalar {
  const log = tf.logSoftmax(logits);
  const last = tf.squeeze(tf.slice2d(log, [0, logits.shape[1] - 1], [-1, 1]), [1]);
  const weights = Float32Array.from(last.dataSync(), (value) => 1 - Math.exp(value) + 0.05);
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return tf.neg(tf.mean(tf.mul(last, tf.tensor1d(weights.map((weight) => weight / mean))))) as tf.Scalar;
}

/** Differentiable corners [n × 8 × 3]: size = max(0.01, |s|), centre = voxel + offset, yaw from (cos, sin)/max(norm, 0.01). */
export function cornersOf(codes: tf.Tensor2D, centers: tf.Tensor2D): tf.Tensor3D {
  const n = codes.shape[0];
  const half = tf.reshape(tf.mul(tf.maximum(tf.abs(tf.slice2d(codes, [0, 0], [n, 3])), 0.01), 0.5), [n, 1, 3]);
  const local = tf.mul(half, tf.tensor3d(CORNER_SIGNS, [1, BOX_CORNERS, 3]));
  const [lx, ly, lz] = tf.split(local, 3, 2) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const direction = tf.slice2d(codes, [0, 6], [n, 2]);
  const norm = tf.sqrt(tf.add(tf.sum(tf.square(direction), 1, true), 1e-4)); // a floor of 0.01, smooth, so that 0/0 has a gradient
  const [cos, sin] = tf.split(tf.reshape(tf.div(direction, norm), [n, 1, 2]), 2, 2) as [tf.Tensor, tf.Tensor];
  const x = tf.sub(tf.mul(cos, lx), tf.mul(sin, ly));
  const y = tf.add(tf.mul(sin, lx), tf.mul(cos, ly));
  const center = tf.reshape(tf.add(centers, tf.slice2d(codes, [0, 3], [n, 3])), [n, 1, 3]);
  return tf.add(tf.concat([x, y, lz], 2), center) as tf.Tensor3D;
}

/** Mean |Δ| over 8 corners × 3 for the best of the allowed quarter turns of the target, [n]; and which turn that was. */
function cornerDistance(
  predicted: tf.Tensor3D,
  boxes: Batch['boxes'],
  turns: readonly number[],
): { distance: tf.Tensor1D; best: readonly number[] } {
  const n = boxes.length;
  const distances = turns.map((turn) => {
    const target = new Float32Array(n * 24);
    boxes.forEach((box, i) => {
      const corners = boxCorners(box);
      for (let k = 0; k < BOX_CORNERS; k++) {
        const turned = (k & 4) + (((k & 3) + turn) & 3);
        target.set(corners.subarray(3 * turned, 3 * turned + 3), i * 24 + 3 * k);
      }
    });
    return tf.mean(tf.reshape(tf.abs(tf.sub(predicted, tf.tensor3d(target, [n, 8, 3]))), [n, 24]), 1) as tf.Tensor1D;
  });
  const values = distances.map((distance) => distance.dataSync());
  const best = boxes.map(
    (_, i) => turns[values.reduce((low, distance, t) => (distance[i]! < values[low]![i]! ? t : low), 0)]!,
  );
  return { distance: distances.reduce((low, next) => tf.minimum(low, next)), best };
}

/**
 * Centre and size L1 as shares of the diagonal, and 1 − cos of the heading error, each against the turn of the target that the corners
 * chose. Corners alone leave the heading at 0 for long: while it is wrong, shrinking the box pays more than turning it.
 */
function poseLoss(
  codes: tf.Tensor2D,
  centers: tf.Tensor2D,
  boxes: Batch['boxes'],
  turns: readonly number[],
): tf.Scalar {
  const n = boxes.length;
  const target = new Float32Array(n * 8);
  const diagonal = new Float32Array(n);
  boxes.forEach(({ center, size: [l, w, h], yaw }, i) => {
    const turned = yaw + (turns[i]! * Math.PI) / 2;
    const [along, across] = turns[i]! % 2 === 0 ? [l, w] : [w, l];
    target.set([along, across, h, ...center, Math.cos(turned), Math.sin(turned)], i * 8);
    diagonal[i] = Math.max(Math.hypot(l, w, h), 0.1);
  });
  const wanted = tf.tensor2d(target, [n, 8]);
  const part = (matrix: tf.Tensor2D, from: number, width: number) => tf.slice2d(matrix, [0, from], [n, width]);
  const size = tf.abs(tf.sub(tf.abs(part(codes, 0, 3)), part(wanted, 0, 3)));
  const center = tf.abs(tf.sub(tf.add(part(codes, 3, 3), centers), part(wanted, 3, 3)));
  const share = tf.mean(tf.div(tf.sum(tf.add(size, center), 1), tf.tensor1d(diagonal)));
  const direction = part(codes, 6, 2);
  const norm = tf.sqrt(tf.add(tf.sum(tf.square(direction), 1), 1e-4));
  const cosine = tf.div(tf.sum(tf.mul(direction, part(wanted, 6, 2)), 1), norm);
  return tf.add(share, tf.mean(tf.sub(1, cosine))) as tf.Scalar;
}
