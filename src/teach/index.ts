export { type Example, type Fit, type FitOptions, fitHead } from './fit-head.ts';
export { growClick, type VoxelPlaces } from './grow-click.ts';
export { type Lesson, prepareLesson } from './lesson.ts';
export { type FeatureRows, joinFeatures, type LinearHead, probabilitiesOf, winners } from './linear-head.ts';
export { principalColors } from './principal.ts';
export { relabel, uploadFeatures } from './relabel.ts';
export { type Similar, similarVoxels } from './similar.ts';
export { type Click, nearClicks, simulateClicks, voxelTruth } from './simulated-clicks.ts';
export { type TaughtModel, type Teaching, taughtModel } from './taught-model.ts';
