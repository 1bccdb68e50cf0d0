import type { OpenOverrides } from '../core/index.ts';

/** Other frames of a sequence, drawn around the one on screen where they are in the world. */
export interface Around {
  /** Frames before and after it; none of both: nothing is drawn around. */
  readonly past: number;
  readonly future: number;
  /** What is drawn now. Its points are the registry's `around`. */
  readonly shown?: { readonly points: number; readonly number: number } | undefined;
  /** The frames say nothing about where they are in the world. */
  readonly hasNoPoses: boolean;
}

export interface AroundState {
  readonly around: Around;
  /** Decoded frames in the browser's private files, once somebody asked. */
  readonly keptFrameBytes?: number | undefined;
}

export interface AroundActions {
  /** Draws so many frames before and after the one on screen, from now on around each. */
  setAround(frames: { readonly past?: number; readonly future?: number }): void;
  /** Finds out how much is kept of decoded frames; the answer stands in `keptFrameBytes`. */
  countKeptFrames(): Promise<void>;
  clearKeptFrames(): Promise<void>;
  /** Reads the files on screen once more, decided as the person says. */
  readAgain(overrides: OpenOverrides): Promise<void>;
}

/** A minute of a car at ten frames a second is more than anybody looks at. */
export const MOST_AROUND = 50;

export const NOTHING_AROUND: AroundState = { around: { past: 0, future: 0, hasNoPoses: false } };
