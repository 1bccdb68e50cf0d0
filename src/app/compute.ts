import { KernelError, LimitError } from '../core/index.ts';
import { type GpuContext, requestDevice } from '../gpu/index.ts';
import { type ConvTileName, createWebGpuOps, type WebGpuOps } from '../ops/index.ts';
import { tuneConvolutions } from './tune-convolutions.ts';

/** The one device and the kernels on it. */
export interface Gpu {
  readonly context: GpuContext;
  readonly ops: WebGpuOps;
}

/**
 * WebGPU where there is one; undefined where there is no adapter or too small a one: then the CPU does the work.
 * @throws whatever else is wrong; the device is given back before
 */
export async function startGpu(forceCpu: boolean, tile?: ConvTileName): Promise<Gpu | undefined> {
  if (forceCpu) return undefined;
  let context: GpuContext | undefined;
  try {
    context = await requestDevice(navigator.gpu);
    const ops = await createWebGpuOps(context);
    void tuneConvolutions(context, ops, tile);
    return { context, ops };
  } catch (error) {
    context?.device.destroy();
    if (!isMissing(error)) throw error;
    // Said to the person by the banner of the CPU; the console keeps what a report needs.
    console.info('No WebGPU, going on with the CPU:', error);
    return undefined;
  }
}

function isMissing(error: unknown): boolean {
  return (
    (error instanceof KernelError && error.code === 'KERNEL_NO_ADAPTER') ||
    (error instanceof LimitError && error.code === 'LIMIT_DEVICE')
  );
}
