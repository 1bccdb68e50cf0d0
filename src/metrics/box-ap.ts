import type { OrientedBox, PredictedBox } from '../core/index.ts';
import { iou3d, iouBev } from '../geometry/index.ts';
import { type ApRule, averagePrecision, type Detection, type PrecisionRecall } from './average-precision.ts';
import { meanOfNumbers } from './confusion-matrix.ts';
import type { Outcome } from './outcome.ts';

/** A ground-truth box in the predictions' label set. */
export interface ScoredTruthBox extends OrientedBox {
  readonly classId: number;
  /** Neither to be found nor wrong to find (too few points, too far, not labelled there). */
  readonly ignored?: boolean | undefined;
  /** Horizontal distance from the sensor, for scores by range. */
  readonly rangeM?: number | undefined;
}

export interface ScoredBox extends PredictedBox {
  /** Where nothing was labelled: right if it finds a truth, never wrong. */
  readonly unjudged?: boolean | undefined;
  readonly rangeM?: number | undefined;
}

export interface BoxApOptions {
  readonly classes: readonly number[];
  /** A box is found when the overlap is above this. */
  readonly iou: number;
  /** Overlap of volumes (default) or of footprints. */
  readonly view?: BoxView | undefined;
  readonly rule?: ApRule | undefined;
  /** Only truths at this distance, from `fromM` up to but without `toM`, and predictions there or on such a truth. */
  readonly range?: RangeBin | undefined;
}

export type BoxView = '3d' | 'bev';

export interface RangeBin {
  readonly fromM: number;
  readonly toM: number;
}

export interface ClassBoxScores extends PrecisionRecall {
  readonly classId: number;
  readonly truths: number;
  /** Predictions that are right or wrong. */
  readonly detections: number;
  /** Predictions that are neither: on ignored truths, or where nothing was labelled. */
  readonly ignored: number;
}

export interface BoxScores {
  /** Mean over the classes with ground truth (`tf3d`: over all classes). */
  readonly map: number;
  /** Over all classes together. */
  readonly precision: number;
  readonly recall: number;
  readonly perClass: readonly ClassBoxScores[];
}

interface Overlap {
  readonly truth: ScoredTruthBox;
  readonly iou: Readonly<Record<BoxView, number>>;
}

interface JudgedBox {
  readonly box: ScoredBox;
  /** In the order in which it was given. */
  readonly index: number;
  /** With truths of its class. */
  readonly overlaps: readonly Overlap[];
  /** The largest overlap with something that has no class. */
  readonly onNeutral: Readonly<Record<BoxView, number>>;
}

interface SceneBoxes {
  readonly truths: readonly ScoredTruthBox[];
  readonly predictions: readonly JudgedBox[];
}

/** Average precision of boxes over any number of scenes; summarize it at as many thresholds as wanted. */
export class BoxAp {
  private readonly scenes: SceneBoxes[] = [];

  /** Adds one scene. What is found on a box of `neutral`, whatever its class, is neither right nor wrong. */
  add(
    truths: readonly ScoredTruthBox[],
    predictions: readonly ScoredBox[],
    neutral: readonly OrientedBox[] = [],
  ): void {
    const byScore = predictions.map((box, index) => ({ box, index })).sort((a, b) => b.box.score - a.box.score);
    const judged = byScore.map(({ box, index }): JudgedBox => {
      const overlaps = truths
        .filter(({ classId }) => classId === box.classId)
        .map((truth) => ({ truth, iou: overlapOf(box, truth) }))
        .filter(({ iou }) => iou.bev > 0);
      const onNeutral = neutral
        .map((other) => overlapOf(box, other))
        .reduce((a, b) => ({ '3d': Math.max(a['3d'], b['3d']), bev: Math.max(a.bev, b.bev) }), { '3d': 0, bev: 0 });
      return { box, index, overlaps, onNeutral };
    });
    this.scenes.push({ truths, predictions: judged });
  }

