import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { KernelError } from '../../core/index.ts';

const BACKEND = 'webgpu';

/** Registers tfjs's WebGPU backend on this device, in place of the one that would make a device of its own with few limits. */
export async function registerWebGpuBackend(device: GPUDevice, adapterInfo: GPUAdapterInfo): Promise<void> {
  // The package registered its own factory when it was imported where there is a `navigator.gpu`, and a second registration is ignored.
  if (tf.findBackendFactory(BACKEND)) tf.removeBackend(BACKEND);
  const backend = new WebGPUBackend(device, adapterInfo);
  tf.registerBackend(BACKEND, () => backend);
  if (!(await tf.setBackend(BACKEND))) {
    throw new KernelError('KERNEL_RUN', 'TensorFlow.js could not start on the shared graphics device.', {
      step: 'attach tfjs',
    });
  }
}
