import { KernelError } from '../../core/index.ts';
import type { Ops } from '../ops.ts';
import type { Composition } from './compositions.ts';

export type { Composition };

export interface TfjsOptions {
  readonly composition?: Composition;
}

/**
 * `Ops` composed from stock TensorFlow.js ops. TensorFlow.js is loaded at the first call: no page waits for it that does not use it.
 * @param backend A backend that the union package brings (`cpu`, `webgl`), `webgpu` after `attachTfjs`, or another after its package was imported.
 * @throws KernelError when TensorFlow.js cannot start the backend.
 */
export async function createTfjsOps(
  backend: 'cpu' | 'webgl' | 'webgpu' | 'wasm',
  options: TfjsOptions = {},
): Promise<Ops> {
  const [tf, { TfjsKernels }] = await Promise.all([import('@tensorflow/tfjs'), import('./tfjs-ops.ts')]);
  const started = tf.findBackendFactory(backend) !== null && (await tf.setBackend(backend));
  if (!started) {
    throw new KernelError('KERNEL_RUN', `TensorFlow.js could not start its ${backend} backend.`, {
      step: 'set backend',
      backend,
    });
  }
  return new TfjsKernels(backend, options.composition ?? 'gather');
}

/**
 * Puts TensorFlow.js on our device: queue order then makes what one wrote visible to the other.
 * @throws KernelError when TensorFlow.js cannot start on it.
 */
export async function attachTfjs(device: GPUDevice, adapterInfo: GPUAdapterInfo): Promise<void> {
  const { registerWebGpuBackend } = await import('./attach-webgpu.ts');
  await registerWebGpuBackend(device, adapterInfo);
}
