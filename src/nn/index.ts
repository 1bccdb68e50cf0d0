export * from './config.ts';
export { checkWeights, NORM_EPSILON } from './fold.ts';
export {
  buildGraph,
  type ConvLayer,
  countParameters,
  type Graph,
  type Layer,
  OFFSETS,
  parameterShapes,
} from './graph.ts';
export type { ModelManifest } from './model.ts';
export * from './network.ts';
export { compilePlan, type Plan } from './plan.ts';
export { readSafetensors, type WeightArray, type Weights, writeSafetensors } from './safetensors.ts';
