import { IGNORE_LABEL, labelSet, type Prediction, type Scene } from '../core/index.ts';

export interface ClassComparison {
  readonly classId: number;
  readonly name: string;
  /** Labelled points of the class in the truth, and of those that the prediction names so among labelled points. */
  readonly truth: number;
  readonly predicted: number;
  readonly hit: number;
  /** hit / (truth + predicted − hit); undefined for a class that neither side has. */
  readonly iou: number | undefined;
}

export interface Comparison {
  /** Labelled points: the ones that count. */
  readonly points: number;
  /** Share of labelled points with the right class, 0–1. */
  readonly accuracy: number;
  /** Mean IoU over the classes that the truth has, 0–1. */
  readonly miou: number;
  readonly classes: readonly ClassComparison[];
}

/**
 * Prediction against the scene's own truth, unlabelled points left out.
 * Undefined without per-point truth, without a labelled point, or when the two speak different label sets.
 */
export function compareWithTruth(scene: Scene, prediction: Prediction): Comparison | undefined {
  const { truth } = scene;
  if (!truth?.semantic || truth.labelSet !== prediction.labelSet) return undefined;
  const { classes } = labelSet(truth.labelSet);
  const expected = new Float64Array(classes.length);
  const predicted = new Float64Array(classes.length);
  const hit = new Float64Array(classes.length);
  let points = 0;
  let right = 0;
  truth.semantic.forEach((classId, i) => {
    if (classId === IGNORE_LABEL) return;
    const said = prediction.semantic[i];
    points++;
    expected[classId]++;
    predicted[said]++;
    if (said !== classId) return;
    right++;
    hit[classId]++;
  });
  if (points === 0) return undefined;
  const rows = classes.map(({ name }, classId): ClassComparison => {
    const union = expected[classId] + predicted[classId] - hit[classId];
    return {
      classId,
      name,
      truth: expected[classId],
      predicted: predicted[classId],
      hit: hit[classId],
      iou: union > 0 ? hit[classId] / union : undefined,
    };
  });
  const present = rows.filter((row) => row.truth > 0);
  const miou = present.reduce((sum, row) => sum + (row.iou ?? 0), 0) / present.length;
  return { points, accuracy: right / points, miou, classes: rows };
}
