import type { SpawnThread } from './kernel-thread.ts';
import KernelThreadWorker from './kernel-thread.worker.ts?worker';

/** Threads of a browser. Only from a worker that returns to its event loop meanwhile: a worker's own workers start through it. */
export const spawnBrowserThread: SpawnThread = (setup) => {
  const worker = new KernelThreadWorker({ name: 'voxelens-kernels' });
  const ready = new Promise<void>((resolve, reject) => {
    worker.addEventListener('message', () => resolve(), { once: true });
    worker.addEventListener('error', reject, { once: true });
  });
  worker.postMessage(setup);
  return { ready, terminate: () => worker.terminate() };
};
