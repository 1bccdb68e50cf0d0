import type { Rng } from '../core/index.ts';
import { autograd } from '../ops/index.ts';
import type { Batch } from './batch.ts';
import type { LossForms } from './loss-forms.ts';
import { npairLossOf } from './npair-forms.ts';
import { balancedSample, groupBy } from './sampling.ts';

/** Voxels compared with each other a step. TF 3D takes 1000; a small batch has fewer instances. */
const SAMPLES = 384;
/** Pulls embeddings to unit length, so that distances stay comparable with the grouping radius (TF 3D: mean |‖e‖² − 1|). */
const LENGTH_WEIGHT = 0.02;

/** Voxels of one crop, balanced by instance; none where there are fewer than two instances. */
export function sampleEmbeddings(batch: Batch, cropNumber: number, rng: Rng): Uint32Array {
  const groups = groupBy(batch.instance.length, (i) =>
    batch.crop[i] === cropNumber && batch.instance[i]! > 0 ? batch.instance[i]! : -1,
  );
  return groups.size < 2 ? new Uint32Array(0) : balancedSample(groups, SAMPLES, rng);
}

/**
 * n-pair metric loss (TF 3D section 5.2): cross-entropy between similarities of sampled voxels and "same instance", in one of its forms;
 * and the pull to unit length.
 * @param e [samples × E], of the voxels `rows`.
 */
export function embeddingLoss(
  e: Float32Array,
  rows: Uint32Array,
  batch: Batch,
  forms: LossForms,
): { readonly loss: number; readonly gradient: Float32Array } {
  const ids = Array.from(rows, (row) => batch.instance[row]!);
  const dims = e.length / rows.length;
  const isCommon = forms.embedding === 'softmax' && forms.similarity === 'distance';
  // The common form has a way of its own that is twice as fast.
  const { loss, gradient } = isCommon ? autograd.npairLoss(e, dims, ids) : npairLossOf(e, dims, ids, forms);
  let length = 0;
  for (let from = 0; from < e.length; from += dims) {
    let squares = 0;
    for (let i = from; i < from + dims; i++) squares += e[i]! ** 2;
    length += Math.abs(squares - 1) / rows.length;
    const pull = (2 * LENGTH_WEIGHT * (squares > 1 ? 1 : -1)) / rows.length;
    for (let i = from; i < from + dims; i++) gradient[i]! += pull * e[i]!;
  }
  return { loss: loss + LENGTH_WEIGHT * length, gradient };
}
