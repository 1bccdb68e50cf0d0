import type { GroundTruth } from '../../core/index.ts';
import { type ClassMap, classNames, defineClassMap, mapClasses, mapTruth } from './class-map.ts';
import nuscenes4 from './maps/nuscenes-lidarseg.outdoor4.json' with { type: 'json' };
import nuscenes7 from './maps/nuscenes-lidarseg.outdoor7.json' with { type: 'json' };
import nuscenes7lidog from './maps/nuscenes-lidarseg.outdoor7lidog.json' with { type: 'json' };
import outdoor4 from './maps/outdoor11.outdoor4.json' with { type: 'json' };
import outdoor7 from './maps/outdoor11.outdoor7.json' with { type: 'json' };
import outdoor7lidog from './maps/outdoor11.outdoor7lidog.json' with { type: 'json' };
import indoor6 from './maps/scannet20.indoor6.json' with { type: 'json' };
import indoor11 from './maps/scannet20.indoor11.json' with { type: 'json' };
import semantickitti4 from './maps/semantickitti.outdoor4.json' with { type: 'json' };
import semantickitti7 from './maps/semantickitti.outdoor7.json' with { type: 'json' };
import semantickitti7lidog from './maps/semantickitti.outdoor7lidog.json' with { type: 'json' };
import waymo4 from './maps/waymo-segmentation.outdoor4.json' with { type: 'json' };
import waymo7 from './maps/waymo-segmentation.outdoor7.json' with { type: 'json' };
import waymo7lidog from './maps/waymo-segmentation.outdoor7lidog.json' with { type: 'json' };
import { TAXONOMIES, type Taxonomy } from './taxonomy.ts';

/** Every way into a taxonomy: from a dataset's own numbering, or from a label set of ours. */
export const TAXONOMY_MAPS: readonly ClassMap[] = [
  nuscenes7lidog,
  nuscenes7,
  nuscenes4,
  semantickitti7lidog,
  semantickitti7,
  semantickitti4,
  waymo7lidog,
  waymo7,
  waymo4,
  outdoor7lidog,
  outdoor7,
  outdoor4,
  indoor11,
  indoor6,
].map(defineClassMap);

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
  const mapFrom = (from: string | undefined, to: Taxonomy) =>
    TAXONOMY_MAPS.find((map) => map.from === from && map.labelSet === to.name);
  return TAXONOMIES.flatMap((taxonomy) => {
    const guessMap = mapFrom(predicted.labelSet, taxonomy);
    if (!guessMap) return [];
    const straight = mapFrom(source?.scheme, taxonomy);
    const truthMap = straight ?? mapFrom(truth.labelSet, taxonomy);
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
