import { type GroundTruth, IGNORE_LABEL, type LabelSet, labelSet, type Prediction } from '../core/index.ts';
import type { Taxonomy } from '../datasets/index.ts';
import { ConfusionMatrix } from '../metrics/index.ts';
import { orNull, type Score } from './score.ts';
import { inTaxonomies, type TaxonomyLabels } from './taxonomies.ts';

export interface SemanticReport {
  readonly points: number;
  readonly miou: Score;
  readonly accuracy: Score;
  /** By class name; null where a class is neither true nor predicted. */
  readonly iou: Readonly<Record<string, Score>>;
  /** Rows true, columns predicted, in the order of `classes`. */
  readonly confusion: { readonly classes: readonly string[]; readonly counts: readonly (readonly number[])[] };
}

export interface TaxonomyReport extends SemanticReport {
  /** What each map into the taxonomy ignores and why, by the numbering that it starts from. */
  readonly rules: Readonly<Record<string, string>>;
}

/** Classes of points: in the model's own label set, and in every taxonomy that truth and model can both express. */
export class SemanticEvaluation {
  private readonly labels: LabelSet;
  private readonly sumProbabilities: boolean;
  private readonly own: ConfusionMatrix;
  private readonly coarse = new Map<
    string,
    { taxonomy: Taxonomy; matrix: ConfusionMatrix; rules: Map<string, string> }
  >();
  readonly unmapped = new Set<string>();

  constructor(labels: LabelSet, options: { readonly sumProbabilities: boolean }) {
    this.labels = labels;
    this.sumProbabilities = options.sumProbabilities;
    this.own = new ConfusionMatrix(labels.classes.length);
  }

  /**
   * Adds one scene with point classes. Points that `isJudged` turns down count nowhere.
   * @returns the truth in the model's label set, `IGNORE_LABEL` where nothing is asked
   */
  add(truth: GroundTruth, prediction: Prediction, isJudged: (row: number) => boolean): Int16Array | undefined {
    if (!truth.semantic) return undefined;
    const judged = (labels: Int16Array) => labels.map((label, row) => (isJudged(row) ? label : IGNORE_LABEL));
    const semantic = judged(this.mapLabels(truth.semantic, labelSet(truth.labelSet)));
    this.own.add(semantic, prediction.semantic);
    const { pointRows: rows, voxelProbabilities: values } = prediction;
    const probabilities = this.sumProbabilities ? { rows, values } : undefined;
    for (const labels of inTaxonomies(truth, { ...prediction, probabilities }))
      this.addCoarse(labels, judged(labels.truth));
    return semantic;
  }

  summarize(): SemanticReport & { readonly taxonomies: Readonly<Record<string, TaxonomyReport>> } {
    const names = this.labels.classes.map(({ name }) => name);
    const taxonomies = [...this.coarse.values()].map(({ taxonomy, matrix, rules }) => [
      taxonomy.name,
      { ...reportOf(matrix, taxonomy.classes), rules: Object.fromEntries(rules) },
    ]);
    return { ...reportOf(this.own, names), taxonomies: Object.fromEntries(taxonomies) };
  }

  private addCoarse({ taxonomy, predicted, truthMap }: TaxonomyLabels, truth: Int16Array): void {
    const known = this.coarse.get(taxonomy.name) ?? {
      taxonomy,
      matrix: new ConfusionMatrix(taxonomy.classes.length),
      rules: new Map<string, string>(),
    };
    this.coarse.set(taxonomy.name, known);
    known.matrix.add(truth, predicted);
    known.rules.set(truthMap.from, truthMap.rule);
  }

  private mapLabels(semantic: Int16Array, from: LabelSet): Int16Array {
    if (from.name === this.labels.name) return semantic;
    const target = from.classes.map(({ name }) => this.labels.classes.findIndex((entry) => entry.name === name));
    return semantic.map((label) => {
      if (label === IGNORE_LABEL) return IGNORE_LABEL;
      const mapped = target[label] ?? -1;
      if (mapped >= 0) return mapped;
      this.unmapped.add(from.classes[label]?.name ?? String(label));
      return IGNORE_LABEL;
    });
  }
}

function reportOf(matrix: ConfusionMatrix, classes: readonly string[]): SemanticReport {
  const { points, miou, accuracy, iou } = matrix.summarize();
  const size = classes.length;
  return {
    points,
    miou: orNull(miou),
    accuracy: orNull(accuracy),
    iou: Object.fromEntries(classes.map((name, index) => [name, orNull(iou[index])])),
    confusion: { classes, counts: classes.map((_, row) => [...matrix.counts.subarray(row * size, (row + 1) * size)]) },
  };
}
