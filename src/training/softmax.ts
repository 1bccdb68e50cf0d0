/** Chances of each row of logits, [rows × classes]. A class that is out of reach keeps a logarithm. */
export function softmaxRows(logits: Float32Array, classes: number): Float64Array {
  const out = new Float64Array(logits.length);
  for (let from = 0; from < out.length; from += classes) {
    let [top, sum] = [Number.NEGATIVE_INFINITY, 0];
    for (let i = from; i < from + classes; i++) top = Math.max(top, logits[i]!);
    for (let i = from; i < from + classes; i++) sum += out[i] = Math.exp(logits[i]! - top);
    for (let i = from; i < from + classes; i++) out[i] = Math.max(out[i]! / sum, Number.MIN_VALUE);
  }
  return out;
}

/** The same of one row. */
export function softmax(logits: Float32Array): Float64Array {
  return softmaxRows(logits, logits.length);
}
