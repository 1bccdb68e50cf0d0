import type { FeatureSource, InputFeature } from '../core/index.ts';
import type { Ops, VoxelIndex } from '../ops/index.ts';
import { type PointColumns, type VoxelFeatures, type VoxelRows, voxelFeatures } from './voxel-features.ts';

/**
 * The index with what `features` lists in place of its own channels, which are released. Made on the host.
 * @param index of `exact` size.
 * @returns also the features that the points do not have; their channels are 0.
 */
export function feedIndex(
  ops: Ops,
  index: VoxelIndex,
  features: readonly InputFeature[],
  columns: PointColumns,
): ReturnType<typeof feedIndexBy> {
  return feedIndexBy(ops, index, features, (rows) => voxelFeatures(columns, features, rows));
}

/** The same, where somebody else makes the features. What `make` is given is its own. */
export async function feedIndexBy(
  ops: Ops,
  index: VoxelIndex,
  features: readonly InputFeature[],
  make: (rows: VoxelRows) => VoxelFeatures | Promise<VoxelFeatures>,
): Promise<{ readonly index: VoxelIndex; readonly missing: readonly FeatureSource[] }> {
  const { rows } = index.levels[0]!;
  const takesShape = features.some(({ source }) => source === 'shape');
  const [pointRows, shape] = await Promise.all([
    ops.readTable(index.pointRows),
    takesShape ? ops.read(index.features, rows) : undefined,
  ]);
  const { values, channels, missing } = await make({ pointRows, rows, ...(shape && { shape }) });
  const fed = ops.upload(values, rows, channels);
  ops.release(index.features);
  return { index: { ...index, features: fed }, missing };
}
