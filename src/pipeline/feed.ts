import type { FeatureSource, PointCloud, StageOptions } from '../core/index.ts';
import type { ModelManifest } from '../nn/index.ts';
import type { Ops, VoxelIndex } from '../ops/index.ts';
import { feedIndexBy } from '../voxels/index.ts';
import type { CpuSide } from './cpu-side.ts';

/** Models that take these are trained to do without. */
const OPTIONAL: ReadonlySet<FeatureSource> = new Set(['color', 'echo']);

/**
 * The index with the input that the model wants: its own features, or what `ModelManifest.features` lists in their place. The index has to
 * be of `exact` size then.
 */
export async function feed(
  ops: Ops,
  cloud: PointCloud,
  { features }: ModelManifest,
  index: VoxelIndex,
  { cpu, ...options }: StageOptions & { readonly cpu: CpuSide },
): Promise<VoxelIndex> {
  if (!features) return index;
  const fed = await feedIndexBy(ops, index, features, (rows) => cpu.features(cloud, features, rows, options));
  for (const source of fed.missing) {
    if (OPTIONAL.has(source)) continue;
    options.diagnostics?.warn(
      'FEATURE_MISSING',
      `the model is fed with ${source}, which ${cloud.name} does not have: zeros instead`,
    );
  }
  return fed.index;
}
