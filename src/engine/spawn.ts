import DecodeWorker from './decode.worker.ts?worker';
import JudgeWorker from './judge.worker.ts?worker';

export function spawnDecodeWorker(): Worker {
  return new DecodeWorker({ name: 'voxelens-decode' });
}

export function spawnJudgeWorker(): Worker {
  return new JudgeWorker({ name: 'voxelens-judge' });
}
