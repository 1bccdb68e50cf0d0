export { type Augmentation, augmentationOf } from './augmentation.ts';
export { HELD_OUT_SEED, type TrainingConfig } from './config.ts';
export type { HeldOutScore } from './held-out-score.ts';
export { LOSS_FORMS, type LossForms } from './loss-forms.ts';
export { type RunStore, readCheckpoint, type TrainOptions, train, writeCheckpoint } from './train.ts';
export { type StepReport, Trainer, type TrainerState, type TrainingOps } from './trainer.ts';
export {
  FineTuner,
  TUNE_OPTIONS,
  type TuneExample,
  type TuneOptions,
  type TuneScore,
  type TuneStep,
  type TuneSubject,
} from './tuning/index.ts';
