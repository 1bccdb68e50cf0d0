export { BufferPool, type FirstWriter } from './buffer-pool.ts';
export { type GpuContext, requestDevice } from './device.ts';
export type { DispatchNote } from './dispatch.ts';
export type { DeviceCount, Extent } from './extent.ts';
export { defineKernel, floatBits, type Kernel } from './kernel.ts';
export type { KernelTiming } from './profiler.ts';
export { readBuffer } from './read-back.ts';
export { Recorder } from './recorder.ts';
