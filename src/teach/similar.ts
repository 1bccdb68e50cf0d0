import type { Lesson } from './lesson.ts';

export interface Similar {
  /** float32 [rows], −1 to 1: cosine of the angle between standardised features. */
  readonly similarity: Float32Array;
  /** The most similar voxels elsewhere, best first, no two near to each other. */
  readonly places: readonly { readonly row: number; readonly similarity: number }[];
}

/** How the network sees each voxel of the scene beside one of them. */
export function similarVoxels(
  { features, mean, scale }: Lesson,
  centers: Float32Array,
  row: number,
  { places, apartM }: { readonly places: number; readonly apartM: number },
): Similar {
  const { channels, values, rows } = features;
  const own = Float32Array.from({ length: channels }, (_, k) => (values[row * channels + k]! - mean[k]!) / scale[k]!);
  const length = Math.hypot(...own);
  const similarity = new Float32Array(rows);
  for (let other = 0; other < rows; other++) {
    let both = 0;
    let theirs = 0;
    for (let k = 0; k < channels; k++) {
      const value = (values[other * channels + k]! - mean[k]!) / scale[k]!;
      both += value * own[k]!;
      theirs += value * value;
    }
    similarity[other] = both / (length * Math.sqrt(theirs) || 1);
  }
  const order = Uint32Array.from({ length: rows }, (_, other) => other).sort((a, b) => similarity[b]! - similarity[a]!);
  const taken = [row];
  const isFar = (a: number, b: number): boolean =>
    Math.hypot(...[0, 1, 2].map((axis) => centers[3 * a + axis]! - centers[3 * b + axis]!)) >= apartM;
  for (const other of order) {
    if (taken.length > places) break;
    if (taken.every((near) => isFar(other, near))) taken.push(other);
  }
  return { similarity, places: taken.slice(1).map((at) => ({ row: at, similarity: similarity[at]! })) };
}
