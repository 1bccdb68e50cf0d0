// The CPU kernel module: one WASM binary, one export a kernel.
export { gemmPairs } from './conv.as';
export { gradWeights } from './grad-weights.as';
export { setScratch } from './vectors.as';
export { sumFeatures, voxelFeatures } from './features.as';
export { runBlocks } from './jobs.as';
export { sumStarts } from './pairs.as';
export { batchStatistics, normRelu, normReluGrad } from './norm.as';
export { spin } from './peak.as';
export { gatherRows, maxPool, maxPoolGrad, sumChildren } from './pool.as';
export { adamValues, addBias, addRelu, addValues, columnSums, crossEntropyRows, reluGrad, sumOfSquares, transposeFilters } from './training.as';
export {
  coarsenBricks, coarsenVoxels, linkLevels, listBricks, listVoxels, markPoints, pointRows, quantizePoints, rankWords,
} from './voxels.as';
