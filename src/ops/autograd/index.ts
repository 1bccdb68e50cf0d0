export {
  addBias,
  addRelu,
  batchNorm,
  concatColumns,
  crossEntropy,
  divideRows,
  maxPool,
  meanPool,
  type NormOptions,
  pickRows,
  sparseConv,
  sparseConvOfData,
  unpool,
} from './layers.ts';
export { npairLoss } from './npair.ts';
export type {
  BatchStatistics,
  ConvMaps,
  Forward,
  Readable,
  SparseGradients,
  VariableAdam,
} from './sparse-gradients.ts';
export { SplitTape } from './split-tape.ts';
export { WasmGradients } from './wasm-gradients.ts';
export { WebGpuGradients } from './webgpu-gradients.ts';
