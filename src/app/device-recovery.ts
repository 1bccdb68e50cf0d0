import type { BrowserEngine } from '../engine/index.ts';
import type { AppStore } from '../state/index.ts';
import { type Gpu, startGpu } from './compute.ts';
import type { ViewerBinding } from './viewer-binding.ts';

/** Losses closer together than this are not bad luck: then the page stops trying. */
const MIN_LIFE_MS = 15_000;

export interface Recovery {
  /** Watches this device; when it goes away, everything on it is built anew on another one. */
  watch(gpu: Gpu): void;
  readonly losses: number;
}

export function createRecovery(store: AppStore, engine: BrowserEngine, binding: ViewerBinding): Recovery {
  let losses = 0;

  async function recover(error: unknown): Promise<void> {
    const gpu = await startGpu(false);
    if (!gpu) {
      store.getState().report(error, 'the picture');
      return;
    }
    engine.replaceOps(gpu.ops);
    store.getState().computeChanged(engine.compute);
    watch(gpu);
    await binding.replaceGpu(gpu);
    const { problem, result, scene, model, dismissProblem, setModel } = store.getState();
    if (problem?.record.code === 'KERNEL_DEVICE_LOST') dismissProblem();
    // What was being computed died with the device.
    if (scene && !result) await setModel(model.choice);
  }

  function watch(gpu: Gpu): void {
    const bornMs = performance.now();
    gpu.context.loss.guard(new Promise<never>(() => undefined)).catch((error: unknown) => {
      losses++;
      if (performance.now() - bornMs < MIN_LIFE_MS) store.getState().report(error, 'the picture');
      else void recover(error);
    });
  }

  return {
    watch,
    get losses() {
      return losses;
    },
  };
}
