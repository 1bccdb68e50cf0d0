export * as autograd from './autograd/index.ts';
export * from './ops.ts';
export { attachTfjs, type Composition, createTfjsOps, type TfjsOptions } from './tfjs/index.ts';
export {
  type CpuLimits,
  createWasmOps,
  measureCpuLimits,
  nodeThreads,
  spawnBrowserThread,
  type WasmOps,
  type WasmOptions,
  type WasmTable,
} from './wasm/index.ts';
export {
  CONV_TILES,
  type ConvForm,
  type ConvTileName,
  type ConvTuning,
  createWebGpuOps,
  executedChannels,
  executedProducts,
  measureTuning,
  type PaintStep,
  type ProductShape,
  readTuning,
  tuningVersion,
  uniformTuning,
  type WebGpuOps,
  type WebGpuOptions,
} from './webgpu/index.ts';
