import type { OrientedBox } from '../core/index.ts';
import { iou3d } from '../geometry/index.ts';

export interface NmsOptions {
  /** A box is dropped when its 3D IoU with a kept one is above this. */
  readonly maxIou: number;
  readonly maxBoxes: number;
}

export interface NmsCluster {
  /** Index of the kept box. */
  readonly kept: number;
  /** Indices of the boxes that it stands for, itself first, by falling score. */
  readonly members: readonly number[];
}

/**
 * Greedy non-maximum suppression of boxes of one class: kept boxes by falling score (equal scores: lower index first), each with the boxes
 * it suppressed. A box over the limit of kept boxes belongs to none.
 */
export function clusterBoxes(
  boxes: readonly OrientedBox[],
  scores: ArrayLike<number>,
  options: NmsOptions,
): NmsCluster[] {
  const order = Array.from(boxes.keys()).sort((a, b) => scores[b] - scores[a] || a - b);
  const clusters: { kept: number; members: number[] }[] = [];
  for (const index of order) {
    const box = boxes[index];
    const suppressor = clusters.find(({ kept }) => iou3d(boxes[kept], box) > options.maxIou);
    if (suppressor) suppressor.members.push(index);
    else if (clusters.length < options.maxBoxes) clusters.push({ kept: index, members: [index] });
  }
  return clusters;
}

/** Indices of the boxes that survive, by falling score. */
export function rotatedNms(boxes: readonly OrientedBox[], scores: ArrayLike<number>, options: NmsOptions): number[] {
  return clusterBoxes(boxes, scores, options).map(({ kept }) => kept);
}
