// The CPU kernel module: one WASM binary, one export a kernel.
export { gemmPairs, gradWeights, setScratch } from './conv.as';
export { runBlocks } from './jobs.as';
export { batchStatistics, normRelu, normReluGrad } from './norm.as';
export { gatherRows, maxPool, maxPoolGrad, sumChildren } from './pool.as';
