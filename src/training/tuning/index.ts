export { FineTuner, TUNE_OPTIONS, type TuneOptions, type TuneStep, type TuneSubject } from './fine-tuner.ts';
export type { TuneExample, TuneScore } from './tune-scene.ts';
