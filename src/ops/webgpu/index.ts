export type { ConvForm } from './conv-step.ts';
export { type ConvTuning, measureTuning, readTuning } from './conv-tuning.ts';
export { executedChannels, executedProducts, type ProductShape } from './executed-work.ts';
export { createWebGpuOps, type PaintStep, type WebGpuOps, type WebGpuOptions } from './webgpu-ops.ts';
