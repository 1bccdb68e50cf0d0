import type { AppStoreState } from './app-state.ts';
import type { Playback, PlaybackActions } from './playback-state.ts';

type Set = (update: (state: AppStoreState) => Partial<AppStoreState>) => void;

export interface Clock {
  /** Milliseconds. */
  now(): number;
  wait(ms: number): Promise<void>;
}

const PAGE_CLOCK: Clock = {
  now: () => performance.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Playing a sequence, and dragging through it. */
export function playbackActions(set: Set, get: () => AppStoreState, clock: Clock = PAGE_CLOCK): PlaybackActions {
  let wanted: number | undefined;
  let isFollowing = false;
  let isHeld = false;
  /** Tells a loop that was paused and a new one apart. */
  let plays = 0;

  const put = (settings: Partial<Playback>): void =>
    set(({ playback }) => ({ playback: { ...playback, ...settings } }));

  function understandShown(): void {
    if (get().scene && !get().result && !get().activity) void get().understandAgain();
  }

  function pause(): void {
    if (!get().playback.isPlaying) return;
    plays++;
    put({ isPlaying: false });
    understandShown();
  }

  async function run(turn: number): Promise<void> {
    while (turn === plays) {
      const { scene, playback } = get();
      const next = scene && nextFrame(scene.frame, scene.frameCount, playback.doesLoop);
      if (!scene || next === undefined) return pause();
      const begunMs = clock.now();
      await get().setFrame(next, { doesUnderstand: playback.doesUnderstand });
      if (turn !== plays) return understandShown();
      const { scene: shown } = get();
      // Cancelled, failed, or something else was opened.
      if (shown?.frame !== next || shown.set !== scene.set) return pause();
      await clock.wait(Math.max(0, 1000 / get().playback.framesPerSecond - (clock.now() - begunMs)));
    }
  }

  async function follow(): Promise<void> {
    isFollowing = true;
    while (wanted !== undefined && wanted !== get().scene?.frame) {
      const frame: number = wanted;
      await get().setFrame(frame, { doesUnderstand: false });
      if (get().scene?.frame !== frame) break;
    }
    isFollowing = false;
    if (!isHeld) understandShown();
  }

  return {
    play: () => {
      const { scene, playback } = get();
      if (playback.isPlaying || !scene || scene.frameCount < 2) return;
      put({ isPlaying: true });
      // From the last frame on there is nothing to play: it begins anew.
      const isAtEnd = scene.frame === scene.frameCount - 1;
      const turn = ++plays;
      if (!isAtEnd || playback.doesLoop) void run(turn);
      else
        void get()
          .setFrame(0, { doesUnderstand: playback.doesUnderstand })
          .then(() => run(turn));
    },
    pause,
    setPlayback: put,
    scrub: (frame) => {
      pause();
      wanted = frame;
      isHeld = true;
      if (!isFollowing) void follow();
    },
    endScrub: () => {
      isHeld = false;
      if (!isFollowing) understandShown();
    },
  };
}

function nextFrame(frame: number, frameCount: number, doesLoop: boolean): number | undefined {
  if (frame + 1 < frameCount) return frame + 1;
  return doesLoop && frameCount > 1 ? 0 : undefined;
}
