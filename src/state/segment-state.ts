import type { Progress } from '../core/index.ts';
import type { ClickScores } from '../segment/index.ts';

export const SEGMENT_TOOL = 'segment';

/** How points are taken: by objects under clicks, or as they are under brush, lasso and box. */
export const SEGMENT_MODES = ['click', 'brush', 'lasso', 'box'] as const;
export type SegmentMode = (typeof SEGMENT_MODES)[number];

/** An object that the person made, without its points. */
export interface SegmentedObject {
  readonly id: number;
  /** Class index in the corrections' label set; undefined: not told yet. */
  readonly classId?: number | undefined;
  readonly points: number;
  readonly clicks: number;
  /** With the true object under its first click, where the files know it; 0–1. */
  readonly iou?: number | undefined;
}

/** Corrections of an earlier visit. */
export interface KeptCorrections {
  readonly objects: number;
  readonly points: number;
  readonly savedAtMs: number;
}

export interface SegmentSlice {
  readonly status: 'off' | 'preparing' | 'ready' | 'failed';
  readonly progress?: Progress | undefined;
  /** A click is being answered. */
  readonly isWorking: boolean;
  readonly mode: SegmentMode;
  /** Brush, lasso and box take what lies behind, too. */
  readonly isThrough: boolean;
  readonly brushPx: number;
  readonly objects: readonly SegmentedObject[];
  /** The object that clicks go to; undefined: the next click begins one. */
  readonly current?: number | undefined;
  /** Points under the cursor's preview. */
  readonly hoverPoints?: number | undefined;
  /** Grows with whatever the picture shows of this. */
  readonly drawn: number;
  /** Label set of the corrections: the result's, else the truth's. */
  readonly labelSet?: string | undefined;
  readonly kept?: KeptCorrections | undefined;
  /** IoU after each click of the current object, where truth is known; 0–1. */
  readonly ious: readonly number[];
  /** Over all objects that were clicked against truth. */
  readonly scores?: ClickScores | undefined;
  /** From a click to its answer, ms. */
  readonly clickMs?: number | undefined;
}

export interface SegmentState {
  readonly segment: SegmentSlice;
}

export interface SegmentActions {
  setSegmentMode(mode: SegmentMode): void;
  setSegmentThrough(on: boolean): void;
  setBrush(px: number): void;
  /** Previews the object at this point. */
  hoverSegment(point: number | undefined): void;
  /** Adds what is at the point to the current object, or takes it away. */
  clickSegment(point: number, positive: boolean): Promise<void>;
  /** Adds these points to the current object, or takes them away. @param points rising */
  paintSegment(points: Uint32Array, positive: boolean): void;
  growSegment(): void;
  shrinkSegment(): void;
  /** Makes two of the current object, where it holds together least. */
  splitSegment(): void;
  /** Puts the current object to the one before it in the list. */
  mergeSegment(): void;
  setSegmentClass(classId: number | undefined): void;
  /** The next click begins another object. */
  newSegment(): void;
  /** Goes to the next or the previous object. */
  stepSegment(by: number): void;
  selectSegment(id: number): void;
  removeSegment(): void;
  restoreSegments(): void;
  discardKeptSegments(): void;
}

export const FIRST_SEGMENT: SegmentSlice = {
  status: 'off',
  isWorking: false,
  mode: 'click',
  isThrough: false,
  brushPx: 24,
  objects: [],
  drawn: 0,
  ious: [],
};
