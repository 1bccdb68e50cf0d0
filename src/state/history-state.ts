import type { HistoryTops } from './history.ts';

export interface HistoryState {
  /** What undo and redo would do now. */
  readonly history: HistoryTops;
}

export interface HistoryActions {
  /** Takes back the newest change made by hand. */
  undo(): void;
  redo(): void;
  /** A drag or a key press ended: what follows is a step of its own. */
  settle(): void;
}
