import * as tf from '@tensorflow/tfjs';
import type { Arena } from './arena.ts';

/**
 * Mean of `w[label]·(−log softmax(logits)[label])` over the labelled rows, divided by the sum of their weights, as one op: composed
 * from stock ops it is the most expensive thing in a step. Rows with a negative label do not count; no labelled row gives 0.
 * logits [rows × C], labels int16 [rows], weights [C].
 */
export function crossEntropy(arena: Arena, logits: tf.Tensor2D, labels: Int16Array, weights: Float32Array): tf.Scalar {
  const [rows, classes] = logits.shape;
  const op = tf.customGrad((input, save) => {
    const values = (input as tf.Tensor).dataSync();
    const gradientAt = arena.floats(rows * classes);
    const gradient = arena.view(gradientAt, rows * classes);
    let loss = 0;
    let total = 0;
    for (let r = 0; r < rows; r++) if (labels[r]! >= 0) total += weights[labels[r]!]!;
    const scale = total > 0 ? 1 / total : 0;
    for (let r = 0; r < rows; r++) {
      const at = r * classes;
      const label = labels[r]!;
      if (label < 0) {
        gradient.fill(0, at, at + classes);
        continue;
      }
      const weight = weights[label]! * scale;
      let top = -Infinity;
      for (let c = 0; c < classes; c++) top = Math.max(top, values[at + c]!);
      let sum = 0;
      for (let c = 0; c < classes; c++) sum += gradient[at + c] = Math.exp(values[at + c]! - top);
      for (let c = 0; c < classes; c++) gradient[at + c]! *= weight / sum;
      gradient[at + label]! -= weight;
      loss += weight * (Math.log(sum) + top - values[at + label]!);
    }
    (save as tf.GradSaveFunc)([]);
    const gradFunc = (dy: tf.Tensor) => {
      const factor = dy.dataSync()[0]!;
      const scaled = arena.view(gradientAt, rows * classes);
      if (factor !== 1) for (let i = 0; i < scaled.length; i++) scaled[i]! *= factor;
      return arena.tensor(gradientAt, [rows, classes]);
    };
    return { value: tf.scalar(loss), gradFunc: gradFunc as never };
  });
  return op(logits) as tf.Scalar;
}
