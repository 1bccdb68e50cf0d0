import { type ApRule, averagePrecision, type Detection, type PrecisionRecall } from './average-precision.ts';
import { meanOfNumbers } from './confusion-matrix.ts';
import {
  type InstanceOverlap,
  type InstancePrediction,
  overlapInstances,
  type TruthInstance,
  type TruthInstances,
} from './instance-overlaps.ts';
import type { Outcome } from './outcome.ts';

export interface InstanceApOptions {
  /** Class indices that are scored. */
  readonly classes: readonly number[];
  /** Truths and predictions with fewer points are left out (ScanNet: 100). Default 1. */
  readonly minPoints?: number | undefined;
  /** Classes that count as unlabelled here (ScanNet: wall and floor). Default none. */
  readonly voidClasses?: readonly number[] | undefined;
  readonly rule?: ApRule | undefined;
}

export interface ClassAp {
  readonly classId: number;
  readonly truths: number;
  readonly ap25: number;
  readonly ap50: number;
  /** Mean over IoU 0.5, 0.55 … 0.95; by the `scannet` rule to 0.9, as the benchmark's script has it. */
  readonly ap: number;
  readonly precision50: number;
  readonly recall50: number;
}

export interface InstanceScores {
  /** Means over the classes with ground truth (`tf3d`: over all classes). */
  readonly ap25: number;
  readonly ap50: number;
  readonly ap: number;
  readonly perClass: readonly ClassAp[];
}

/** One class at one IoU. */
export interface ClassAtIou extends PrecisionRecall {
  readonly classId: number;
  readonly truths: number;
}

const STRICT_IOUS = Array.from({ length: 10 }, (_, i) => (50 + 5 * i) / 100);
/** The benchmark's script ends its range before 0.95. */
const SCANNET_IOUS = STRICT_IOUS.slice(0, 9);

interface SceneOverlaps {
  readonly minPoints: number;
  readonly truths: readonly TruthInstance[];
  readonly overlaps: readonly InstanceOverlap[];
}

/** Instance average precision over any number of scenes, by ScanNet's matching; the `rule` says how the curve becomes a number. */
export class InstanceAp {
  private readonly options: InstanceApOptions;
  private readonly scenes: SceneOverlaps[] = [];

  constructor(options: InstanceApOptions) {
    this.options = options;
  }

  /** Adds one scene; `minPoints` overrides that of the options for it. */
  add(
    truth: TruthInstances,
    predictions: readonly InstancePrediction[],
    minPoints = this.options.minPoints ?? 1,
  ): void {
    const { classes, voidClasses = [] } = this.options;
    this.scenes.push({ minPoints, ...overlapInstances(truth, predictions, classes, voidClasses) });
  }

  summarize(): InstanceScores {
    const perClass = this.options.classes.map((classId) => {
      const at50 = this.scoreClass(classId, 0.5);
      const strict = (this.options.rule === 'scannet' ? SCANNET_IOUS : STRICT_IOUS).map(
        (iou) => (iou === 0.5 ? at50 : this.scoreClass(classId, iou)).ap,
      );
      return {
        classId,
        truths: at50.truths,
        ap25: this.scoreClass(classId, 0.25).ap,
        ap50: at50.ap,
        ap: strict.reduce((sum, ap) => sum + ap, 0) / strict.length,
        precision50: at50.precision,
        recall50: at50.recall,
      };
    });
    const mean = (of: (scores: ClassAp) => number): number => meanOfNumbers(perClass.map(of));
    return { ap25: mean((s) => s.ap25), ap50: mean((s) => s.ap50), ap: mean((s) => s.ap), perClass };
  }

  /** Every class with its curve at one IoU. */
  atIou(iou: number): ClassAtIou[] {
    return this.options.classes.map((classId) => this.scoreClass(classId, iou));
  }

  /**
   * What became of every truth and prediction, by ScanNet's matching: scene by scene, predictions by falling score, then missed truths. A
   * truth's index is its place in `truthsOf`.
   */
  outcomes(iou: number): Outcome[] {
    return this.scenes.flatMap((overlaps, scene) => {
      const outcomes = this.options.classes.flatMap((classId) => outcomesOf(overlaps, scene, classId, iou));
      return outcomes.sort((a, b) => (b.score ?? -1) - (a.score ?? -1));
    });
  }

  /** Truths of one scene, in the order that `Outcome.truth` counts in. */
  truthsOf(scene: number): readonly TruthInstance[] {
    return this.scenes[scene]?.truths ?? [];
  }

