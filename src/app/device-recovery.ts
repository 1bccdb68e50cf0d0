import type { BrowserEngine } from '../engine/index.ts';
import type { ConvTileName } from '../ops/index.ts';
import type { AppStore } from '../state/index.ts';
import { type Gpu, startGpu } from './compute.ts';
import type { ViewerBinding } from './viewer-binding.ts';

/** More losses than this within `WINDOW_MS` are not bad luck: then the CPU goes on. */
const MAX_LOSSES = 3;
const WINDOW_MS = 60_000;
/** After a reset the browser may have no adapter for a moment. */
const RETRIES_MS = [0, 500, 2000, 5000];

export interface Recovery {
  /** Watches this device; when it goes away, everything on it is built anew on another one. */
  watch(gpu: Gpu): void;
  readonly losses: number;
}

/**
 * Device, kernels, weights and picture come back on another device; TensorFlow.js attaches to it when it is next asked for. Work that
 * was under way waits in the store and begins again.
 */
export function createRecovery(
  store: AppStore,
  engine: BrowserEngine,
  binding: ViewerBinding,
  tile?: ConvTileName,
): Recovery {
  const lostAtMs: number[] = [];

  async function recover(lost: Gpu): Promise<void> {
    const { deviceLost, computeChanged, report } = store.getState();
    deviceLost();
    // First of all: the picture's changes must not be drawn on a device that is gone.
    const pose = binding.detach();
    lost.ops.dispose();
    const recent = lostAtMs.filter((ms) => performance.now() - ms < WINDOW_MS);
    const onFailure = (error: unknown): void => report(error, 'the graphics device');
    const gpu = recent.length > MAX_LOSSES ? undefined : await restart(tile, onFailure);
    engine.replaceOps(gpu?.ops);
    if (gpu) watch(gpu);
    computeChanged(engine.compute);
    await binding.attach(gpu, pose).catch((error: unknown) => report(error, 'the picture'));
  }

  function watch(gpu: Gpu): void {
    gpu.context.loss.guard(new Promise<never>(() => undefined)).catch(() => {
      lostAtMs.push(performance.now());
      void recover(gpu);
    });
  }

  return {
    watch,
    get losses() {
      return lostAtMs.length;
    },
  };
}

async function restart(tile: ConvTileName | undefined, onFailure: (error: unknown) => void): Promise<Gpu | undefined> {
  let failure: unknown;
  for (const waitMs of RETRIES_MS) {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    try {
      const gpu = await startGpu(false, tile);
      if (gpu) return gpu;
    } catch (error) {
      failure = error;
    }
  }
  if (failure !== undefined) onFailure(failure);
  return undefined;
}
