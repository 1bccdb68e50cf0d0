import type { Edges } from './neighbours.ts';
import type { Surface } from './normals.ts';

/** What is between two neighbouring nodes. All float32 [edges]. */
export interface EdgeShape {
  /** 1 − cos of the angle between the normals, 0–2. */
  readonly bend: Float32Array;
  /** Sine of the fold: positive where the surface is hollow (an object on a table), negative where it is an edge of one thing. */
  readonly hollow: Float32Array;
  /** Distance over the usual distance of neighbours there. */
  readonly gap: Float32Array;
  /** Colour difference, Lab / 100; 0 without colour. */
  readonly colour: Float32Array;
}

export function edgeShape(
  centers: Float32Array,
  edges: Edges,
  { normals }: Surface,
  spacingM: Float32Array,
  lab: Float32Array | undefined,
): EdgeShape {
  const { count, a, b, lengthM } = edges;
  const bend = new Float32Array(count);
  const hollow = new Float32Array(count);
  const gap = new Float32Array(count);
  const colour = new Float32Array(count);
  for (let e = 0; e < count; e++) {
    const [i, j] = [3 * a[e], 3 * b[e]];
    let cosine = 0;
    let along = 0;
    for (let axis = 0; axis < 3; axis++) {
      cosine += normals[i + axis] * normals[j + axis];
      along += (normals[j + axis] - normals[i + axis]) * (centers[j + axis] - centers[i + axis]);
    }
    bend[e] = Math.max(0, 1 - cosine);
    hollow[e] = lengthM[e] > 0 ? Math.max(-1, Math.min(1, -along / (2 * lengthM[e]))) : 0;
    gap[e] = lengthM[e] / Math.max(1e-9, 0.5 * (spacingM[a[e]] + spacingM[b[e]]));
    if (lab) colour[e] = Math.hypot(lab[i] - lab[j], lab[i + 1] - lab[j + 1], lab[i + 2] - lab[j + 2]) / 100;
  }
  return { bend, hollow, gap, colour };
}

/** Convex folds count as squares of hollow ones (as in ScanNet's segmentator): a box is one thing, a box on a table two. */
export function edgeWeights(
  { bend, hollow, gap, colour }: EdgeShape,
  { gapWeight, colourWeight }: WeightOptions,
): Float32Array {
  return bend.map((angle, e) => {
    const fold = hollow[e] > 0 ? angle : angle * angle;
    return fold + gapWeight * Math.max(0, gap[e] - 1.5) + colourWeight * colour[e] * colour[e];
  });
}

export interface WeightOptions {
  readonly gapWeight: number;
  readonly colourWeight: number;
}
