import { softmaxRows } from '../softmax.ts';

/** One number, and how it changes with each of the network's outputs. */
export interface Slope {
  readonly loss: number;
  readonly slopes: Float32Array;
}

/**
 * Cross-entropy with what the person said. A class counts by the root of its voxels, so that a corrected wall does not drown out three
 * clicks on a lamp.
 * @param logits float32 [rows × classes]
 * @param said class of each row; negative: nobody said
 */
export function saidLoss(logits: Float32Array, classes: number, said: Int16Array): Slope {
  const counts = new Uint32Array(classes);
  for (const label of said) if (label >= 0) counts[label]!++;
  let total = 0;
  for (const count of counts) total += Math.sqrt(count);
  const odds = softmaxRows(logits, classes);
  const slopes = new Float32Array(logits.length);
  let loss = 0;
  for (let row = 0; row < said.length; row++) {
    const label = said[row]!;
    if (label < 0) continue;
    const weight = 1 / (Math.sqrt(counts[label]!) * total);
    const at = row * classes;
    loss -= weight * Math.log(odds[at + label]!);
    for (let c = 0; c < classes; c++) slopes[at + c] = weight * odds[at + c]!;
    slopes[at + label]! -= weight;
  }
  return { loss, slopes };
}

/**
 * Kullback-Leibler divergence from the odds of before, where nobody said anything: the mean over those rows.
 * Hinton et al. 2015, "Distilling the knowledge in a neural network"; against forgetting: Li & Hoiem 2016.
 */
export function heldOddsLoss(
  logits: Float32Array,
  before: Float32Array,
  classes: number,
  said: Int16Array,
  weight: number,
): Slope {
  const [now, then] = [softmaxRows(logits, classes), softmaxRows(before, classes)];
  const free = said.reduce((count, label) => (label < 0 ? count + 1 : count), 0);
  const share = free > 0 ? weight / free : 0;
  const slopes = new Float32Array(logits.length);
  let loss = 0;
  for (let row = 0; row < said.length; row++) {
    if (said[row]! >= 0) continue;
    for (let i = row * classes; i < (row + 1) * classes; i++) {
      loss += share * then[i]! * Math.log(then[i]! / now[i]!);
      slopes[i] = share * (now[i]! - then[i]!);
    }
  }
  return { loss, slopes };
}

/** Squared distance of another head's outputs from those of before, as a share of their mean square: objects and boxes stay. */
export function heldOutputsLoss(values: Float32Array, before: Float32Array, weight: number): Slope {
  let power = 0;
  for (const value of before) power += value * value;
  const share = power > 0 ? weight / power : 0;
  let loss = 0;
  const slopes = Float32Array.from(values, (value, i) => {
    const gap = value - before[i]!;
    loss += share * gap * gap;
    return 2 * share * gap;
  });
  return { loss, slopes };
}
