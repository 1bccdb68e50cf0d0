import type { Prediction } from '../core/index.ts';

/** How unsure the network is of each point: 1 − the best class's probability, how near the second best comes, or the entropy; all 0–1. */
export type DoubtMeasure = 'confidence' | 'margin' | 'entropy';

/** float32 [points], 0 = sure, 1 = as unsure as can be. */
export function pointDoubt(
  { voxelProbabilities: odds, pointRows, confidence }: Prediction,
  classes: number,
  measure: DoubtMeasure,
): Float32Array {
  if (measure === 'confidence') return confidence.map((share) => 1 - share);
  const voxels = new Float32Array(odds.length / classes);
  for (let row = 0; row < voxels.length; row++) {
    const own = odds.subarray(row * classes, (row + 1) * classes);
    voxels[row] = measure === 'margin' ? nearness(own) : entropy(own);
  }
  return Float32Array.from(pointRows, (row) => voxels[row] ?? 0);
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
