export { loadModel, type Model } from './model.ts';
export { type Resident, STAGES, understand, type UnderstandOptions } from './understand.ts';
