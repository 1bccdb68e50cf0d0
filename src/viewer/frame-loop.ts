/** Frames handed to the GPU and not yet finished: one more than one keeps it busy, more only adds lag behind the mouse. */
const MAX_IN_FLIGHT = 2;

/**
 * Draws when asked, and only then. Never runs ahead of the GPU: on a slow adapter, or while kernels share the queue, frames are left
 * out instead of piling up.
 */
export class FrameLoop {
  /** From handing the last frame to the GPU until it was done, milliseconds. */
  frameMs: number | undefined;
  private readonly draw: () => boolean;
  private readonly finished: (() => Promise<unknown>) | undefined;
  private request = 0;
  private inFlight = 0;
  private wanted = false;
  private stopped = false;

  /**
   * @param draw One frame; true asks for another.
   * @param finished Resolves when the GPU has done all work so far. Without it the loop trusts the browser's pacing.
   */
  constructor(draw: () => boolean, finished?: () => Promise<unknown>) {
    this.draw = draw;
    this.finished = finished;
  }

  invalidate(): void {
    this.wanted = true;
    if (this.request !== 0 || this.inFlight >= MAX_IN_FLIGHT || this.stopped) return;
    this.request = requestAnimationFrame(() => this.frame());
  }

  stop(): void {
    this.stopped = true;
    cancelAnimationFrame(this.request);
  }

  private frame(): void {
    this.request = 0;
    this.wanted = false;
    const startMs = performance.now();
    const more = this.draw();
    if (this.finished) {
      this.inFlight++;
      const done = () => {
        this.inFlight--;
        this.frameMs = performance.now() - startMs;
        if (this.wanted) this.invalidate();
      };
      // A lost device rejects: it is reported elsewhere, and there is nothing left to pace.
      this.finished().then(done, done);
    }
    if (more) this.invalidate();
  }
}
