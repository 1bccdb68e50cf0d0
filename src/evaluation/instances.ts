import { type GroundTruth, type LabelSet, type Prediction, thingClasses } from '../core/index.ts';
import {
  ANY_OBJECT,
  type ApRule,
  classAgnosticPredictions,
  classAgnosticTruth,
  hasOnlyUnknownObjects,
  InstanceAp,
  type InstanceScores,
  instancePredictions,
  PanopticQuality,
} from '../metrics/index.ts';
import { orNull, type Score } from './score.ts';

export type InstanceApReport = Readonly<Record<'0.25' | '0.5' | '0.5:0.95', Score>>;

export interface InstanceReport {
  /** Means over the classes with truth. */
  readonly instanceAp: InstanceApReport;
  /** By class, of the classes with truth. */
  readonly instanceApByClass: Readonly<Record<string, InstanceApReport & { readonly truths: number }>>;
  /** Every object alike, whatever its class; null where it was neither asked for nor the only way. */
  readonly classAgnosticAp: (InstanceApReport & { readonly truths: number }) | null;
  /** Over points with classes and instances; `things` and `stuff` are PQ over those classes alone. */
  readonly panoptic: Readonly<Record<'pq' | 'sq' | 'rq' | 'things' | 'stuff', Score>>;
}

/** Smaller instances count neither way: the benchmarks' own limits, in points. */
const MIN_POINTS: Readonly<Record<string, number>> = { scannet: 100, semantickitti: 50 };

export function minInstancePoints(dataset: string): number {
  return MIN_POINTS[dataset] ?? 1;
}

/** Instances of points by ScanNet's rules, with classes where the truth has them, and panoptic quality. */
export class InstanceEvaluation {
  private readonly labels: LabelSet;
  private readonly things: readonly number[];
  private readonly alwaysAgnostic: boolean;
  private readonly byClass: InstanceAp;
  private readonly anyObject: InstanceAp;
  private readonly panoptic: PanopticQuality;
  private agnosticScenes = 0;

  constructor(labels: LabelSet, options: { readonly rule: ApRule; readonly classAgnostic: boolean }) {
    const { rule } = options;
    this.labels = labels;
    this.things = thingClasses(labels);
    this.alwaysAgnostic = options.classAgnostic;
    const voidClasses = labels.classes.map((_, index) => index).filter((index) => !this.things.includes(index));
    this.byClass = new InstanceAp({ classes: this.things, voidClasses, rule });
    this.anyObject = new InstanceAp({ classes: [ANY_OBJECT], rule });
    this.panoptic = new PanopticQuality({ classes: labels.classes.length, things: this.things });
  }

  /** Adds one scene; `semantic` is its truth in the model's label set, where it has one. */
  add(truth: GroundTruth, semantic: Int16Array | undefined, prediction: Prediction, dataset: string): void {
    const { instance } = truth;
    if (!instance) return;
    const minPoints = minInstancePoints(dataset);
    const predictions = instancePredictions(prediction.instance, prediction.instances);
    const hasOnlyUnknown = hasOnlyUnknownObjects({ semantic, instance }, this.things);
    if (semantic && !hasOnlyUnknown) {
      this.byClass.add({ semantic, instance }, predictions, minPoints);
      this.panoptic.add({ semantic, instance }, prediction, minPoints);
    }
    if (!hasOnlyUnknown && !this.alwaysAgnostic) return;
    this.agnosticScenes++;
    const objects = classAgnosticTruth({ semantic, instance }, this.things);
    this.anyObject.add(objects, classAgnosticPredictions(predictions), minPoints);
  }

  summarize(): InstanceReport {
    const scores = this.byClass.summarize();
    const panoptic = this.panoptic.summarize();
    const any = this.anyObject.summarize();
    return {
      instanceAp: apReport(scores),
      instanceApByClass: Object.fromEntries(
        scores.perClass
          .filter(({ truths }) => truths > 0)
          .map((entry) => [this.labels.classes[entry.classId]!.name, { truths: entry.truths, ...apReport(entry) }]),
      ),
      classAgnosticAp: this.agnosticScenes > 0 ? { truths: any.perClass[0]!.truths, ...apReport(any) } : null,
      panoptic: {
        pq: orNull(panoptic.pq),
        sq: orNull(panoptic.sq),
        rq: orNull(panoptic.rq),
        things: orNull(panoptic.pqThings),
        stuff: orNull(panoptic.pqStuff),
      },
    };
  }
}

function apReport({ ap25, ap50, ap }: Pick<InstanceScores, 'ap25' | 'ap50' | 'ap'>): InstanceApReport {
  return { '0.25': orNull(ap25), '0.5': orNull(ap50), '0.5:0.95': orNull(ap) };
}
