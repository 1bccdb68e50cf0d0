import { labelSet, type Prediction, type Scene } from '../core/index.ts';
import { ConfusionMatrix } from '../metrics/index.ts';

export interface ClassComparison {
  readonly classId: number;
  readonly name: string;
  /** Labelled points that are of the class in truth, that the prediction names so, and both. */
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
  /** Mean IoU over the classes that either side has, 0–1: the same number that an evaluation reports. */
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
  const names = labelSet(truth.labelSet).classes.map(({ name }) => name);
  const matrix = new ConfusionMatrix(names.length);
  matrix.add(truth.semantic, prediction.semantic);
  const { points, accuracy, miou, iou } = matrix.summarize();
  if (points === 0) return undefined;
  const classes = names.map((name, classId): ClassComparison => {
    const at = (row: number, column: number) => matrix.counts[row * names.length + column];
    return {
      classId,
      name,
      truth: names.reduce((sum, _, other) => sum + at(classId, other), matrix.unpredicted[classId]),
      predicted: names.reduce((sum, _, other) => sum + at(other, classId), 0),
      hit: at(classId, classId),
      iou: Number.isNaN(iou[classId]) ? undefined : iou[classId],
    };
  });
  return { points, accuracy, miou, classes };
}
