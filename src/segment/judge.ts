/** A small network with one hidden layer: inputs → ReLU → sigmoid. As JSON: what `fitJudge` made of synthetic scenes. */
export interface JudgeWeights {
  readonly inputs: number;
  readonly hidden: number;
  /** Subtracted from the inputs, and divides them: [inputs]. */
  readonly mean: readonly number[];
  readonly scale: readonly number[];
  /** [hidden × inputs], [hidden], [hidden], one. */
  readonly first: readonly number[];
  readonly firstBias: readonly number[];
  readonly last: readonly number[];
  readonly lastBias: number;
}

/** A verdict 0–1 on one vector. */
export type Judge = (features: Float32Array) => number;

export function judgeOf(weights: JudgeWeights): Judge {
  const { inputs, hidden, lastBias } = weights;
  const first = new Float64Array(hidden * inputs);
  const bias = Float64Array.from(weights.firstBias);
  const last = Float64Array.from(weights.last);
  // Standardisation folded into the first layer.
  for (let h = 0; h < hidden; h++) {
    for (let i = 0; i < inputs; i++) {
      const weight = weights.first[h * inputs + i] / weights.scale[i];
      first[h * inputs + i] = weight;
      bias[h] -= weight * weights.mean[i];
    }
  }
  return (features) => {
    let sum = lastBias;
    for (let h = 0; h < hidden; h++) {
      let value = bias[h];
      for (let i = 0; i < inputs; i++) value += first[h * inputs + i] * features[i];
      if (value > 0) sum += last[h] * value;
    }
    return 1 / (1 + Math.exp(-sum));
  };
}
