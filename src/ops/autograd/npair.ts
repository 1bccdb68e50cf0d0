import * as tf from '@tensorflow/tfjs';

/** Similarities below this count as this (TF 3D clamps to ±10): far-apart instances push no further. */
const FLOOR = -10;

/**
 * n-pair metric loss on squared distances, softmax form (TF 3D section 5.2), as one op: mean over i of the cross-entropy between
 * `softmax_j(−‖e_i − e_j‖²)` and "j is of i's instance", normalised to sum 1. The diagonal counts. e [n × E]; ids [n].
 * Runs on tfjs's cpu backend: it compares a few hundred rows. Composed from stock ops it is n² broadcasts; this is two n² loops.
 */
export function npairLoss(e: tf.Tensor2D, ids: readonly number[]): tf.Scalar {
  const [n, dims] = e.shape;
  const sizes = new Map<number, number>();
  for (const id of ids) sizes.set(id, (sizes.get(id) ?? 0) + 1);
  const op = tf.customGrad((input, save) => {
    const values = (input as tf.Tensor).dataSync();
    /** dL/dS, [n × n]. */
    const slope = new Float32Array(n * n);
    const similarity = new Float32Array(n);
    let loss = 0;
    for (let i = 0; i < n; i++) {
      let top = Number.NEGATIVE_INFINITY;
      for (let j = 0; j < n; j++) {
        let squares = 0;
        for (let d = 0; d < dims; d++) {
          const delta = values[i * dims + d]! - values[j * dims + d]!;
          squares += delta * delta;
        }
        similarity[j] = -squares;
        top = Math.max(top, Math.max(-squares, FLOOR));
      }
      let sum = 0;
      for (let j = 0; j < n; j++) sum += Math.exp(Math.max(similarity[j]!, FLOOR) - top);
      const logSum = top + Math.log(sum);
      const share = 1 / sizes.get(ids[i]!)!;
      for (let j = 0; j < n; j++) {
        const s = Math.max(similarity[j]!, FLOOR);
        const target = ids[j] === ids[i] ? share : 0;
        if (target > 0) loss -= (target * (s - logSum)) / n;
        slope[i * n + j] = similarity[j]! > FLOOR ? (Math.exp(s - logSum) - target) / n : 0;
      }
    }
    (save as tf.GradSaveFunc)([]);
    const gradFunc = (dy: tf.Tensor) => {
      const factor = dy.dataSync()[0]!;
      const gradient = new Float32Array(n * dims);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          const pull = -2 * factor * (slope[i * n + j]! + slope[j * n + i]!);
          if (pull === 0) continue;
          for (let d = 0; d < dims; d++)
            gradient[i * dims + d]! += pull * (values[i * dims + d]! - values[j * dims + d]!);
        }
      }
      return tf.tensor2d(gradient, [n, dims]);
    };
    return { value: tf.scalar(loss), gradFunc: gradFunc as never };
  });
  return op(e) as tf.Scalar;
}
