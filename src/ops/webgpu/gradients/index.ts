import type { GpuMemory } from '../gpu-memory.ts';
import { memoryOf, type WebGpuOps } from '../webgpu-ops.ts';
import { GRADIENT_KERNELS } from './kernels.ts';

export { type AdamStep, FlatAdam, gradientNorm } from './adam.ts';
export { type BatchNorm, batchNorm, batchNormGradient } from './batch-norm.ts';
export { inputGradient, weightGradient } from './conv-gradients.ts';
export { type CrossEntropy, crossEntropy } from './cross-entropy.ts';
export { GRADIENT_KERNELS } from './kernels.ts';
export {
  maxPoolGradient,
  meanPoolGradient,
  type PickLists,
  pickRowsGradient,
  unpoolGradient,
  uploadPicks,
} from './row-gradients.ts';
export { sumColumns } from './row-sums.ts';
export {
  add,
  addBias,
  addRelu,
  columns,
  concatColumns,
  divideRows,
  divisorGradient,
  pack,
  reluGradient,
  scale,
  unpack,
} from './values.ts';

/**
 * Compiles every kernel of training, so that a fault shows here and not in the middle of a step.
 * @returns what the functions of this folder record with: the memory of these ops.
 */
export async function openGradients(ops: WebGpuOps): Promise<GpuMemory> {
  const memory = memoryOf(ops);
  await Promise.all(Object.values(GRADIENT_KERNELS).map((kernel) => memory.recorder.pipelines.compile(kernel)));
  return memory;
}
