import type { LossForms } from './loss-forms.ts';

/** TF 3D clamps similarities to ±10; beyond, pairs neither push nor pull. */
const CLAMP = 10;

/**
 * n-pair metric loss and its gradient, in each of TF 3D's forms (`metric_learning_losses`, tf3d.md 5.2), the diagonal included.
 * Softmax: mean over i of the cross-entropy between softmax_j(S_ij) and "j is of i's instance", normalised to sum 1. Sigmoid: mean over
 * all pairs of the binary cross-entropy of σ(S_ij); of a distance its target for the same instance is ½, since σ(−d²) is never more.
 * @param values e, [n × dims], rows first.
 * @param ids [n]
 */
export function npairLossOf(
  values: Float32Array,
  dims: number,
  ids: readonly number[],
  { embedding: form, similarity }: Pick<LossForms, 'embedding' | 'similarity'>,
): { readonly loss: number; readonly gradient: Float32Array } {
  const n = ids.length;
  const alike = similarities(values, dims, n, similarity);
  const slope = new Float64Array(n * n);
  const loss = form === 'softmax' ? softmaxRows(alike, ids, slope) : sigmoidPairs(alike, ids, similarity, slope);
  const gradient = new Float64Array(n * dims);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const s = alike[i * n + j]!;
      const pull = s > -CLAMP && s < CLAMP ? slope[i * n + j]! : 0;
      if (pull === 0) continue;
      for (let d = 0; d < dims; d++) {
        const [a, b] = [values[i * dims + d]!, values[j * dims + d]!];
        gradient[i * dims + d]! += similarity === 'distance' ? -2 * pull * (a - b) : pull * b;
        gradient[j * dims + d]! += similarity === 'distance' ? 2 * pull * (a - b) : pull * a;
      }
    }
  }
  return { loss, gradient: Float32Array.from(gradient) };
}

/** [n × n], clamped. */
function similarities(
  values: Float32Array,
  dims: number,
  n: number,
  similarity: LossForms['similarity'],
): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let d = 0; d < dims; d++) {
        const [a, b] = [values[i * dims + d]!, values[j * dims + d]!];
        sum += similarity === 'distance' ? -((a - b) ** 2) : a * b;
      }
      out[i * n + j] = out[j * n + i] = Math.min(Math.max(sum, -CLAMP), CLAMP);
    }
  }
  return out;
}

/** @param slope takes dL/dS. */
function softmaxRows(alike: Float64Array, ids: readonly number[], slope: Float64Array): number {
  const n = ids.length;
  let loss = 0;
  for (let i = 0; i < n; i++) {
    let [sum, size] = [0, 0];
    for (let j = 0; j < n; j++) {
      sum += Math.exp(alike[i * n + j]!);
      if (ids[j] === ids[i]) size++;
    }
    for (let j = 0; j < n; j++) {
      const s = alike[i * n + j]!;
      const target = ids[j] === ids[i] ? 1 / size : 0;
      if (target > 0) loss -= (target * (s - Math.log(sum))) / n;
      slope[i * n + j] = (Math.exp(s) / sum - target) / n;
    }
  }
  return loss;
}

/** @param slope takes dL/dS. */
function sigmoidPairs(
  alike: Float64Array,
  ids: readonly number[],
  similarity: LossForms['similarity'],
  slope: Float64Array,
): number {
  const n = ids.length;
  const most = similarity === 'distance' ? 0.5 : 1;
  let loss = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const s = alike[i * n + j]!;
      const target = ids[j] === ids[i] ? most : 0;
      loss += Math.max(s, 0) - s * target + Math.log1p(Math.exp(-Math.abs(s)));
      slope[i * n + j] = (1 / (1 + Math.exp(-s)) - target) / (n * n);
    }
  }
  return loss / (n * n);
}
