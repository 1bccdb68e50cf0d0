import type { GpuContext } from '../gpu/index.ts';
import {
  type ConvTileName,
  measureTuning,
  readTuning,
  tuningVersion,
  uniformTuning,
  type WebGpuOps,
} from '../ops/index.ts';

const PREFIX = 'voxelens convolutions';

/**
 * Gives the kernels, before the call returns, the convolution variants that this browser has measured to be the fastest on this adapter.
 * Where it has none, it measures them for the next time: a network never changes its variants while it runs.
 * @param tile Used for everything instead.
 */
export async function tuneConvolutions(context: GpuContext, ops: WebGpuOps, tile?: ConvTileName): Promise<void> {
  if (tile) {
    ops.tune(uniformTuning(tile));
    return;
  }
  const key = `${PREFIX} ${tuningVersion()} on ${context.adapterName}`;
  try {
    const kept = localStorage.getItem(key);
    if (kept !== null) {
      ops.tune(readTuning(kept));
      return;
    }
    const tuning = JSON.stringify(await measureTuning(context));
    // Those of other versions are of no use any more.
    for (const old of Object.keys(localStorage)) {
      if (old.startsWith(PREFIX) && old.endsWith(` on ${context.adapterName}`)) localStorage.removeItem(old);
    }
    localStorage.setItem(key, tuning);
  } catch (error) {
    console.info('Convolutions are not tuned to this adapter:', error);
  }
}
