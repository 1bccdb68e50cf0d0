export { loadModel, type Model } from './model.ts';
export * from './profile/index.ts';
export { type Resident, STAGES, type UnderstandOptions, understand } from './understand.ts';
