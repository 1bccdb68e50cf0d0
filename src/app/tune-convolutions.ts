import type { GpuContext } from '../gpu/index.ts';
import { measureTuning, readTuning, type WebGpuOps } from '../ops/index.ts';

/**
 * Gives the kernels the convolution variants that are the fastest on this adapter: measured once, then kept by the browser. Until it is
 * done, and where nothing can be kept, they run in the variants that are the best guess.
 */
export async function tuneConvolutions(context: GpuContext, ops: WebGpuOps): Promise<void> {
  const key = `voxelens convolutions on ${context.adapterName}`;
  try {
    let tuning = readTuning(localStorage.getItem(key));
    if (Object.keys(tuning).length === 0) {
      tuning = await measureTuning(context);
      localStorage.setItem(key, JSON.stringify(tuning));
    }
    ops.tune(tuning);
  } catch (error) {
    console.info('Convolutions are not tuned to this adapter:', error);
  }
}
