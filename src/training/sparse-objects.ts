import { IGNORE_LABEL } from '../core/index.ts';
import type { Crop } from './crop-points.ts';

/** TF 3D section 4: a box with fewer points has no loss. */
const LEAST_POINTS = 5;

/** The crop with no box for objects of which hardly a point is left. Their points stay instances. */
export function withoutSparseBoxes(crop: Crop): Crop {
  const points = new Uint32Array(crop.boxes.length + 1);
  for (const id of crop.instance) if (id < points.length) points[id]!++;
  const boxes = crop.boxes.map((box, i) => (points[i + 1]! < LEAST_POINTS ? { ...box, classId: IGNORE_LABEL } : box));
  return { ...crop, boxes };
}
