/** Chances of one row of logits. A class that is out of reach keeps a logarithm. */
export function softmax(logits: Float32Array): Float64Array {
  const out = new Float64Array(logits.length);
  let top = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < out.length; c++) top = Math.max(top, logits[c]!);
  let sum = 0;
  for (let c = 0; c < out.length; c++) sum += out[c] = Math.exp(logits[c]! - top);
  for (let c = 0; c < out.length; c++) out[c] = Math.max(out[c]! / sum, Number.MIN_VALUE);
  return out;
}
