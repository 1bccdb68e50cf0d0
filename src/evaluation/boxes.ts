import {
  classIndex,
  type GroundTruth,
  type LabelSet,
  type OrientedBox,
  type PointCloud,
  type PredictedBox,
  type Prediction,
  type TruthBox,
  thingClasses,
} from '../core/index.ts';
import { countPointsInBox } from '../geometry/index.ts';
import {
  type ApRule,
  BoxAp,
  type BoxApOptions,
  type BoxView,
  type ClassBoxScores,
  isBoxJudged,
  meanOfNumbers,
  type RangeBin,
  recallAtPrecision,
  type ScoredBox,
  type ScoredTruthBox,
} from '../metrics/index.ts';
import { orNull, type Score } from './score.ts';

const IOUS = [0.25, 0.5, 0.7] as const;
/** At which overlap a box counts as found where one number is wanted. */
const FOUND_IOU = 0.5;
const PRECISION = 0.6;

const RANGES: Readonly<Record<string, RangeBin>> = {
  '0-20': { fromM: 0, toM: 20 },
  '20-40': { fromM: 20, toM: 40 },
  '40+': { fromM: 40, toM: Infinity },
};

export interface BoxRules {
  readonly rule: ApRule;
  /** True boxes with fewer points are neither to be found nor wrong to find. */
  readonly minPoints: number;
  /** The same for true boxes whose middle is further from the sensor, horizontally; predictions there are never wrong. */
  readonly maxRangeM?: number | undefined;
}

export type ByIou = Readonly<Record<string, Score>>;

/** One point a score: what keeping the boxes of at least `score` gives. */
export interface Curve {
  readonly score: readonly number[];
  readonly precision: readonly number[];
  readonly recall: readonly number[];
}

export interface ClassBoxReport {
  /** True boxes that are asked for. */
  readonly truths: number;
  /** True boxes before the filters. */
  readonly truthsInFiles: number;
  /** At 3D IoU 0.5: predicted boxes that are right or wrong, and those that are neither. */
  readonly detections: number;
  readonly ignoredDetections: number;
  readonly ap: { readonly '3d': ByIou; readonly bev: ByIou };
  /** At IoU 0.5: the largest recall at a score where precision is at least the key. */
  readonly recallAtPrecision: { readonly '3d': ByIou; readonly bev: ByIou };
  /** By metres from the sensor; empty indoors. */
  readonly byRange: Readonly<Record<string, RangeReport>>;
  /** By 3D IoU. */
  readonly curves: Readonly<Record<string, Curve>>;
}

export interface RangeReport {
  readonly truths: number;
  readonly ap: ByIou;
  readonly apBev: ByIou;
  readonly recallAtPrecision: ByIou;
}

export interface BoxReport {
  readonly rules: { readonly apRule: ApRule; readonly minPoints: number; readonly maxRangeM: number | null };
  /** Mean over the classes with truth. */
  readonly map: { readonly '3d': ByIou; readonly bev: ByIou };
  readonly byClass: Readonly<Record<string, ClassBoxReport>>;
}

export interface BoxScene {
  readonly cloud: Pick<PointCloud, 'positions' | 'origin'>;
  readonly truth: Pick<GroundTruth, 'boxes' | 'judged'>;
}

/**
 * Boxes of one scene as `BoxAp` takes them, with what the rules and the annotators leave out marked. `classOf` gives a truth's class by its
 * name, negative where nobody is asked for it.
 */
export function scoreableBoxes<Box extends PredictedBox>(
  { cloud, truth }: BoxScene,
  boxes: readonly Box[],
  classOf: (className: string) => number,
  { minPoints, maxRangeM = Infinity }: Pick<BoxRules, 'minPoints' | 'maxRangeM'>,
): { truths: (TruthBox & ScoredTruthBox)[]; predictions: (Box & ScoredBox)[]; neutral: OrientedBox[] } {
  const rangeOf = ({ center }: OrientedBox) => Math.hypot(center[0] + cloud.origin[0], center[1] + cloud.origin[1]);
  const isJudged = (box: OrientedBox) => truth.judged === undefined || isBoxJudged(truth.judged, box);
  const neutral = [...(truth.judged?.ignoredBoxes ?? [])];
  const truths = truth.boxes.flatMap((box) => {
    const classId = classOf(box.className);
    if (classId < 0) {
      neutral.push(box);
      return [];
    }
    const rangeM = rangeOf(box);
    const points = box.points ?? countPointsInBox(cloud.positions, box);
    return [{ ...box, classId, rangeM, points, ignored: points < minPoints || rangeM > maxRangeM || !isJudged(box) }];
  });
  const predictions = boxes.map((box) => {
    const rangeM = rangeOf(box);
    return { ...box, rangeM, unjudged: rangeM > maxRangeM || !isJudged(box) };
  });
  return { truths, predictions, neutral };
}