  summarize(options: BoxApOptions): BoxScores {
    const rule = options.rule ?? 'voc';
    let allHits = 0;
    let allDetections = 0;
    let allTruths = 0;
    const perClass = options.classes.map((classId) => {
      const detections: Detection[] = [];
      let truths = 0;
      let ignored = 0;
      for (const scene of this.scenes) {
        const predictions = scene.predictions.filter(({ box }) => box.classId === classId);
        // TF 3D forgets the truths of scenes in which nothing was detected.
        if (rule === 'tf3d' && predictions.length === 0) continue;
        truths += scene.truths.filter((truth) => truth.classId === classId && isAsked(truth, options)).length;
        for (const { box, kind } of matchBoxes(predictions, options)) {
          if (kind === 'ignored') ignored++;
          else detections.push({ score: box.score, hit: kind === 'matched' });
        }
      }
      allHits += detections.filter(({ hit }) => hit).length;
      allDetections += detections.length;
      allTruths += truths;
      return { classId, truths, detections: detections.length, ignored, ...averagePrecision(detections, truths, rule) };
    });
    return {
      map: meanOfNumbers(perClass.map(({ ap }) => ap)),
      precision: allHits / allDetections,
      recall: allHits / allTruths,
      perClass,
    };
  }

  /** What became of every truth and prediction of these classes: scene by scene, predictions by falling score, then missed truths. */
  outcomes(options: BoxApOptions): Outcome[] {
    return this.scenes.flatMap(({ truths, predictions }, scene) => {
      const found = new Set<ScoredTruthBox>();
      const asked = options.classes.flatMap((classId) =>
        matchBoxes(
          predictions.filter(({ box }) => box.classId === classId),
          options,
        ),
      );
      const outcomes = asked.map(({ box, index, kind, truth, iou }): Outcome => {
        if (truth) found.add(truth);
        const alone = { kind, scene, classId: box.classId, prediction: index, score: box.score };
        return truth && iou !== undefined ? { ...alone, truth: truths.indexOf(truth), iou } : alone;
      });
      outcomes.sort((a, b) => (b.score ?? 0) - (a.score ?? 0));
      truths.forEach((truth, index) => {
        if (!options.classes.includes(truth.classId) || found.has(truth)) return;
        const kind = isAsked(truth, options) ? 'missed' : 'ignored';
        outcomes.push({ kind, scene, classId: truth.classId, truth: index });
      });
      return outcomes;
    });
  }
}

interface BoxMatch {
  readonly box: ScoredBox;
  readonly index: number;
  readonly kind: 'matched' | 'false' | 'ignored';
  readonly truth?: ScoredTruthBox | undefined;
  readonly iou?: number;
}

function overlapOf(a: OrientedBox, b: OrientedBox): Record<BoxView, number> {
  return { '3d': iou3d(a, b), bev: iouBev(a, b) };
}

function isAsked(truth: ScoredTruthBox, { range }: BoxApOptions): boolean {
  return !truth.ignored && isInRange(truth.rangeM, range);
}

function isInRange(rangeM: number | undefined, range: RangeBin | undefined): boolean {
  return range === undefined || (rangeM !== undefined && rangeM >= range.fromM && rangeM < range.toM);
}

/** By falling score, each box takes the truth of highest overlap that is still free; `tf3d`: of highest overlap, and only if free. */
function matchBoxes(predictions: readonly JudgedBox[], options: BoxApOptions): BoxMatch[] {
  const { iou, view = '3d', rule } = options;
  const taken = new Set<ScoredTruthBox>();
  return predictions.map(({ box, index, overlaps, onNeutral }): BoxMatch => {
    let best: Overlap | undefined;
    let isNeutral = box.unjudged === true || !isInRange(box.rangeM, options.range) || onNeutral[view] > iou;
    for (const overlap of overlaps) {
      if (overlap.iou[view] <= iou) continue;
      const { truth } = overlap;
      if (!isAsked(truth, options)) isNeutral = true;
      else if (overlap.iou[view] > (best?.iou[view] ?? 0) && (rule === 'tf3d' || !taken.has(truth))) best = overlap;
    }
    if (!best || taken.has(best.truth)) return { box, index, kind: isNeutral ? 'ignored' : 'false' };
    taken.add(best.truth);
    return { box, index, kind: 'matched', truth: best.truth, iou: best.iou[view] };
  });
}
