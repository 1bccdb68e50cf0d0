export { createWebGpuOps, type PaintStep, type WebGpuOps } from './webgpu-ops.ts';
