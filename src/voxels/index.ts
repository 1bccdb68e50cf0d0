export { voxelCenters, voxelGrid } from './grid.ts';
export { pointInput } from './points.ts';
