/** Similarities below this count as this (TF 3D clamps to ±10): far-apart instances push no further. */
const FLOOR = -10;

/**
 * n-pair metric loss on squared distances, softmax form (TF 3D section 5.2), and its gradient: mean over i of the cross-entropy between
 * `softmax_j(−‖e_i − e_j‖²)` and "j is of i's instance", normalised to sum 1. The diagonal counts.
 * Similarities are symmetric and the diagonal's is the largest, 0: each exponential is worked out once.
 * @param values e, [n × dims], row-major.
 * @param ids [n]
 */
export function npairLoss(
  values: Float32Array,
  dims: number,
  ids: readonly number[],
): { readonly loss: number; readonly gradient: Float32Array } {
  const n = ids.length;
  const sizes = new Map<number, number>();
  for (const id of ids) sizes.set(id, (sizes.get(id) ?? 0) + 1);
  const similarity = new Float32Array(n * n);
  const exponential = new Float64Array(n * n).fill(Math.exp(FLOOR));
  for (let i = 0; i < n; i++) {
    exponential[i * n + i] = 1;
    for (let j = 0; j < i; j++) {
      let squares = 0;
      for (let d = 0; d < dims; d++) {
        const delta = values[i * dims + d]! - values[j * dims + d]!;
        squares += delta * delta;
      }
      similarity[i * n + j] = similarity[j * n + i] = -squares;
      if (-squares > FLOOR) exponential[i * n + j] = exponential[j * n + i] = Math.exp(-squares);
      else if (Number.isNaN(squares)) exponential[i * n + j] = exponential[j * n + i] = Number.NaN;
    }
  }
  let loss = 0;
  /** dL/dS, [n × n]. */
  const slope = new Float32Array(n * n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += exponential[i * n + j]!;
    const logSum = Math.log(sum);
    const share = 1 / sizes.get(ids[i]!)!;
    for (let j = 0; j < n; j++) {
      const target = ids[j] === ids[i] ? share : 0;
      const s = similarity[i * n + j]!;
      if (target > 0) loss -= (target * (Math.max(s, FLOOR) - logSum)) / n;
      if (s > FLOOR) slope[i * n + j] = (exponential[i * n + j]! / sum - target) / n;
    }
  }
  const gradient = new Float32Array(n * dims);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const pull = -2 * (slope[i * n + j]! + slope[j * n + i]!);
      if (pull === 0) continue;
      for (let d = 0; d < dims; d++) {
        const change = pull * (values[i * dims + d]! - values[j * dims + d]!);
        gradient[i * dims + d]! += change;
        gradient[j * dims + d]! -= change;
      }
    }
  }
  return { loss, gradient };
}
