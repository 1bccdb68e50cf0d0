/** A linear layer from frozen features to class scores. */
export interface LinearHead {
  readonly channels: number;
  readonly classes: number;
  /** float32 [channels × classes]. */
  readonly weights: Float32Array;
  /** float32 [classes]. */
  readonly bias: Float32Array;
}

/** Rows of features, all of the same width. */
export interface FeatureRows {
  readonly rows: number;
  readonly channels: number;
  /** float32 [rows × channels]. */
  readonly values: Float32Array;
}

/** Several matrices of the same rows side by side. */
export function joinFeatures(rows: number, parts: readonly { values: Float32Array; channels: number }[]): FeatureRows {
  const channels = parts.reduce((sum, part) => sum + part.channels, 0);
  const values = new Float32Array(rows * channels);
  let offset = 0;
  for (const part of parts) {
    for (let row = 0; row < rows; row++) {
      values.set(part.values.subarray(row * part.channels, (row + 1) * part.channels), row * channels + offset);
    }
    offset += part.channels;
  }
  return { rows, channels, values };
}

/** The head with weights of zero for `channels` further features and `classes` further classes. */
export function widenHead(head: LinearHead, channels: number, classes: number): LinearHead {
  const weights = new Float32Array(channels * classes);
  for (let channel = 0; channel < head.channels; channel++) {
    const row = head.weights.subarray(channel * head.classes, (channel + 1) * head.classes);
    weights.set(row, channel * classes);
  }
  const bias = new Float32Array(classes);
  bias.set(head.bias);
  return { channels, classes, weights, bias };
}

/** Softmax of the scores of some rows, float32 [rows × classes]. */
export function probabilitiesOf(head: LinearHead, features: FeatureRows, rows?: ArrayLike<number>): Float32Array {
  const { channels, classes } = head;
  if (features.channels !== channels) throw new RangeError(`${features.channels} features for ${channels} weights`);
  const count = rows ? rows.length : features.rows;
  const out = new Float32Array(count * classes);
  const scores = new Float32Array(classes);
  for (let i = 0; i < count; i++) {
    const from = (rows ? rows[i]! : i) * channels;
    scores.set(head.bias);
    for (let channel = 0; channel < channels; channel++) {
      const value = features.values[from + channel]!;
      if (value === 0) continue; // features come out of a ReLU: half of them
      const at = channel * classes;
      for (let c = 0; c < classes; c++) scores[c]! += value * head.weights[at + c]!;
    }
    softmaxInto(scores, out, i * classes);
  }
  return out;
}

function softmaxInto(scores: Float32Array, out: Float32Array, at: number): void {
  let top = Number.NEGATIVE_INFINITY;
  for (const score of scores) if (score > top) top = score;
  let sum = 0;
  for (let c = 0; c < scores.length; c++) {
    const value = Math.exp(scores[c]! - top);
    out[at + c] = value;
    sum += value;
  }
  for (let c = 0; c < scores.length; c++) out[at + c]! /= sum;
}

/** Index of the largest value of each row, the first of equals, uint8 [rows]. */
export function winners(values: Float32Array, classes: number): Uint8Array {
  const best = new Uint8Array(values.length / classes);
  for (let row = 0; row < best.length; row++) {
    const at = row * classes;
    let winner = 0;
    for (let c = 1; c < classes; c++) if (values[at + c]! > values[at + winner]!) winner = c;
    best[row] = winner;
  }
  return best;
}
