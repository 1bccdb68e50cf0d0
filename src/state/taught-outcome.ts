import { extendLabelSet, type LabelSet, labelSet } from '../core/index.ts';
import type { Outcome } from '../engine/index.ts';

/** Classes of the taught answer: those of the model, and the added ones behind them. */
export function taughtLabels(base: string, addedClasses: readonly string[]): LabelSet {
  return extendLabelSet(labelSet(base), addedClasses);
}

/**
 * The result with other class probabilities: points get the best class of their voxel, objects the class that most of their points have.
 * Which points form an object, and the boxes, stay as they were: nothing of that was taught.
 * @param odds float32 [voxels × classes of `labels`]
 */
export function taughtOutcome(base: Outcome, odds: Float32Array, labels: LabelSet): Outcome {
  const { prediction, provenance } = base.understanding;
  const classes = labels.classes.length;
  const { pointRows, instance } = prediction;
  const voxels = odds.length / classes;
  const best = new Uint8Array(voxels);
  for (let row = 0; row < voxels; row++) {
    for (let c = 1; c < classes; c++) if (odds[row * classes + c]! > odds[row * classes + best[row]!]!) best[row] = c;
  }
  const semantic = new Uint8Array(pointRows.length);
  const confidence = new Float32Array(pointRows.length);
  const votes = prediction.instances.map(() => new Uint32Array(classes));
  for (let point = 0; point < semantic.length; point++) {
    const row = pointRows[point]!;
    semantic[point] = best[row]!;
    confidence[point] = odds[row * classes + best[row]!]!;
    const of = votes[instance[point]! - 1];
    if (of) of[best[row]!]!++;
  }
  const instances = prediction.instances.map((object, i) => {
    const counts = votes[i]!;
    return { ...object, classId: counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0)) };
  });
  return {
    understanding: {
      prediction: {
        ...prediction,
        labelSet: labels.name,
        semantic,
        confidence,
        instances,
        voxelProbabilities: odds,
      },
      provenance,
    },
    manifest: { ...base.manifest, title: `${base.manifest.title}, being taught` },
  };
}
