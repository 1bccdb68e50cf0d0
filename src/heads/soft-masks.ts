/**
 * How alike two embeddings are, as a probability that they belong together (TF 3D `metric_learning_utils`):
 * `distance` 2σ(−d²), what grouping thresholds at ½ · `dot` σ(a·b) · `linear` clip(1 − d²/100, 0, 1).
 */
export type MaskKind = 'distance' | 'dot' | 'linear';

const LINEAR_RANGE = 100;

/** float32 [centers × rows], 0–1, from `embeddings` [rows × dims] and `centers` [centers × dims]. */
export function softMasks(
  embeddings: Float32Array,
  centers: Float32Array,
  dims: number,
  kind: MaskKind = 'distance',
): Float32Array {
  const rows = embeddings.length / dims;
  const masks = new Float32Array((centers.length / dims) * rows);
  for (let m = 0; m < masks.length; m++) {
    const center = Math.floor(m / rows) * dims;
    const row = (m % rows) * dims;
    let dot = 0;
    let distance = 0;
    for (let d = 0; d < dims; d++) {
      dot += embeddings[row + d] * centers[center + d];
      distance += (embeddings[row + d] - centers[center + d]) ** 2;
    }
    if (kind === 'dot') masks[m] = sigmoid(dot);
    else if (kind === 'linear') masks[m] = Math.min(Math.max(1 - distance / LINEAR_RANGE, 0), 1);
    else masks[m] = 2 * sigmoid(-distance);
  }
  return masks;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
