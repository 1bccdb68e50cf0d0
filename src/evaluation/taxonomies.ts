import type { GroundTruth } from '../core/index.ts';
import {
  type ClassMap,
  classNames,
  mapClasses,
  mapTruth,
  TAXONOMIES,
  type Taxonomy,
  taxonomyMap,
} from '../datasets/index.ts';

export interface TaxonomyLabels {
  readonly taxonomy: Taxonomy;
  /** int16 [points] class index in the taxonomy, `IGNORE_LABEL` where the truth is not asked for. */
  readonly truth: Int16Array;
  /** int16 [points], −1 where the predicted class has no counterpart, which is a miss. */
  readonly predicted: Int16Array;
  /** Which map gave the truth and what it ignores. */
  readonly truthMap: ClassMap;
}

/** What `inTaxonomies` needs of a prediction. */
export interface PredictedClasses {
  readonly labelSet: string;
  /** [points] class index. */
  readonly semantic: ArrayLike<number>;
  /** Given: a point's class in a taxonomy is the one of the largest summed probability, else that of its most probable class. */
  readonly probabilities?: VoxelProbabilities | undefined;
}

export interface VoxelProbabilities {
  /** [points] row of `values`. */
  readonly rows: Uint32Array;
  /** float32 [rows × classes of the label set]. */
  readonly values: Float32Array;
}

/**
 * Truth and prediction of the same points in every taxonomy that both can express. The truth goes the straight way from the source's own
 * numbers where there is a map, else through its label set.
 */
export function inTaxonomies(truth: GroundTruth, predicted: PredictedClasses): TaxonomyLabels[] {
  const { semantic, source } = truth;
  if (!semantic) return [];
  return TAXONOMIES.flatMap((taxonomy) => {
    const guessMap = taxonomyMap(predicted.labelSet, taxonomy.name);
    if (!guessMap) return [];
    const straight = taxonomyMap(source?.scheme, taxonomy.name);
    const truthMap = straight ?? taxonomyMap(truth.labelSet, taxonomy.name);
    if (!truthMap) return [];
    const labels = straight && source ? mapClasses(straight, source.ids) : mapTruth(truthMap, semantic);
    const { probabilities } = predicted;
    const guesses = probabilities ? mapSummed(guessMap, probabilities) : mapClasses(guessMap, predicted.semantic);
    return [{ taxonomy, truth: labels, predicted: guesses, truthMap }];
  });
}

/** Class of the largest summed probability of every point; classes without a counterpart add up as one of their own, −1. */
function mapSummed(map: ClassMap, { rows, values }: VoxelProbabilities): Int16Array {
  const classes = map.classes.length;
  const target = mapClasses(
    map,
    map.classes.map((_, index) => index),
  );
  const sums = new Float64Array(classNames(map.labelSet).length + 1);
  const best = new Int16Array(values.length / classes);
  for (let row = 0; row < best.length; row++) {
    sums.fill(0);
    for (let c = 0; c < classes; c++) sums[target[c]! + 1]! += values[row * classes + c]!;
    best[row] = sums.indexOf(Math.max(...sums)) - 1;
  }
  return Int16Array.from(rows, (row) => best[row]!);
}
