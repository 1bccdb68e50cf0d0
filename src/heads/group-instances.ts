import { groupExclusive } from './group-exclusive.ts';
import { groupOverlapping } from './group-overlapping.ts';
import type { Grouping, GroupingInput, GroupingOptions, VoxelGroup } from './grouping.ts';

/** Voxels → object instances, from embeddings (TF 3D section 5.3), and where given from centre votes and space. */
export function groupInstances(input: GroupingInput, options: GroupingOptions = {}): Grouping {
  const voxels = Math.floor(input.probabilities.length / input.classes);
  const instances = options.mode === 'tf3d' ? groupOverlapping(input, options) : groupExclusive(input, options);
  return { voxelInstance: paintInstances(instances, voxels), instances };
}

function paintInstances(instances: readonly VoxelGroup[], voxels: number): Uint32Array {
  const voxelInstance = new Uint32Array(voxels);
  const byRisingScore = Array.from(instances.keys()).sort((a, b) => instances[a].score - instances[b].score || b - a);
  for (const index of byRisingScore) for (const row of instances[index].rows) voxelInstance[row] = index + 1;
  return voxelInstance;
}
