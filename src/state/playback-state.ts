export interface Playback {
  readonly isPlaying: boolean;
  /** At most so many: a frame that takes longer is waited for. */
  readonly framesPerSecond: number;
  readonly doesLoop: boolean;
  /** The network runs on each frame on the way, not only on the one where it stops. */
  readonly doesUnderstand: boolean;
}

export interface PlaybackState {
  readonly playback: Playback;
}

export interface PlaybackActions {
  play(): void;
  pause(): void;
  setPlayback(settings: Partial<Omit<Playback, 'isPlaying'>>): void;
  /** While the slider is held: shows the frame as soon as it can be, and frames in between only where there is time. */
  scrub(frame: number): void;
  /** The slider was let go: what is on screen is understood. */
  endScrub(): void;
}

/** Rotating scanners turn ten times a second. */
export const FIRST_PLAYBACK: PlaybackState = {
  playback: { isPlaying: false, framesPerSecond: 10, doesLoop: false, doesUnderstand: true },
};
