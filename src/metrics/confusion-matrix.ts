import { IGNORE_LABEL } from '../core/index.ts';

export interface SemanticScores {
  /** Points that had a true class. */
  readonly points: number;
  /** Share of them with the right class; NaN without points. */
  readonly accuracy: number;
  /** TP / (TP + FP + FN) of each class; NaN where a class is neither true nor predicted anywhere. */
  readonly iou: readonly number[];
  /** TP / (TP + FN) of each class; NaN where a class is never true. */
  readonly recall: readonly number[];
  /** Mean of the IoUs that are numbers; NaN without any. */
  readonly miou: number;
}

/** Counts of (true class, predicted class) over any number of scenes. */
export class ConfusionMatrix {
  readonly classes: number;
  /** float64 [classes × classes]: row true, column predicted. */
  readonly counts: Float64Array;
  /** float64 [classes]: points of each true class for which no class was predicted. */
  readonly unpredicted: Float64Array;

  constructor(classes: number) {
    this.classes = classes;
    this.counts = new Float64Array(classes * classes);
    this.unpredicted = new Float64Array(classes);
  }

  /**
   * Adds one scene, a label a point. Points whose true class is `ignore` do not count; a prediction outside the classes is a miss.
   * @throws RangeError for a true class outside the classes, or arrays of different length.
   */
  add(truth: ArrayLike<number>, predicted: ArrayLike<number>, ignore = IGNORE_LABEL): void {
    if (truth.length !== predicted.length)
      throw new RangeError(`${truth.length} labels, ${predicted.length} predictions`);
    for (let i = 0; i < truth.length; i++) {
      const label = truth[i];
      if (label === ignore) continue;
      if (label < 0 || label >= this.classes) throw new RangeError(`label ${label} of ${this.classes} classes`);
      const guess = predicted[i];
      if (guess >= 0 && guess < this.classes) this.counts[label * this.classes + guess]++;
      else this.unpredicted[label]++;
    }
  }

  summarize(): SemanticScores {
    const { classes, counts, unpredicted } = this;
    const iou: number[] = [];
    const recall: number[] = [];
    let points = 0;
    let right = 0;
    for (let c = 0; c < classes; c++) {
      let truths = unpredicted[c];
      let guesses = 0;
      for (let other = 0; other < classes; other++) {
        truths += counts[c * classes + other];
        guesses += counts[other * classes + c];
      }
      const both = counts[c * classes + c];
      iou.push(both / (truths + guesses - both));
      recall.push(both / truths);
      points += truths;
      right += both;
    }
    return { points, accuracy: right / points, iou, recall, miou: meanOfNumbers(iou) };
  }
}

/** Mean of the values that are not NaN; NaN when there is none. */
export function meanOfNumbers(values: readonly number[]): number {
  const numbers = values.filter((value) => !Number.isNaN(value));
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
