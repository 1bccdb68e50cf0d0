import { type Ops, type Tensor, type VoxelIndex, whole } from '../ops/index.ts';
import type { Model } from './model.ts';

/**
 * Probabilities of the label set's classes, where a model of other origin has classes of its own (`ModelManifest.outputClasses`): each
 * the sum of those that fold into it. @returns a new tensor, [rows × classes]; nothing when the outputs are the label set.
 */
export function foldClasses(
  ops: Ops,
  { manifest, labels }: Model,
  index: VoxelIndex,
  probabilities: Tensor,
): Tensor | undefined {
  const { outputClasses } = manifest;
  if (!outputClasses) return undefined;
  const classes = labels.classes.length;
  const matrix = new Float32Array(outputClasses.length * classes);
  for (const [output, label] of outputClasses.entries()) if (label >= 0) matrix[output * classes + label] = 1;
  const weights = ops.upload(matrix, outputClasses.length, classes);
  const folded = ops.tensor(index.levels[0]!, classes);
  ops.conv({ input: whole(probabilities), weights, relu: false, output: whole(folded) });
  ops.release(weights);
  return folded;
}
