import { type Domain, type GroundTruth, type PointCloud, type StageOptions, UsageError } from '../core/index.ts';
import {
  type Compared,
  type ComparedResult,
  disagree,
  type FoundPoints,
  findPoints,
  type Judged,
  type JudgedPrediction,
  type JudgeSettings,
  type JudgeSubject,
  judge,
  linkOf,
  type MappingChoice,
  type PointQuery,
} from '../evaluation/index.ts';

/** The columns of a scene that judging reads. */
export interface JudgedScene {
  readonly cloud: Pick<PointCloud, 'positions' | 'origin'>;
  readonly truth?: GroundTruth | undefined;
  readonly dataset: string;
  readonly domain?: Domain | undefined;
}

export interface DeskCase {
  readonly scene: JudgedScene;
  readonly prediction: JudgedPrediction;
}

/** Judges in the thread that it lives in. The verdicts of the last result are kept, so that its points are found at once. */
export class JudgeDesk {
  private last: { readonly of: DeskCase; readonly settings: string; readonly judged: Judged } | undefined;

  async judge(of: DeskCase, settings: JudgeSettings, options: StageOptions): Promise<Judged> {
    const judged = await judge(subjectOf(of.scene), of.prediction, settings, options);
    this.last = { of, settings: JSON.stringify(settings), judged };
    // The columns that leave here are handed over: these are kept.
    const { verdicts } = judged;
    return verdicts ? { ...judged, verdicts: structuredClone(verdicts) } : judged;
  }

  async find(of: DeskCase, settings: JudgeSettings, query: PointQuery, options: StageOptions): Promise<FoundPoints> {
    const { last } = this;
    const isSame =
      last?.of.scene === of.scene && last.of.prediction === of.prediction && last.settings === JSON.stringify(settings);
    if (!isSame) await this.judge(of, settings, options);
    const { positions } = of.scene.cloud;
    const verdicts = this.last?.judged.verdicts;
    if (!verdicts) throw new UsageError('USAGE', 'no point of this scene has a true class', {});
    return findPoints(query, verdicts, positions, linkOf(positions, of.scene.domain));
  }

  compare(
    scene: JudgedScene,
    first: ComparedResult,
    second: ComparedResult,
    choice: MappingChoice | undefined,
    options: StageOptions,
  ): Promise<Compared> {
    const { positions } = scene.cloud;
    const cloud = { positions, linkM: linkOf(positions, scene.domain) };
    return disagree(cloud, first, second, scene.truth, choice, options);
  }
}

function subjectOf({ truth, ...scene }: JudgedScene): JudgeSubject {
  if (!truth) throw new UsageError('USAGE', 'this scene comes without ground truth', {});
  return { ...scene, truth };
}
