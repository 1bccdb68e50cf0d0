import type { TuneScore } from '../engine/index.ts';
import type { TeachClick } from './teach-state.ts';

/** One step of fine-tuning, as the plot shows it. */
export interface TuningPoint {
  readonly step: number;
  readonly loss: number;
  /** Share of what was held back that is right, where it was measured after this step; 0–1. */
  readonly heldOut?: number;
}

export interface TuningSlice {
  /** `pausing` and `stopping`: the step that runs is finished first. `done`: the network is there. */
  readonly status: 'off' | 'preparing' | 'running' | 'pausing' | 'paused' | 'stopping' | 'done';
  /** How many the person wants. */
  readonly steps: number;
  readonly taken: number;
  readonly curve: readonly TuningPoint[];
  /** Of the last steps. */
  readonly msPerStep?: number | undefined;
  /** What computes. */
  readonly place?: 'graphics' | 'processor' | undefined;
  /** Examples: learned from, and held back. */
  readonly taught?: number | undefined;
  readonly heldOut?: number | undefined;
  /** What the model, the refit to the same examples, and the fine-tuned network are worth. */
  readonly before?: TuneScore | undefined;
  readonly refit?: TuneScore | undefined;
  readonly after?: TuneScore | undefined;
  /** A step went wrong; what was learned before it is there. */
  readonly hasDiverged?: boolean | undefined;
  /** The fine-tuned answer is on screen for as long as these are the clicks. */
  readonly usedFor?: readonly TeachClick[] | undefined;
  /** By which the fine-tuned answer differs from the model's, once it was used. */
  readonly changedPoints?: number | undefined;
}

export interface TuningState {
  readonly tuning: TuningSlice;
}

export interface TuningActions {
  setTuningSteps(steps: number): void;
  /** Begins with the refit to four fifths of what was said. */
  startTuning(): Promise<void>;
  pauseTuning(): void;
  resumeTuning(): void;
  /** Ends early with what was learned so far. */
  stopTuning(): void;
  /** Forgets the fine-tuned network, also while it is being made. */
  discardTuned(): void;
  /** Labels the scene by the fine-tuned network, until it is undone or another click is made. */
  useTuned(): void;
  /** Keeps it as a model on this device, and chooses it. */
  keepTuned(title: string): Promise<void>;
  exportTuned(title: string): Promise<void>;
}

/** What the person can choose from. */
export const TUNING_STEPS = { least: 10, most: 300, by: 10 } as const;

export const FIRST_TUNING: TuningState = { tuning: { status: 'off', steps: 100, taken: 0, curve: [] } };
