export interface Confidence {
  /** float32 [rows]: probability of the likeliest class. */
  readonly top: Float32Array;
  /** float32 [rows]: its lead over the second. Small means undecided, even where `top` is high for many classes. */
  readonly margin: Float32Array;
}

/** How sure the network is of each row. `probabilities` is [rows × classes], rows summing to 1. */
export function confidence(probabilities: Float32Array, classes: number): Confidence {
  const rows = Math.floor(probabilities.length / classes);
  const top = new Float32Array(rows);
  const margin = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let first = 0;
    let second = 0;
    for (let at = row * classes; at < (row + 1) * classes; at++) {
      const value = probabilities[at];
      if (value > first) {
        second = first;
        first = value;
      } else if (value > second) second = value;
    }
    top[row] = first;
    margin[row] = first - second;
  }
  return { top, margin };
}
