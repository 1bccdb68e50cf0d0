import type { Diagnostics, PointCloud } from '../core/index.ts';
import type { ModelManifest } from '../nn/index.ts';
import type { Ops, VoxelIndex } from '../ops/index.ts';
import { voxelFeatures } from '../voxels/index.ts';

/**
 * The index with the input that the model wants: its own features, or for a model of other origin the points' columns
 * (`ModelManifest.features`) in their place, made on the host. The index has to be of `exact` size then.
 */
export async function feed(
  ops: Ops,
  cloud: PointCloud,
  { features }: ModelManifest,
  index: VoxelIndex,
  diagnostics: Diagnostics | undefined,
): Promise<VoxelIndex> {
  if (!features) return index;
  const { rows } = index.levels[0]!;
  const { values, channels, missing } = voxelFeatures(cloud, features, await ops.readTable(index.pointRows), rows);
  for (const source of missing) {
    diagnostics?.warn(
      'FEATURE_MISSING',
      `the model is fed with ${source}, which ${cloud.name} does not have: zeros instead`,
    );
  }
  const fed = ops.upload(values, rows, channels);
  ops.release(index.features);
  return { ...index, features: fed };
}
