import type { Lesson } from './lesson.ts';

const ROUNDS = 40;
/** Values beyond this many deviations are cut: a few outliers would take all the colours. */
const REACH = 2;

/**
 * The three directions in which a scene's features differ most, as red, green and blue.
 * @returns uint8 [rows × 3]
 */
export function principalColors({ features, mean, scale }: Lesson): Uint8Array {
  const { channels, values, rows } = features;
  const covariance = new Float64Array(channels * channels);
  const standard = new Float32Array(channels);
  // Every so many voxels: directions of a scene are known long before all of it was seen.
  const step = Math.max(1, Math.floor(rows / 8192));
  for (let row = 0; row < rows; row += step) {
    for (let k = 0; k < channels; k++) standard[k] = (values[row * channels + k]! - mean[k]!) / scale[k]!;
    for (let k = 0; k < channels; k++) {
      for (let l = 0; l <= k; l++) covariance[k * channels + l]! += standard[k]! * standard[l]!;
    }
  }
  for (let k = 0; k < channels; k++) {
    for (let l = 0; l < k; l++) covariance[l * channels + k] = covariance[k * channels + l]!;
  }
  const axes: Float64Array[] = [];
  for (let axis = 0; axis < 3; axis++) axes.push(nextAxis(covariance, channels, axes));
  const scores = new Float32Array(rows * 3);
  const squares = new Float64Array(3);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < channels; k++) standard[k] = (values[row * channels + k]! - mean[k]!) / scale[k]!;
    axes.forEach((direction, axis) => {
      let score = 0;
      for (let k = 0; k < channels; k++) score += standard[k]! * direction[k]!;
      scores[row * 3 + axis] = score;
      squares[axis]! += score * score;
    });
  }
  const spread = squares.map((square) => REACH * Math.sqrt(square / rows) || 1);
  return Uint8Array.from(scores, (score, i) => 127.5 + 127.5 * Math.min(1, Math.max(-1, score / spread[i % 3]!)));
}

/** The strongest direction beside those that are known, by repeated multiplication. Its sign is that of its largest entry: positive. */
function nextAxis(matrix: Float64Array, size: number, known: readonly Float64Array[]): Float64Array {
  let vector = Float64Array.from({ length: size }, (_, k) => Math.cos(k + 1 + known.length));
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(size);
    for (let k = 0; k < size; k++) {
      for (let l = 0; l < size; l++) next[k]! += matrix[k * size + l]! * vector[l]!;
    }
    for (const other of known) {
      const along = next.reduce((sum, value, k) => sum + value * other[k]!, 0);
      for (let k = 0; k < size; k++) next[k]! -= along * other[k]!;
    }
    const length = Math.hypot(...next) || 1;
    vector = next.map((value) => value / length);
  }
  const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? vector.map((value) => -value) : vector;
}
