import type { OrientedBox, PredictedBox } from '../core/index.ts';
import { iou3d, iouBev } from '../geometry/index.ts';
import { type ApRule, averagePrecision, type Detection } from './average-precision.ts';
import { meanOfNumbers } from './confusion-matrix.ts';

/** A ground-truth box in the predictions' label set. */
export interface ScoredTruthBox extends OrientedBox {
  readonly classId: number;
  /** Neither to be found nor wrong to find (too few points, too far, "don't care"). */
  readonly ignored?: boolean;
}

export interface BoxApOptions {
  readonly classes: readonly number[];
  /** A box is found when the overlap is above this. */
  readonly iou: number;
  /** Overlap of volumes (default) or of footprints. */
  readonly view?: '3d' | 'bev' | undefined;
  readonly rule?: ApRule | undefined;
}

export interface ClassBoxScores {
  readonly classId: number;
  readonly truths: number;
  readonly detections: number;
  readonly ap: number;
  readonly precision: number;
  readonly recall: number;
}

export interface BoxScores {
  /** Mean over the classes with ground truth (`tf3d`: over all classes). */
  readonly map: number;
  /** Over all classes together. */
  readonly precision: number;
  readonly recall: number;
  readonly perClass: readonly ClassBoxScores[];
}

interface SceneBoxes {
  readonly truths: readonly ScoredTruthBox[];
  readonly predictions: readonly PredictedBox[];
}

/** Average precision of boxes over any number of scenes; summarize it at as many thresholds as wanted. */
export class BoxAp {
  private readonly scenes: SceneBoxes[] = [];

  add(truths: readonly ScoredTruthBox[], predictions: readonly PredictedBox[]): void {
    this.scenes.push({ truths, predictions });
  }

  summarize(options: BoxApOptions): BoxScores {
    const rule = options.rule ?? 'standard';
    let allHits = 0;
    let allDetections = 0;
    let allTruths = 0;
    const perClass = options.classes.map((classId) => {
      const detections: Detection[] = [];
      let truths = 0;
      for (const scene of this.scenes) {
        const mine = scene.truths.filter((truth) => truth.classId === classId);
        const predictions = scene.predictions.filter((box) => box.classId === classId);
        // TF 3D forgets the truths of scenes in which nothing was detected.
        if (rule === 'tf3d' && predictions.length === 0) continue;
        truths += mine.filter((truth) => !truth.ignored).length;
        detections.push(...matchBoxes(mine, predictions, options));
      }
      allHits += detections.filter(({ hit }) => hit).length;
      allDetections += detections.length;
      allTruths += truths;
      return { classId, truths, detections: detections.length, ...averagePrecision(detections, truths, rule) };
    });
    return {
      map: meanOfNumbers(perClass.map(({ ap }) => ap)),
      precision: allHits / allDetections,
      recall: allHits / allTruths,
      perClass,
    };
  }
}

/** By falling score, each box takes the truth of highest overlap that is still free; `tf3d`: of highest overlap, and only if free. */
function matchBoxes(
  truths: readonly ScoredTruthBox[],
  predictions: readonly PredictedBox[],
  options: BoxApOptions,
): Detection[] {
  const overlap = options.view === 'bev' ? iouBev : iou3d;
  const taken = new Set<ScoredTruthBox>();
  const detections: Detection[] = [];
  for (const box of [...predictions].sort((a, b) => b.score - a.score)) {
    let best: ScoredTruthBox | undefined;
    let bestIou = options.iou;
    let onIgnored = false;
    for (const truth of truths) {
      const value = overlap(box, truth);
      if (value <= options.iou) continue;
      if (truth.ignored) onIgnored = true;
      else if (value > bestIou && (options.rule === 'tf3d' || !taken.has(truth))) [best, bestIou] = [truth, value];
    }
    const hit = best !== undefined && !taken.has(best);
    if (best && hit) taken.add(best);
    if (hit || !onIgnored) detections.push({ score: box.score, hit });
  }
  return detections;
}
