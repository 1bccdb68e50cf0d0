export { voxelCenters, voxelGrid } from './grid.ts';
export { pointInput } from './points.ts';
export { type VoxelFeatures, voxelFeatures } from './voxel-features.ts';