  private scoreClass(classId: number, iou: number): ClassAtIou {
    const { rule = 'voc' } = this.options;
    const detections: Detection[] = [];
    let truths = 0;
    for (const scene of this.scenes) {
      const match = rule === 'tf3d' ? matchByBestTruth : matchByScanNet;
      const found = match(scene, classId, iou);
      detections.push(...found.detections);
      truths += found.truths;
    }
    return { classId, ...averagePrecision(detections, truths, rule), truths };
  }
}

interface Matched {
  readonly detections: Detection[];
  readonly truths: number;
}

/** Index of the truth that each prediction found; predictions that lie mostly on what is not labelled. */
interface ScanNetMatched extends Matched {
  readonly foundBy: ReadonlyMap<InstanceOverlap, number>;
  readonly ignored: ReadonlySet<InstanceOverlap>;
}

/**
 * Each truth takes its best-scored prediction above the IoU, which then serves no other truth; the rest is false, once for each truth that
 * it overlaps so, and where it overlaps none, unless it lies mostly on what is not labelled.
 */
function matchByScanNet(scene: SceneOverlaps, classId: number, iou: number): ScanNetMatched {
  const { minPoints } = scene;
  const candidates = scene.overlaps.filter((p) => p.classId === classId && p.points >= minPoints);
  const overlapping = new Set<InstanceOverlap>();
  const foundBy = new Map<InstanceOverlap, number>();
  const ignored = new Set<InstanceOverlap>();
  const detections: Detection[] = [];
  let truths = 0;
  scene.truths.forEach((truth, index) => {
    if (truth.classId !== classId || truth.points < minPoints) return;
    truths++;
    const mine = candidates.filter((p) => overlapIou(p, truth, index) > iou);
    for (const p of mine) overlapping.add(p);
    const free = mine.filter((p) => !foundBy.has(p)).sort((a, b) => b.score - a.score);
    detections.push(...free.map((p, rank) => ({ score: p.score, hit: rank === 0 })));
    if (free[0]) foundBy.set(free[0], index);
  });
  for (const p of candidates) {
    if (overlapping.has(p)) continue;
    let unasked = p.voidPoints;
    for (const [index, shared] of p.shared) {
      const truth = scene.truths[index];
      if (truth.classId === classId && truth.points < minPoints) unasked += shared;
    }
    if (unasked / p.points <= iou) detections.push({ score: p.score, hit: false });
    else ignored.add(p);
  }
  return { detections, truths, foundBy, ignored };
}

function outcomesOf(scene: SceneOverlaps, index: number, classId: number, iou: number): Outcome[] {
  const { foundBy, ignored } = matchByScanNet(scene, classId, iou);
  const found = new Set(foundBy.values());
  const outcomes: Outcome[] = [];
  scene.overlaps.forEach((p, prediction) => {
    if (p.classId !== classId) return;
    const alone = { scene: index, classId, prediction, score: p.score };
    const truth = foundBy.get(p);
    if (truth !== undefined) {
      outcomes.push({ kind: 'matched', ...alone, truth, iou: overlapIou(p, scene.truths[truth]!, truth) });
    } else outcomes.push({ kind: p.points < scene.minPoints || ignored.has(p) ? 'ignored' : 'false', ...alone });
  });
  scene.truths.forEach(({ classId: own, points }, truth) => {
    if (own !== classId || found.has(truth)) return;
    outcomes.push({ kind: points < scene.minPoints ? 'ignored' : 'missed', scene: index, classId, truth });
  });
  return outcomes;
}

/** TF 3D: by falling score, only the truth of highest IoU is asked; truths of scenes without a detection of the class are not counted. */
function matchByBestTruth(scene: SceneOverlaps, classId: number, iou: number): Matched {
  const { minPoints } = scene;
  const candidates = scene.overlaps.filter((p) => p.classId === classId && p.points >= minPoints);
  if (candidates.length === 0) return { detections: [], truths: 0 };
  const taken = new Set<number>();
  const detections = [...candidates]
    .sort((a, b) => b.score - a.score)
    .map((p) => {
      let best = -1;
      let bestIou = iou;
      for (const index of p.shared.keys()) {
        const truth = scene.truths[index];
        if (truth.classId !== classId || truth.points < minPoints) continue;
        const value = overlapIou(p, truth, index);
        if (value > bestIou) [best, bestIou] = [index, value];
      }
      const hit = best >= 0 && !taken.has(best);
      if (hit) taken.add(best);
      return { score: p.score, hit };
    });
  const truths = scene.truths.filter((truth) => truth.classId === classId && truth.points >= minPoints).length;
  return { detections, truths };
}

function overlapIou(prediction: InstanceOverlap, truth: TruthInstance, index: number): number {
  const shared = prediction.shared.get(index) ?? 0;
  return shared / (prediction.points + truth.points - shared);
}
