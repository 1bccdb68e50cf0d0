interface TaskScheduler {
  postTask(callback: () => void): Promise<unknown>;
}

/**
 * Resolves in a task of its own: what waits meanwhile (input, a frame, a message) goes first. Long work on the page's main thread awaits it
 * between its pieces.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { scheduler } = globalThis as { scheduler?: TaskScheduler };
    // A page in the background may run its timers once a second only.
    if (scheduler) void scheduler.postTask(resolve);
    else setTimeout(resolve, 0);
  });
}

/** A piece of work in a task: short enough that no frame waits for it long. */
const PIECE_MS = 8;

/** Long work in pieces: it awaits `pause` as often as it likes, and the thread is given away once a piece took long enough. */
export class Pieces {
  private startMs = performance.now();

  /** Whether the next `pause` gives the thread away. For work whose first piece has to be done at once. */
  get isLong(): boolean {
    return performance.now() - this.startMs >= PIECE_MS;
  }

  async pause(): Promise<void> {
    if (!this.isLong) return;
    await nextTask();
    this.startMs = performance.now();
  }
}
