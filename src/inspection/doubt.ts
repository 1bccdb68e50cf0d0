import type { Prediction } from '../core/index.ts';

/** How unsure the network is of each point: 1 − the best class's probability, how near the second best comes, or the entropy; all 0–1. */
export type DoubtMeasure = 'confidence' | 'margin' | 'entropy';

/** float32 [points], 0 = sure, 1 = as unsure as can be. */
export function pointDoubt(prediction: Prediction, classes: number, measure: DoubtMeasure): Float32Array {
  return doubtInParts(prediction, classes, measure)(0, prediction.confidence.length);
}

/** The same, of the points from `first` to before `last`: a voxel is looked at once, when the first of its points is asked for. */
export function doubtInParts(
  { voxelProbabilities: odds, pointRows, confidence }: Prediction,
  classes: number,
  measure: DoubtMeasure,
): (first: number, last: number) => Float32Array {
  if (measure === 'confidence') return (first, last) => confidence.subarray(first, last).map((share) => 1 - share);
  const voxels = new Float32Array(odds.length / classes).fill(-1);
  const ofVoxel = (row: number): number => {
    const known = voxels[row];
    if (known === undefined || known >= 0) return known ?? 0;
    const own = odds.subarray(row * classes, (row + 1) * classes);
    return (voxels[row] = measure === 'margin' ? nearness(own) : entropy(own));
  };
  return (first, last) => Float32Array.from(pointRows.subarray(first, last), ofVoxel);
}

/** 1 where the two best are equal, 0 where there is only one. */
function nearness(odds: Float32Array): number {
  let best = 0;
  let second = 0;
  for (const share of odds) {
    if (share > best) {
      second = best;
      best = share;
    } else if (share > second) second = share;
  }
  return 1 - (best - second);
}

function entropy(odds: Float32Array): number {
  let sum = 0;
  for (const share of odds) if (share > 0) sum -= share * Math.log(share);
  return sum / Math.log(odds.length);
}

/**
 * How much each point is worth looking at although the network is sure of it: its confidence times the share of other looks at the same
 * place that said something else.
 * @param looks class of each point in each look, −1 where the look did not have the point
 * @returns float32 [points], 0–1
 */
export function weakness(
  prediction: Pick<Prediction, 'semantic' | 'confidence'>,
  looks: readonly Int16Array[],
): Float32Array {
  const { semantic, confidence } = prediction;
  return confidence.map((share, point) => {
    let asked = 0;
    let other = 0;
    for (const look of looks) {
      const said = look[point]!;
      if (said < 0) continue;
      asked++;
      if (said !== semantic[point]) other++;
    }
    return asked === 0 ? 0 : (share * other) / asked;
  });
}
