export { HELD_OUT_SEED, type TrainingConfig } from './config.ts';
export { readCheckpoint, type RunStore, train, type TrainOptions, writeCheckpoint, writeModel } from './train.ts';
export { type StepReport, Trainer, type TrainerState } from './trainer.ts';
