import type { Prediction, Scene, StageOptions } from '../core/index.ts';
import type { Compared, FoundPoints, Judged, JudgeSettings, MappingChoice, PointQuery } from '../evaluation/index.ts';

/** One result and the scene that it is of. */
export interface JudgeCase {
  readonly scene: Scene;
  readonly prediction: Prediction;
}

/** One side of a comparison. */
export interface ComparedSide {
  readonly prediction: Prediction;
  /** Points less sure than this have no answer; 0–1. */
  readonly minConfidence: number;
}

/** What the page asks about truth and about differences. `state` knows this interface only. */
export interface Judging {
  /** @throws UsageError without truth, CancelledError */
  judge(of: JudgeCase, settings: JudgeSettings, options: StageOptions): Promise<Judged>;
  /** Points of the confusion matrix, by where they lie. @throws as `judge` */
  find(of: JudgeCase, settings: JudgeSettings, query: PointQuery, options: StageOptions): Promise<FoundPoints>;
  /** Where two results of one scene differ; truth, where there is one, says who is right. @throws CancelledError */
  compare(
    scene: Scene,
    first: ComparedSide,
    second: ComparedSide,
    choice: MappingChoice | undefined,
    options: StageOptions,
  ): Promise<Compared>;
}
