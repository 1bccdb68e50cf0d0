import { type OrientedBox, wrapAngle } from '../core/index.ts';

/**
 * One box from many votes for the same object: the score-weighted median of each coordinate, steadier than the single best voxel of a
 * small network. `boxes[0]` is the reference: sides and headings are compared with it. Weights are positive, one a box.
 */
export function aggregateBoxes(boxes: readonly OrientedBox[], weights: readonly number[]): OrientedBox {
  const reference = boxes[0];
  if (boxes.length === 1) return reference;
  const median = (of: (box: OrientedBox) => number): number => weightedMedian(boxes.map(of), weights);
  // Fronts and backs are easily confused: the axis comes from all boxes, the direction along it from the majority.
  const turns = boxes.map((box) => wrapAngle(box.yaw - reference.yaw));
  const axes = turns.map((turn) => (Math.abs(turn) <= Math.PI / 2 ? turn : wrapAngle(turn + Math.PI)));
  let along = 0;
  turns.forEach((turn, i) => {
    along += Math.abs(turn) <= Math.PI / 2 ? weights[i] : -weights[i];
  });
  const yaw = reference.yaw + weightedMedian(axes, weights) + (along >= 0 ? 0 : Math.PI);
  return {
    center: [median((box) => box.center[0]), median((box) => box.center[1]), median((box) => box.center[2])],
    size: [median((box) => box.size[0]), median((box) => box.size[1]), median((box) => box.size[2])],
    yaw: wrapAngle(yaw),
  };
}

/** The smallest value at which the weights of the values up to it reach half of all weight. */
function weightedMedian(values: readonly number[], weights: readonly number[]): number {
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  const half = weights.reduce((sum, weight) => sum + weight, 0) / 2;
  let sum = 0;
  for (const index of order) {
    sum += weights[index];
    if (sum >= half) return values[index];
  }
  return values[order[order.length - 1]];
}
