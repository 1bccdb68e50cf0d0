export interface Detection {
  readonly score: number;
  /** Found a ground truth of its own. */
  readonly hit: boolean;
}

/**
 * `standard`: each step of recall counts with the best precision at its right end or beyond (VOC, all points).
 * `tf3d`: with the precision at its left end, as TF 3D computes it. Too high: one hit out of two truths scores 1 instead of ½. Only for
 * comparison with numbers published that way.
 */
export type ApRule = 'standard' | 'tf3d';

export interface PrecisionRecall {
  readonly ap: number;
  /** Over all detections. */
  readonly precision: number;
  readonly recall: number;
}

/**
 * Average precision of one class. Detections of equal score enter together, so that their order does not matter.
 * Without ground truth: NaN, or 0 by the `tf3d` rule.
 */
export function averagePrecision(
  detections: readonly Detection[],
  truths: number,
  rule: ApRule = 'standard',
): PrecisionRecall {
  const sorted = [...detections].sort((a, b) => b.score - a.score);
  const recalls: number[] = [];
  const precisions: number[] = [];
  let hits = 0;
  sorted.forEach(({ score, hit }, i) => {
    if (hit) hits++;
    if (sorted[i + 1]?.score === score) return;
    recalls.push(hits / truths);
    precisions.push(hits / (i + 1));
  });
  const precision = sorted.length > 0 ? hits / sorted.length : NaN;
  if (truths === 0) return { ap: rule === 'tf3d' ? 0 : NaN, precision, recall: NaN };

  let ap = 0;
  let best = 0;
  let end = 1;
  for (let i = recalls.length - 1; i >= 0; i--) {
    const start = rule === 'tf3d' ? recalls[i] : (recalls[i - 1] ?? 0);
    best = Math.max(best, precisions[i]);
    ap += rule === 'tf3d' ? (end - start) * best : (recalls[i] - start) * best;
    end = start;
  }
  // TF 3D's curve begins at recall 0 with the best precision of all.
  if (rule === 'tf3d' && recalls.length > 0) ap += end * best;
  return { ap, precision, recall: hits / truths };
}
