export { executedProducts } from './executed-work.ts';
export { createWebGpuOps, type PaintStep, type WebGpuOps } from './webgpu-ops.ts';
