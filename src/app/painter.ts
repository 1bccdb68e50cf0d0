import { Pieces, type PointColors } from '../core/index.ts';
import type { Coloring } from '../overlays/index.ts';
import type { Side, Viewer } from '../viewer/index.ts';

/** Points that get their colours between two looks at the clock. */
const PART = 1 << 14;

export interface PartOptions {
  /** Who takes the colours may ask for time. */
  readonly room: () => Promise<void> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Hands over the colours of all points, part by part, in pieces between which the page answers. The first piece is done when this returns:
 * small clouds have their colours at once.
 * @returns whether it came to the end
 */
export async function inParts(
  { count, part }: Coloring,
  take: (colors: PointColors, first: number) => void,
  { room, signal }: PartOptions,
): Promise<boolean> {
  const pieces = new Pieces();
  for (let first = 0; first < count; first += PART) {
    take(part(first, Math.min(count, first + PART)), first);
    const full = room();
    if (full) await full;
    if (full || pieces.isLong) await pieces.pause();
    if (signal?.aborted) return false;
  }
  return true;
}

/** Gives each side of the picture its colours; what a side was being given before is left unfinished. One for each viewer. */
export class Painter {
  private readonly viewer: Viewer;
  private readonly failed: (error: unknown) => void;
  private readonly jobs = new Map<Side, { readonly ending: AbortController; done: Promise<void> }>();

  constructor(viewer: Viewer, failed: (error: unknown) => void) {
    this.viewer = viewer;
    this.failed = failed;
  }

  /** Ends when a side has its colours; undefined while both have them. */
  get underWay(): Promise<void> | undefined {
    return [...this.jobs.values()][0]?.done;
  }

  /** @param finish All of it is on its way to the device. */
  paint(
    side: Side,
    coloring: Coloring,
    take?: (colors: PointColors, first: number) => void,
    finish?: () => void,
  ): void {
    this.stop(side);
    const ending = new AbortController();
    const { viewer } = this;
    const give = (colors: PointColors, first: number): void => {
      take?.(colors, first);
      viewer.setColors(colors, side, first);
    };
    const run = async (): Promise<void> => {
      try {
        const options = { room: () => viewer.room(), signal: ending.signal };
        if (await inParts(coloring, give, options)) finish?.();
      } catch (error) {
        this.failed(error);
      } finally {
        if (this.jobs.get(side) === job) this.jobs.delete(side);
      }
    };
    const job = { ending, done: Promise.resolve() };
    this.jobs.set(side, job);
    job.done = run();
  }

  /** Of both sides without one: the cloud that was painted is gone. */
  stop(side?: Side): void {
    for (const [painted, { ending }] of [...this.jobs]) {
      if (side !== undefined && painted !== side) continue;
      ending.abort();
      this.jobs.delete(painted);
    }
  }
}
