import { type LabelSet, labelSet, type Prediction, type Scene } from '../core/index.ts';
import { type ApRule, isInView } from '../metrics/index.ts';
import { BoxEvaluation, type BoxReport } from './boxes.ts';
import { InstanceEvaluation, type InstanceReport } from './instances.ts';
import { SemanticEvaluation, type SemanticReport, type TaxonomyReport } from './semantic.ts';

export interface EvaluationRules {
  /** How curves become numbers; by default `scannet` for instances and `voc` for boxes. */
  readonly apRule?: ApRule | undefined;
  /** True boxes with fewer points in them are not asked for. */
  readonly minPoints: number;
  readonly maxRangeM?: number | undefined;
  /** Scores objects without regard to class too; where the truth has no classes that is done anyway. */
  readonly classAgnostic?: boolean | undefined;
  /** In a taxonomy a point's class is that of the largest summed probability, not that of its most probable class. */
  readonly sumProbabilities?: boolean | undefined;
}

/** Waymo's level 1 asks for more than 5 points, OpenPCDet for 5 and more. */
export const DEFAULT_MIN_POINTS = 5;

export interface EvaluationReport extends SemanticReport, InstanceReport {
  /** Which class of the truth was compared with which class of the model; classes that the model does not have are left out. */
  readonly mapping: { readonly from: readonly string[]; readonly to: string; readonly unmapped: readonly string[] };
  /** The same points in coarser lists of classes. */
  readonly taxonomies: Readonly<Record<string, TaxonomyReport>>;
  /** Null where no scene has true boxes. */
  readonly boxes: BoxReport | null;
}

/** A scene that says what is true in it. */
export type LabelledScene = Scene & { readonly truth: NonNullable<Scene['truth']> };

export function hasTruth(scene: Scene): scene is LabelledScene {
  const { truth } = scene;
  return truth !== undefined && (truth.semantic !== undefined || truth.instance !== undefined || hasBoxes(truth));
}

/** Scores predictions of one model against the truth of any number of scenes. `docs/evaluation.md` has the rules. */
export class Evaluation {
  private readonly labels: LabelSet;
  private readonly semantic: SemanticEvaluation;
  private readonly instances: InstanceEvaluation;
  private readonly boxes: BoxEvaluation;
  private readonly truthSets = new Set<string>();
  private boxScenes = 0;

  constructor(labelSetName: string, rules: EvaluationRules) {
    const { apRule, minPoints, maxRangeM, classAgnostic = false, sumProbabilities = false } = rules;
    this.labels = labelSet(labelSetName);
    this.semantic = new SemanticEvaluation(this.labels, { sumProbabilities });
    this.instances = new InstanceEvaluation(this.labels, { rule: apRule ?? 'scannet', classAgnostic });
    this.boxes = new BoxEvaluation(this.labels, { rule: apRule ?? 'voc', minPoints, maxRangeM });
  }

  add(scene: LabelledScene, prediction: Prediction): void {
    const { cloud, truth, dataset } = scene;
    const { judged } = truth;
    const { positions } = cloud;
    const isJudged = (row: number) =>
      !judged?.view || isInView(judged, [positions[row * 3]!, positions[row * 3 + 1]!, positions[row * 3 + 2]!]);
    this.truthSets.add(truth.labelSet);
    const semantic = this.semantic.add(truth, prediction, isJudged);
    this.instances.add(truth, semantic, prediction, dataset);
    if (!hasBoxes(truth)) return;
    this.boxScenes++;
    this.boxes.add({ cloud, truth, isOutdoor: scene.domain !== 'indoor' }, prediction);
  }

  summarize(): EvaluationReport {
    const unmapped = [...new Set([...this.semantic.unmapped, ...this.boxes.unmapped])].sort();
    return {
      mapping: { from: [...this.truthSets].sort(), to: this.labels.name, unmapped },
      ...this.semantic.summarize(),
      ...this.instances.summarize(),
      boxes: this.boxScenes > 0 ? this.boxes.summarize() : null,
    };
  }
}

/** A source that says where it looked may have found no object there: what is predicted in such a scene is false. */
function hasBoxes({ boxes, judged }: LabelledScene['truth']): boolean {
  return boxes.length > 0 || judged !== undefined;
}
