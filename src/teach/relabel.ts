import { type Ops, type Tensor, whole } from '../ops/index.ts';
import type { FeatureRows, LinearHead } from './linear-head.ts';

/** Puts a scene's features where the kernels compute. The caller releases the tensor. */
export function uploadFeatures(ops: Ops, { rows, channels, values }: FeatureRows): Tensor {
  return ops.upload(values, rows, channels);
}

/** What the head says of every voxel, float32 [rows × classes], softmax. @throws KernelError */
export async function relabel(ops: Ops, features: Tensor, head: LinearHead): Promise<Float32Array> {
  const weights = ops.upload(head.weights, head.channels, head.classes);
  const bias = ops.upload(head.bias, 1, head.classes);
  const scores = ops.tensor(features.rows, head.classes);
  ops.conv({ input: whole(features), weights, bias, relu: false, output: whole(scores) });
  const odds = ops.softmax(whole(scores));
  try {
    return await ops.read(odds);
  } finally {
    ops.release(weights, bias, scores, odds);
  }
}
