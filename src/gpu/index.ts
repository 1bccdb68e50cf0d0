export { BufferPool, bucketBytes, type FirstWriter } from './buffer-pool.ts';
export { type GpuContext, requestDevice } from './device.ts';
export { type DispatchNote, foldWorkgroups } from './dispatch.ts';
export type {
  CountedExtent,
  CountedOnDevice,
  CountedThreads,
  CountedWorkgroups,
  Extent,
  FixedWorkgroups,
} from './extent.ts';
export { type BindingAccess, defineKernel, floatBits, type Kernel, type KernelBinding } from './kernel.ts';
export type { KernelTiming } from './profiler.ts';
export { readBuffer } from './read-back.ts';
export { Recorder } from './recorder.ts';
