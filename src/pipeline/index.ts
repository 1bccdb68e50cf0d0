export type { VoxelFeatures, VoxelRows } from '../voxels/index.ts';
export { type Cells, type CpuSide, type Interpreted, type Located, readColumns, SAME_THREAD } from './cpu-side.ts';
export {
  describeVoxels,
  type FeatureOptions,
  headInput,
  semanticHead,
  type VoxelDescription,
} from './describe-voxels.ts';
export type { HeadOutputs, InterpretedModel } from './interpret.ts';
export { MOST_LOOKS } from './looks.ts';
export type { MergedLooks } from './merge-looks.ts';
export { loadModel, type Model } from './model.ts';
export * from './profile/index.ts';
export { type ManifestPlace, readManifest } from './read-manifest.ts';
export { type ModelSize, SHIPPED_MODELS, type ShippedModel, shippedModel } from './shipped-models.ts';
export { type Resident, STAGES, type UnderstandOptions, understand } from './understand.ts';
