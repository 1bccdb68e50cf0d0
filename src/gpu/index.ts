export { BufferPool, bucketBytes, type FirstWriter } from './buffer-pool.ts';
export { type GpuContext, requestDevice } from './device.ts';
export { foldWorkgroups } from './dispatch.ts';
export { type BindingAccess, defineKernel, floatBits, type Kernel, type KernelBinding } from './kernel.ts';
export type { KernelTiming } from './profiler.ts';
export { readBuffer } from './read-back.ts';
export { Recorder } from './recorder.ts';
