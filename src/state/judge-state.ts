import type { Progress } from '../core/index.ts';
import type {
  Disagreement,
  JudgedObject,
  Judgement,
  JudgeSettings,
  MappingChoice,
  PointCluster,
  PointQuery,
} from '../evaluation/index.ts';

/** Which objects are drawn as found, missed and false: those made of points, the boxes, or none. */
export type DrawnObjects = 'none' | 'instances' | 'boxes';

/** The points of a cell of the confusion matrix, or of one object. */
export interface FoundState {
  /** Absent for an object. */
  readonly query?: PointQuery;
  /** As the banner over the picture names them. */
  readonly title: string;
  readonly count: number;
  /** Largest first. */
  readonly clusters: readonly PointCluster[];
  /** The cluster that the camera flew to last. */
  readonly at: number;
}

/** The result on screen against the truth of its scene. */
export interface JudgeSlice extends Omit<JudgeSettings, 'mapping'> {
  /** Absent: the best one for the label sets at hand. */
  readonly mapping?: MappingChoice | undefined;
  readonly isWorking: boolean;
  readonly progress?: Progress | undefined;
  /** The person stopped it, or it failed: nothing happens before they ask again. */
  readonly isStopped: boolean;
  readonly report?: Judgement | undefined;
  readonly found?: FoundState | undefined;
  readonly drawn: DrawnObjects;
  readonly object?: JudgedObject | undefined;
}

/** A second result of the same scene beside the one on screen. */
export interface CompareSlice {
  /** Points of the second less sure than this have no answer; 0–1. */
  readonly minConfidence: number;
  /** Name and title of the model that made the second result. */
  readonly model?: string | undefined;
  readonly title?: string | undefined;
  /** Both models speak label sets without a common class. */
  readonly isHopeless: boolean;
  readonly isWorking: boolean;
  readonly disagreement?: Disagreement | undefined;
  /** The second against the truth. */
  readonly report?: Judgement | undefined;
  /** The group of differing points that the camera flew to last. */
  readonly at: number;
  /** The picture shows the second result. */
  readonly isFlipped: boolean;
}

export interface JudgeState {
  readonly judge: JudgeSlice;
  readonly compare: CompareSlice;
}

export interface JudgeActions {
  setJudgeMapping(mapping: MappingChoice): void;
  /** The overlap from which on an object counts as found; 0–1. */
  setJudgeIou(iou: number): void;
  setJudgeView(view: JudgeSettings['view']): void;
  /** 0–1. */
  setMinConfidence(side: 'first' | 'second', share: number): void;
  setDrawnObjects(drawn: DrawnObjects): void;
  stopJudging(): void;
  judgeAgain(): void;
  /** Lights up points of the confusion matrix and flies to their largest cluster (not with `stay`); the same again puts them out. */
  findErrors(query: PointQuery, title: string, options?: { readonly stay?: boolean }): Promise<void>;
  /** Lights up an object, or draws its box thicker, and flies to it. */
  selectObject(object: JudgedObject, list: 'instances' | 'boxes', title: string): void;
  /** Flies to the next cluster, or the one before. */
  stepFound(by: 1 | -1): void;
  clearFound(): void;
  /** Gives the scene to a second model; that of the first gives its second setting. */
  compareWith(model: string): Promise<void>;
  stopComparing(): void;
  /** Shows the second result in the place of the first, or the first again. */
  flip(on: boolean): void;
  showDisagreement(cluster: number): void;
}

export const FIRST_JUDGE: JudgeState = {
  judge: { iou: 0.5, view: '3d', minConfidence: 0, isWorking: false, isStopped: false, drawn: 'none' },
  compare: { minConfidence: 0, isHopeless: false, isWorking: false, at: 0, isFlipped: false },
};
