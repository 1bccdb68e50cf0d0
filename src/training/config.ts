import type { ModelManifest } from '../nn/index.ts';
import type { Augmentation } from './augmentation.ts';
import type { LossForms } from './loss-forms.ts';

/** A training run, as a JSON file holds it. Every number that shapes the result is here or in the code; a seed fixes the rest. */
export interface TrainingConfig {
  readonly model: Omit<ModelManifest, 'trainedSteps'>;
  readonly seed: number;
  readonly steps: number;
  readonly learningRate: number;
  /** Share of the steps over which the rate rises from 0; after that it falls along a cosine. */
  readonly warmUp: number;
  /** Crops a step, normalised together. */
  readonly scenesPerStep: number;
  /** Finest voxels a crop may have; the crop's radius shrinks until it fits. Of a pair [least, most] each step draws its own. */
  readonly maxVoxels: number | readonly [number, number];
  /** Distinct scenes, seeds 0 … scenes−1. Seeds from 1,000,000 on are held out. */
  readonly scenes: number;
  readonly checkpointEvery: number;
  readonly losses: {
    readonly semantic: number;
    readonly embedding: number;
    readonly boxCorners: number;
    readonly boxPose: number;
    readonly boxClass: number;
    /** Lovász-softmax beside the cross-entropy. Default 0. */
    readonly lovasz?: number;
    /** TF 3D's classification with mask IoU, of the box head's classes. Default 0. */
    readonly maskClass?: number;
  };
  /** Other forms of the losses than the usual ones. */
  readonly lossForms?: Partial<LossForms>;
  /** Decay of the moving average of the weights that is shipped. Default 0.999. */
  readonly ema?: number;
  /** Steps between two scores on held-out scenes; 0 is never. Default 2000. */
  readonly scoreEvery?: number;
  /** Changes to the domain's own augmentation. */
  readonly augmentation?: Partial<Augmentation>;
}

/** Seeds from here on never train. */
export const HELD_OUT_SEED = 1_000_000;

export const DEFAULT_EMA = 0.999;
export const DEFAULT_SCORE_EVERY = 2000;