/** Boxes of any number of scenes against those of the truth. */
export class BoxEvaluation {
  private readonly labels: LabelSet;
  private readonly rules: BoxRules;
  private readonly boxes = new BoxAp();
  private readonly inFiles = new Map<number, number>();
  private hasRanges = false;
  readonly unmapped = new Set<string>();

  constructor(labels: LabelSet, rules: BoxRules) {
    this.labels = labels;
    this.rules = rules;
  }

  /** Adds one scene whose source labels boxes. */
  add(scene: BoxScene & { isOutdoor: boolean }, prediction: Prediction): void {
    const classOf = (name: string): number => {
      const classId = classIndex(this.labels, name);
      if (classId < 0) this.unmapped.add(name);
      else this.inFiles.set(classId, (this.inFiles.get(classId) ?? 0) + 1);
      return classId;
    };
    const { truths, neutral, predictions } = scoreableBoxes(scene, prediction.boxes, classOf, this.rules);
    this.boxes.add(truths, predictions, neutral);
    this.hasRanges ||= scene.isOutdoor;
  }

  summarize(): BoxReport {
    const { rule, minPoints, maxRangeM = null } = this.rules;
    const things = thingClasses(this.labels);
    const views: readonly BoxView[] = ['3d', 'bev'];
    const scores = Object.fromEntries(
      views.map((view) => [view, IOUS.map((iou) => this.score(things, { iou, view }))]),
    ) as Record<BoxView, ClassBoxScores[][]>;
    const means = (view: BoxView) => scores[view].map((perClass) => meanOfNumbers(perClass.map(({ ap }) => ap)));
    const byClass = things.flatMap((classId, row) => {
      const of = (view: BoxView) => scores[view].map((perClass) => perClass[row]!);
      const found = of('3d')[IOUS.indexOf(FOUND_IOU)]!;
      if (found.truths + found.detections + found.ignored === 0) return [];
      return [[this.labels.classes[classId]!.name, this.classReport(found, of('3d'), of('bev'))] as const];
    });
    return {
      rules: { apRule: rule, minPoints, maxRangeM },
      map: { '3d': byIou(means('3d')), bev: byIou(means('bev')) },
      byClass: Object.fromEntries(byClass),
    };
  }

  private classReport(
    found: ClassBoxScores,
    volumes: readonly ClassBoxScores[],
    footprints: readonly ClassBoxScores[],
  ): ClassBoxReport {
    const atFoundIou = IOUS.indexOf(FOUND_IOU);
    return {
      truths: found.truths,
      truthsInFiles: this.inFiles.get(found.classId) ?? 0,
      detections: found.detections,
      ignoredDetections: found.ignored,
      ap: { '3d': byIou(volumes.map(({ ap }) => ap)), bev: byIou(footprints.map(({ ap }) => ap)) },
      recallAtPrecision: { '3d': atPrecision(found), bev: atPrecision(footprints[atFoundIou]!) },
      byRange: this.hasRanges ? this.rangeReports(found.classId) : {},
      curves: Object.fromEntries(IOUS.map((iou, i) => [iou, curveOf(volumes[i]!)])),
    };
  }

  private rangeReports(classId: number): Record<string, RangeReport> {
    return Object.fromEntries(
      Object.entries(RANGES).map(([name, range]) => {
        const at = (view: BoxView) => IOUS.map((iou) => this.score([classId], { iou, view, range })[0]!);
        const [volumes, footprints] = [at('3d'), at('bev')];
        const found = volumes[IOUS.indexOf(FOUND_IOU)]!;
        const report: RangeReport = {
          truths: found.truths,
          ap: byIou(volumes.map(({ ap }) => ap)),
          apBev: byIou(footprints.map(({ ap }) => ap)),
          recallAtPrecision: atPrecision(found),
        };
        return [name, report];
      }),
    );
  }

  private score(classes: readonly number[], options: Omit<BoxApOptions, 'classes' | 'rule'>): ClassBoxScores[] {
    return [...this.boxes.summarize({ classes, rule: this.rules.rule, ...options }).perClass];
  }
}

function byIou(values: readonly number[]): ByIou {
  return Object.fromEntries(IOUS.map((iou, i) => [iou, orNull(values[i])]));
}

function atPrecision(scores: ClassBoxScores): ByIou {
  return { [PRECISION]: orNull(recallAtPrecision(scores, PRECISION)) };
}

function curveOf({ curve, truths }: ClassBoxScores): Curve {
  const points = truths > 0 ? curve : [];
  return {
    score: points.map(({ score }) => score),
    precision: points.map(({ precision }) => precision),
    recall: points.map(({ recall }) => recall),
  };
}
