export interface Detection {
  readonly score: number;
  /** Found a ground truth of its own. */
  readonly hit: boolean;
}

/**
 * How a curve becomes one number.
 * `voc`: each step of recall counts with the best precision at its right end or beyond (Pascal VOC 2010 and later, all points).
 * `scannet`: the benchmark's own sum: precision as it is, weighted by half the recall between the neighbouring points, from precision 1 at
 * recall 0. Within a few points of `voc`, on either side.
 * `tf3d`: with the best precision from the left end of each step on, as TF 3D computes it. Too high: one hit out of two truths scores 1
 * instead of ½. Only for comparison with numbers published that way.
 */
export type ApRule = 'voc' | 'scannet' | 'tf3d';

export const AP_RULES: readonly ApRule[] = ['voc', 'scannet', 'tf3d'];

/** Keeping the detections of at least `score`. */
export interface CurvePoint {
  readonly score: number;
  readonly precision: number;
  /** NaN without ground truth. */
  readonly recall: number;
}

export interface PrecisionRecall {
  readonly ap: number;
  /** Over all detections. */
  readonly precision: number;
  readonly recall: number;
  /** By falling score. Detections of equal score enter together, so that their order does not matter. */
  readonly curve: readonly CurvePoint[];
}

/** Average precision of one class. Without ground truth: NaN, or 0 by the `tf3d` rule. */
export function averagePrecision(
  detections: readonly Detection[],
  truths: number,
  rule: ApRule = 'voc',
): PrecisionRecall {
  const sorted = [...detections].sort((a, b) => b.score - a.score);
  const curve: CurvePoint[] = [];
  let hits = 0;
  sorted.forEach(({ score, hit }, i) => {
    if (hit) hits++;
    if (sorted[i + 1]?.score === score) return;
    curve.push({ score, precision: hits / (i + 1), recall: truths > 0 ? hits / truths : NaN });
  });
  const precision = sorted.length > 0 ? hits / sorted.length : NaN;
  if (truths === 0) return { ap: rule === 'tf3d' ? 0 : NaN, precision, recall: NaN, curve };
  return { ap: AREAS[rule](curve), precision, recall: hits / truths, curve };
}

/** The largest recall at a score where precision is at least `precision`; 0 where it never is, NaN without ground truth. */
export function recallAtPrecision({ curve, recall }: PrecisionRecall, precision: number): number {
  if (Number.isNaN(recall)) return NaN;
  return curve.reduce((best, point) => (point.precision >= precision ? Math.max(best, point.recall) : best), 0);
}

const AREAS: Readonly<Record<ApRule, (curve: readonly CurvePoint[]) => number>> = {
  voc(curve) {
    let [area, best] = [0, 0];
    for (let i = curve.length - 1; i >= 0; i--) {
      best = Math.max(best, curve[i]!.precision);
      area += (curve[i]!.recall - (curve[i - 1]?.recall ?? 0)) * best;
    }
    return area;
  },
  scannet(curve) {
    const recallAt = (i: number) => (i < 0 ? 0 : curve[Math.min(i, curve.length - 1)]!.recall);
    if (curve.length === 0) return 0;
    // The artificial first point: nothing kept, precision 1.
    let area = recallAt(0) / 2;
    for (let i = 0; i < curve.length; i++) area += (curve[i]!.precision * (recallAt(i + 1) - recallAt(i - 1))) / 2;
    return area;
  },
  tf3d(curve) {
    let [area, best, end] = [0, 0, 1];
    for (let i = curve.length - 1; i >= 0; i--) {
      best = Math.max(best, curve[i]!.precision);
      area += (end - curve[i]!.recall) * best;
      end = curve[i]!.recall;
    }
    // Its curve begins at recall 0 with the best precision of all.
    return curve.length > 0 ? area + end * best : 0;
  },
};
