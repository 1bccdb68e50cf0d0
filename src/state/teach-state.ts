import { FIRST_TUNING, type TuningActions, type TuningState } from './teach-tuning-state.ts';

/** A point whose class the person said. */
export interface TeachClick {
  readonly point: number;
  /** Class index in the taught label set. */
  readonly classId: number;
}

/** What the last refit did. */
export interface TeachReport {
  readonly changedPoints: number;
  /** Share of the examples that the new answer agrees with. */
  readonly agreement: number;
  /** Clicks and corrected objects. */
  readonly examples: number;
  /** Refit and relabelling. */
  readonly elapsedMs: number;
}

export interface TeachSlice {
  readonly status: 'off' | 'preparing' | 'ready';
  /** Name and label set of the model that is taught. */
  readonly model?: string | undefined;
  readonly labelSet?: string | undefined;
  readonly clicks: readonly TeachClick[];
  /** Classes that the person added, behind those of the label set. */
  readonly addedClasses: readonly string[];
  /** What a click in the picture says. */
  readonly classId: number;
  /** 0–1: how far clicks may move the answers. */
  readonly boldness: number;
  readonly isRefitting: boolean;
  readonly report?: TeachReport | undefined;
}

export interface TeachState extends TuningState {
  readonly teach: TeachSlice;
}

export interface TeachActions extends TuningActions {
  /** Gets the scene ready, and takes the tool into the hand. */
  startTeaching(): Promise<void>;
  /** Forgets the clicks and shows what the model said. */
  stopTeaching(): void;
  setTeachClass(classId: number): void;
  /** Adds a class and chooses it. An existing name chooses that class. */
  addTeachClass(name: string): void;
  /** Says that a point is of the chosen class; nothing before `startTeaching`. */
  teachPoint(point: number): void;
  forgetClick(index: number): void;
  forgetClicks(): void;
  setBoldness(share: number): void;
  /** Keeps what was taught as a model on this device, and chooses it. */
  keepTaught(title: string): Promise<void>;
  exportTaught(title: string): Promise<void>;
}

/** Clicks in the picture teach while this tool is at hand. */
export const TEACH_TOOL = 'teach';

export const FIRST_TEACH: TeachState = {
  teach: { status: 'off', clicks: [], addedClasses: [], classId: 0, boldness: 0.5, isRefitting: false },
  ...FIRST_TUNING,
};
