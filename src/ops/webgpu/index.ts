export type { ConvForm } from './conv-step.ts';
export { CONV_TILES, type ConvTileName } from './conv-tiles.ts';
export { type ConvTuning, measureTuning, readTuning, tuningVersion, uniformTuning } from './conv-tuning.ts';
export { executedChannels, executedProducts, type ProductShape } from './executed-work.ts';
export { createWebGpuOps, type PaintStep, type WebGpuOps, type WebGpuOptions } from './webgpu-ops.ts';
