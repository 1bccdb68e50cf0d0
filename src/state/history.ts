/** Something the person did that can be taken back. */
export interface Change {
  /** As the undo button and the toast name it: "Hide vehicle". */
  readonly title: string;
  undo(): void;
  redo(): void;
  /** Changes of the same key that follow each other become one step, until `settle`: a drag of a slider is one change. */
  readonly merge?: string;
  /** Means something for the scene on screen only: forgotten once another one is shown. */
  readonly ofScene?: boolean;
}

/** What lies on top of each stack. Ids tell one step from another of the same title. */
export interface HistoryTops {
  readonly undo?: { readonly id: number; readonly title: string };
  readonly redo?: { readonly id: number; readonly title: string };
}

interface Step extends Change {
  readonly id: number;
}

const MOST_STEPS = 200;

/**
 * What the person changed by hand, newest last. Actions change the state first and record then; `undo` and `redo` of a change must not
 * record anything themselves, and calls to `record` from inside them are ignored.
 */
export class History {
  private done: Step[] = [];
  private undone: Step[] = [];
  private nextId = 1;
  private isMerging = false;
  private isReplaying = false;
  private readonly changed: (tops: HistoryTops) => void;
  private readonly limit: number;

  constructor(changed: (tops: HistoryTops) => void = () => undefined, limit = MOST_STEPS) {
    this.changed = changed;
    this.limit = limit;
  }

  get tops(): HistoryTops {
    const undo = top(this.done);
    const redo = top(this.undone);
    return { ...(undo && { undo }), ...(redo && { redo }) };
  }

  /** @returns the step's id, so that a toast can offer to undo it for as long as it is the newest one; 0 where nothing was recorded */
  record(change: Change): number {
    if (this.isReplaying) return 0;
    const last = this.done.at(-1);
    const isSameDrag = this.isMerging && last?.merge !== undefined && last.merge === change.merge;
    // The first state of a drag is where undo goes back to, the last one where redo goes.
    const step = isSameDrag ? { ...change, id: last.id, undo: last.undo } : { ...change, id: this.nextId++ };
    if (isSameDrag) this.done.pop();
    this.done.push(step);
    if (this.done.length > this.limit) this.done.shift();
    this.undone = [];
    this.isMerging = change.merge !== undefined;
    this.tell();
    return step.id;
  }

  /** Ends a drag: the next change is a step of its own, whatever its key. */
  settle(): void {
    this.isMerging = false;
  }

  /** @returns the title of what was undone */
  undo(): string | undefined {
    return this.replay(this.done, this.undone, 'undo');
  }

  redo(): string | undefined {
    return this.replay(this.undone, this.done, 'redo');
  }

  /** Another scene is on screen. */
  forgetScene(): void {
    this.done = this.done.filter(({ ofScene }) => !ofScene);
    this.undone = this.undone.filter(({ ofScene }) => !ofScene);
    this.isMerging = false;
    this.tell();
  }

  private replay(from: Step[], to: Step[], way: 'undo' | 'redo'): string | undefined {
    const step = this.isReplaying ? undefined : from.pop();
    if (!step) return undefined;
    this.isReplaying = true;
    try {
      step[way]();
    } finally {
      this.isReplaying = false;
    }
    to.push(step);
    this.isMerging = false;
    this.tell();
    return step.title;
  }

  private tell(): void {
    this.changed(this.tops);
  }
}

function top(steps: readonly Step[]): HistoryTops['undo'] {
  const step = steps.at(-1);
  return step && { id: step.id, title: step.title };
}
