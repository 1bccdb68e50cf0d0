import { type GpuContext, requestDevice } from '../gpu/index.ts';
import { createWebGpuOps, type WebGpuOps } from '../ops/index.ts';
import { tuneConvolutions } from './tune-convolutions.ts';

/** The one device and the kernels on it. */
export interface Gpu {
  readonly context: GpuContext;
  readonly ops: WebGpuOps;
}

/**
 * WebGPU where there is one; undefined, with the reason, where there is none: then the CPU does the work.
 * @throws whatever is wrong besides a missing or too small adapter
 */
export async function startGpu(forceCpu: boolean): Promise<Gpu | undefined> {
  if (forceCpu) return undefined;
  try {
    const context = await requestDevice(navigator.gpu);
    const ops = await createWebGpuOps(context);
    void tuneConvolutions(context, ops);
    return { context, ops };
  } catch (error) {
    // Said to the person by the banner of the CPU; the console keeps what a report needs.
    console.info('No WebGPU, going on with the CPU:', error);
    return undefined;
  }
}
