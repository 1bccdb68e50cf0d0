import type { Rng } from '../core/index.ts';
import type { Batch } from './batch.ts';
import { softmaxRows } from './softmax.ts';

/** Labelled voxels a step: an index into them and an error share the 53 bits of a number. */
const SAMPLES = 4096;
const ERROR_STEPS = 2 ** 40;

/** Up to 4096 labelled voxels of the batch, each at most once. */
export function sampleLabelled(batch: Batch, rng: Rng): Uint32Array {
  const labelled = new Uint32Array(batch.semantic.length);
  let count = 0;
  for (let row = 0; row < batch.semantic.length; row++) if (batch.semantic[row]! >= 0) labelled[count++] = row;
  if (count <= SAMPLES) return labelled.slice(0, count);
  for (let i = 0; i < SAMPLES; i++) {
    const j = i + rng.int(count - i);
    [labelled[i], labelled[j]] = [labelled[j]!, labelled[i]!];
  }
  return labelled.slice(0, SAMPLES);
}

/**
 * Lovász-softmax (Berman, Triki & Blaschko, CVPR 2018), mean over the classes present: the convex extension of 1 − IoU of each class over
 * the errors |[label = c] − p_c|, largest first.
 * @param logits [rows × classes]
 * @param labels [rows], each a class.
 * @returns its slopes by the logits, [rows × classes]
 */
export function lovaszLoss(
  logits: Float32Array,
  labels: Int16Array,
): { readonly loss: number; readonly gradient: Float32Array } {
  const rows = labels.length;
  const gradient = new Float32Array(logits.length);
  if (rows === 0) return { loss: 0, gradient };
  const classes = logits.length / rows;
  const chances = softmaxRows(logits, classes);
  const present = new Set(labels);
  const slopes = new Float64Array(logits.length);
  const keys = new Float64Array(rows);
  let loss = 0;
  for (const c of present) {
    let inside = 0;
    for (let row = 0; row < rows; row++) {
      const chance = chances[row * classes + c]!;
      const isInside = labels[row] === c;
      if (isInside) inside++;
      const error = isInside ? 1 - chance : chance;
      // Numbers without a comparison function sort ten times as fast.
      keys[row] = Math.round((1 - error) * ERROR_STEPS) * SAMPLES + row;
    }
    keys.sort();
    let [found, wrong, before] = [0, 0, 0];
    // Once all of the class are found, more errors change nothing.
    for (let rank = 0; rank < rows && found < inside; rank++) {
      const key = keys[rank]!;
      const row = key - Math.floor(key / SAMPLES) * SAMPLES;
      const at = row * classes + c;
      const isInside = labels[row] === c;
      if (isInside) found++;
      else wrong++;
      const jaccard = 1 - (inside - found) / (inside + wrong);
      const share = (jaccard - before) / present.size;
      before = jaccard;
      loss += share * (isInside ? 1 - chances[at]! : chances[at]!);
      slopes[at]! += isInside ? -share : share;
    }
  }
  for (let from = 0; from < slopes.length; from += classes) {
    let mean = 0;
    for (let i = from; i < from + classes; i++) mean += slopes[i]! * chances[i]!;
    for (let i = from; i < from + classes; i++) gradient[i] = chances[i]! * (slopes[i]! - mean);
  }
  return { loss, gradient };
}
