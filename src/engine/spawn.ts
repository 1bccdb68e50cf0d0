import DecodeWorker from './decode.worker.ts?worker';

export function spawnDecodeWorker(): Worker {
  return new DecodeWorker({ name: 'voxelens-decode' });
}
