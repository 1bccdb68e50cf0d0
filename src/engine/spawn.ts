import CpuSideWorker from './cpu-side.worker.ts?worker';
import DecodeWorker from './decode.worker.ts?worker';
import JudgeWorker from './judge.worker.ts?worker';
import SegmentWorker from './segment.worker.ts?worker';
import TeachWorker from './teach.worker.ts?worker';
import TuneWorker from './tune.worker.ts?worker';

export function spawnCpuSideWorker(): Worker {
  return new CpuSideWorker({ name: 'voxelens-cpu-side' });
}

export function spawnDecodeWorker(): Worker {
  return new DecodeWorker({ name: 'voxelens-decode' });
}

export function spawnJudgeWorker(): Worker {
  return new JudgeWorker({ name: 'voxelens-judge' });
}

export function spawnSegmentWorker(): Worker {
  return new SegmentWorker({ name: 'voxelens-segment' });
}

export function spawnTeachWorker(): Worker {
  return new TeachWorker({ name: 'voxelens-teach' });
}

export function spawnTuneWorker(): Worker {
  return new TuneWorker({ name: 'voxelens-tune' });
}
