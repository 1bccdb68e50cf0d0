import { Rng } from '../core/index.ts';
import { type FeatureRows, type LinearHead, probabilitiesOf, widenHead } from './linear-head.ts';

/** A scene to teach on: frozen features, what the old head says of them, and how the features are spread. */
export interface Lesson {
  readonly features: FeatureRows;
  /** As wide as the features: those that the old head does not read weigh zero. */
  readonly prior: LinearHead;
  /** float32 [channels], over the scene. */
  readonly mean: Float32Array;
  readonly scale: Float32Array;
  /** Rows that hold the old answers in place, and those answers, float32 [anchors × prior.classes]. */
  readonly anchors: Uint32Array;
  readonly anchorOdds: Float32Array;
}

/** Enough to speak for a scene; each costs as much as a click in every step of the fit. */
const ANCHORS = 256;
/** Of a feature that never moves: it would be blown up to noise. */
const LEAST_SCALE = 1e-3;

/**
 * @param head reads the first `head.channels` features
 * @param seed of the choice of anchors
 */
export function prepareLesson(features: FeatureRows, head: LinearHead, seed = 1): Lesson {
  if (features.rows === 0) throw new RangeError('a scene without voxels teaches nothing');
  const prior = widenHead(head, features.channels, head.classes);
  const { mean, scale } = spread(features);
  const rng = new Rng(seed);
  const count = Math.min(ANCHORS, features.rows);
  const anchors = Uint32Array.from({ length: count }, () => rng.int(features.rows));
  return { features, prior, mean, scale, anchors, anchorOdds: probabilitiesOf(prior, features, anchors) };
}

function spread({ rows, channels, values }: FeatureRows): { mean: Float32Array; scale: Float32Array } {
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let c = 0; c < channels; c++, at++) {
      const value = values[at]!;
      sums[c]! += value;
      squares[c]! += value * value;
    }
  }
  const mean = Float32Array.from(sums, (sum) => sum / rows);
  const scale = Float32Array.from(
    squares,
    (square, c) => Math.sqrt(Math.max(0, square / rows - (sums[c]! / rows) ** 2)) + LEAST_SCALE,
  );
  return { mean, scale };
}
