export type { PointColumn } from './appearance.ts';
export { feedIndex, feedIndexBy } from './feed-index.ts';
export { voxelCenters, voxelGrid } from './grid.ts';
export { pointInput } from './points.ts';
export {
  cloudColumns,
  type PointColumns,
  type VoxelFeatures,
  type VoxelRows,
  voxelFeatures,
} from './voxel-features.ts';
