import { Rng } from '../core/index.ts';
import type { JudgeWeights } from './judge.ts';

/** Examples for a judge: vectors of `inputs` values, what is true of each (0–1), and how much each counts. */
export interface JudgeExamples {
  readonly inputs: number;
  readonly vectors: readonly Float32Array[];
  readonly targets: ArrayLike<number>;
  readonly counts?: ArrayLike<number> | undefined;
}

export interface FitOptions {
  readonly hidden: number;
  readonly epochs: number;
  readonly seed: number;
  readonly rate?: number;
}

const BATCH = 64;
const DECAY = 1e-4;

/** Adam on the cross-entropy, the rate falling to nothing. Same examples and seed, same judge. */
export function fitJudge(examples: JudgeExamples, options: FitOptions): JudgeWeights {
  const { inputs, vectors, targets, counts } = examples;
  const { hidden, epochs, seed, rate = 0.004 } = options;
  const rng = new Rng(seed);
  const { mean, scale } = standardise(vectors, inputs);
  const size = hidden * inputs + 2 * hidden + 1;
  const [biasAt, lastAt, lastBiasAt] = [hidden * inputs, hidden * inputs + hidden, size - 1];
  const theta = Float64Array.from({ length: size }, (_, i) =>
    i < biasAt
      ? rng.normal(0, Math.sqrt(2 / inputs))
      : i >= lastAt && i < lastBiasAt
        ? rng.normal(0, Math.sqrt(1 / hidden))
        : 0,
  );
  const gradient = new Float64Array(size);
  const [first, second] = [new Float64Array(size), new Float64Array(size)];
  const order = Array.from(vectors.keys());
  const active = new Float64Array(hidden);
  const input = new Float64Array(inputs);
  const steps = epochs * Math.ceil(vectors.length / BATCH);
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    rng.shuffle(order);
    for (let start = 0; start < order.length; start += BATCH) {
      gradient.fill(0);
      const end = Math.min(order.length, start + BATCH);
      for (let k = start; k < end; k++) {
        const vector = vectors[order[k]];
        for (let i = 0; i < inputs; i++) input[i] = (vector[i] - mean[i]) / scale[i];
        let sum = theta[lastBiasAt];
        for (let h = 0; h < hidden; h++) {
          let value = theta[biasAt + h];
          for (let i = 0; i < inputs; i++) value += theta[h * inputs + i] * input[i];
          active[h] = Math.max(0, value);
          sum += theta[lastAt + h] * active[h];
        }
        const error = (1 / (1 + Math.exp(-sum)) - targets[order[k]]) * (counts?.[order[k]] ?? 1);
        gradient[lastBiasAt] += error;
        for (let h = 0; h < hidden; h++) {
          if (active[h] === 0) continue;
          gradient[lastAt + h] += error * active[h];
          const back = error * theta[lastAt + h];
          gradient[biasAt + h] += back;
          for (let i = 0; i < inputs; i++) gradient[h * inputs + i] += back * input[i];
        }
      }
      step++;
      const now = rate * 0.5 * (1 + Math.cos((Math.PI * step) / steps));
      for (let p = 0; p < size; p++) {
        const g = gradient[p] / (end - start) + DECAY * theta[p];
        first[p] = 0.9 * first[p] + 0.1 * g;
        second[p] = 0.999 * second[p] + 0.001 * g * g;
        theta[p] -= (now * (first[p] / (1 - 0.9 ** step))) / (Math.sqrt(second[p] / (1 - 0.999 ** step)) + 1e-8);
      }
    }
  }
  const take = (from: number, to: number): number[] => Array.from(theta.subarray(from, to), rounded);
  return {
    inputs,
    hidden,
    mean: Array.from(mean, rounded),
    scale: Array.from(scale, rounded),
    first: take(0, biasAt),
    firstBias: take(biasAt, lastAt),
    last: take(lastAt, lastBiasAt),
    lastBias: rounded(theta[lastBiasAt]),
  };
}

function standardise(vectors: readonly Float32Array[], inputs: number) {
  const mean = new Float64Array(inputs);
  const scale = new Float64Array(inputs);
  for (const vector of vectors) for (let i = 0; i < inputs; i++) mean[i] += vector[i] / vectors.length;
  for (const vector of vectors)
    for (let i = 0; i < inputs; i++) scale[i] += (vector[i] - mean[i]) ** 2 / vectors.length;
  return { mean, scale: scale.map((variance) => Math.max(1e-3, Math.sqrt(variance))) };
}

/** What the weights' file holds: four digits are more than the scenes can tell. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
