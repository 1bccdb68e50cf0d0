/** One pass over the cloud: of each `passes` points in a row, the one that it is this pass's turn to draw. */
export interface Pass {
  readonly pass: number;
  readonly passes: number;
  /** Begins the picture anew; the others draw on top of it. */
  readonly isFirst: boolean;
}

/** Spreads which point of its block a pass draws, so that the order of the file does not show as stripes. Odd: all bits take part. */
export const BLOCK_MIX = 0x9e3779b1;
export const BLOCK_SHIFT = 16;

/** Index of the point that a pass draws of a block; past the cloud's end for some blocks of the last row. */
export function pointOfPass(block: number, { pass, passes }: Pick<Pass, 'pass' | 'passes'>): number {
  return block * passes + ((pass + (Math.imul(block, BLOCK_MIX) >>> BLOCK_SHIFT)) % passes);
}

/** Passes that a cloud takes when none may draw more points than the budget. */
export function passesFor(count: number, budget: number): number {
  return Math.max(1, Math.ceil(count / Math.max(1, budget)));
}

/** Points that a pass draws. */
export function pointsOfPass(count: number, { pass, passes }: Pick<Pass, 'pass' | 'passes'>): number {
  const blocks = Math.ceil(count / passes);
  if (blocks === 0) return 0;
  return pointOfPass(blocks - 1, { pass, passes }) < count ? blocks : blocks - 1;
}

/**
 * Which part of the cloud the next frame draws. While the view moves each frame draws an even share of the points, at most the budget;
 * at rest the frames that follow add the other shares until every point is drawn. Every share is the same sieve over the whole cloud:
 * no tree, no second copy, and neighbours in the file stay neighbours in memory.
 */
export class Refinement {
  private passes = 1;
  private done = 0;
  private points = 0;

  /** Points in the picture, those that are outside of the view included. */
  get drawn(): number {
    return this.points;
  }

  /** Every point is in the picture. */
  isComplete(): boolean {
    return this.done >= this.passes;
  }

  /** The picture so far is of no use any more. */
  restart(): void {
    this.done = 0;
    this.passes = 1;
    this.points = 0;
  }

  /**
   * The next pass to draw; undefined when the picture is complete.
   * @param count Points of the cloud.
   * @param budget Points a frame.
   * @param visible Points that have to be drawn: those of the cloud that may be seen, and others beside it.
   */
  next(count: number, budget: number, visible = count): Pass | undefined {
    if (this.done === 0) this.passes = passesFor(visible, budget);
    if (this.isComplete()) return undefined;
    const pass = { pass: this.done, passes: this.passes, isFirst: this.done === 0 };
    this.done++;
    this.points += pointsOfPass(count, pass);
    return pass;
  }
}
