export type { ExportOffer, ExportTargetName, FramesAround, LabelChoice } from '../datasets/index.ts';
export type { Profile, ProfileRow } from '../pipeline/index.ts';
export { changedOdds, LEAST_TO_TUNE, lackToTune } from '../teach/index.ts';
export type { TuneScore, TuneStep } from '../training/index.ts';
export { BrowserEngine, type BrowserEngineOptions } from './browser-engine.ts';
export { chooseLooks, LOOK_COUNTS, type LooksChoice } from './choose-looks.ts';
export {
  type AvailableModel,
  type ChosenModel,
  candidates,
  chooseModel,
  type ModelChoice,
  standIn,
} from './choose-model.ts';
export type {
  Backend,
  ComputeInfo,
  Engine,
  ExportedFile,
  ExportRequest,
  LoadOptions,
  LookOptions,
  OpenedSet,
  OpenRequest,
  Outcome,
  SampleName,
  TakenModels,
} from './engine.ts';
export { JudgeDesk } from './judge-desk.ts';
export type { ComparedSide, JudgeCase, Judging } from './judging.ts';
export { mayHoldModels } from './model-files.ts';
export { isOwnModel } from './own-models.ts';
export { datasetTitle } from './scene-domain.ts';
export type { CheckedOp, SelfCheck } from './self-check.ts';
export {
  spawnCpuSideWorker,
  spawnDecodeWorker,
  spawnJudgeWorker,
  spawnSegmentWorker,
  spawnTeachWorker,
  spawnTuneWorker,
} from './spawn.ts';
export type { Taught, TeachRequest, VoxelBox } from './teach-protocol.ts';
export type { TaughtHead, Teaching } from './teaching.ts';
export type { TunedNetwork } from './tune-protocol.ts';
export type { TuneBeginning, TuneRequest, Tuning } from './tuning.ts';
export { WorkerCpuSide } from './worker-cpu-side.ts';
export { WorkerJudge } from './worker-judge.ts';
export { type Segmenting, WorkerSegmenter } from './worker-segmenter.ts';
export { WorkerTeacher } from './worker-teacher.ts';
export { WorkerTuner } from './worker-tuner.ts';
