import { type LabelSet, thingClasses } from '../core/index.ts';
import { BOX_CODE } from '../nn/index.ts';
import type { Batch } from './batch.ts';
import { softmax } from './softmax.ts';

/** 2σ(−d²) > ½: what an embedding's mask holds (TF 3D). */
const MASK_SQUARE = Math.log(3);

/**
 * TF 3D's classification with mask IoU (tf3d.md 5.2): each sampled voxel's mask is what lies near it in the embedding; its overlap with the
 * true instance is the target of the voxel's class, the rest that of background. So a class's confidence says how good its mask is.
 * Masks are measured on the sampled voxels, each for as many as it stands for; nothing is learned from the overlap itself.
 * @param e [samples × E]
 * @param codes [samples × (8 + things + 1)], of the same voxels.
 * @returns the gradient by the codes.
 */
export function maskClassLoss(
  e: Float32Array,
  codes: Float32Array,
  rows: Uint32Array,
  batch: Batch,
  labels: LabelSet,
): { readonly loss: number; readonly gradient: Float32Array } {
  const gradient = new Float32Array(codes.length);
  const things = thingClasses(labels);
  const width = BOX_CODE + things.length + 1;
  const column = new Map(things.map((classId, i) => [classId, i]));
  const overlap = maskOverlaps(e, rows, batch);
  const counted = [...rows.keys()].filter((i) => column.has(batch.semantic[rows[i]!]!));
  let loss = 0;
  for (const i of counted) {
    const chances = softmax(codes.subarray(i * width + BOX_CODE, (i + 1) * width));
    const own = column.get(batch.semantic[rows[i]!]!)!;
    chances.forEach((chance, c) => {
      const target = c === own ? overlap[i]! : c === things.length ? 1 - overlap[i]! : 0;
      if (target > 0) loss -= (target * Math.log(chance)) / counted.length;
      gradient[i * width + BOX_CODE + c] = (chance - target) / counted.length;
    });
  }
  // An embedding that is no number has no overlap with anything.
  return { loss: overlap.some(Number.isNaN) ? Number.NaN : loss, gradient };
}

/** Intersection over union of each sample's mask and its instance, NaN where an embedding is not finite. */
function maskOverlaps(e: Float32Array, rows: Uint32Array, batch: Batch): Float64Array {
  const n = rows.length;
  const dims = e.length / n;
  const drawn = new Map<number, number>();
  for (const row of rows) drawn.set(batch.instance[row]!, (drawn.get(batch.instance[row]!) ?? 0) + 1);
  const sizes = new Map<number, number>();
  for (const id of batch.instance) if (drawn.has(id)) sizes.set(id, (sizes.get(id) ?? 0) + 1);
  return Float64Array.from(rows, (row, i) => {
    const id = batch.instance[row]!;
    let [both, either] = [0, sizes.get(id)!];
    for (let j = 0; j < n; j++) {
      let square = 0;
      for (let d = 0; d < dims; d++) square += (e[i * dims + d]! - e[j * dims + d]!) ** 2;
      if (!Number.isFinite(square)) return Number.NaN;
      if (square >= MASK_SQUARE) continue;
      const other = batch.instance[rows[j]!]!;
      const share = sizes.get(other)! / drawn.get(other)!;
      if (other === id) both += share;
      else either += share;
    }
    return both / either;
  });
}
