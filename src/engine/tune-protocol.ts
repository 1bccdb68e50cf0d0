import type { PointCloud, Progress } from '../core/index.ts';
import type { ModelManifest } from '../nn/index.ts';
import type { TuneExample, TuneScore, TuneStep } from '../training/index.ts';
import type { Backend } from './engine.ts';
import type { Reply } from './protocol.ts';

/** What the worker that fine-tunes needs to begin. */
export interface TuneSetup {
  readonly cloud: PointCloud;
  /** The network to begin with. */
  readonly manifest: ModelManifest;
  readonly weights: Uint8Array;
  readonly examples: readonly TuneExample[];
  readonly heldOut: readonly TuneExample[];
  /** What the model and the refit to the same examples say, float32 [voxels × classes]: both are scored. */
  readonly before: Float32Array;
  readonly refit: Float32Array;
  /** int16 [points]. */
  readonly truth?: Int16Array | undefined;
  readonly steps: number;
  readonly seed: number;
  /** The page computes on a graphics device: the worker asks for one of its own, too. */
  readonly mayUseGpu: boolean;
}

/** Where it begins. */
export interface TuneStart {
  readonly backend: Backend;
  readonly before: TuneScore;
  readonly refit: TuneScore;
}

/** The network as it is now. */
export interface TunedNetwork {
  readonly manifest: ModelManifest;
  readonly weights: Uint8Array<ArrayBuffer>;
  /** float32 [voxels × classes], of a single look; and what that changed (`changeOfOdds`). */
  readonly odds: Float32Array;
  readonly change: Float32Array;
  readonly score: TuneScore;
  /** Steps that it took. */
  readonly steps: number;
}

/** Hears of each step and says whether there is to be another one now. */
export type OnTuneStep = (step: TuneStep) => boolean | Promise<boolean>;

/** What crosses between the page and the worker that fine-tunes. */
export interface TuneApi {
  prepare(call: number, setup: TuneSetup, onProgress: (progress: Progress) => void): Promise<Reply<TuneStart>>;
  /** Until the last step, or until `onStep` says no. @returns whether it was the last one */
  run(call: number, onStep: OnTuneStep, onProgress: (progress: Progress) => void): Promise<Reply<boolean>>;
  result(call: number): Promise<Reply<TunedNetwork>>;
  cancel(call: number): void;
}
