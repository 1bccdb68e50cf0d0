import {
  classIndex,
  type GroundTruth,
  IGNORE_LABEL,
  type LabelSet,
  labelSet,
  type Prediction,
  thingClasses,
} from '../core/index.ts';
import { BoxAp, ConfusionMatrix, InstanceAp, instancePredictions, PanopticQuality } from '../metrics/index.ts';

const BOX_IOUS = [0.25, 0.5, 0.7] as const;
/** At which overlap a box counts as found in `boxRecall` and `boxPrecision`. */
const BOX_IOU = 0.5;

export interface EvaluationReport {
  readonly points: number;
  /** Which class of the truth was compared with which class of the model; classes that the model does not have are left out. */
  readonly mapping: { readonly from: readonly string[]; readonly to: string; readonly unmapped: readonly string[] };
  readonly miou: number | null;
  readonly accuracy: number | null;
  /** By class name; null where a class is neither true nor predicted. */
  readonly iou: Readonly<Record<string, number | null>>;
  /** Rows true, columns predicted, in the label set's order. */
  readonly confusion: { readonly classes: readonly string[]; readonly counts: readonly (readonly number[])[] };
  readonly instanceAp: Readonly<Record<'0.25' | '0.5' | '0.5:0.95', number | null>>;
  /** Over points with classes and instances; `things` and `stuff` are PQ over those classes alone. */
  readonly panoptic: Readonly<Record<'pq' | 'sq' | 'rq' | 'things' | 'stuff', number | null>>;
  /** By `class@iou`, overlap of volumes. */
  readonly boxAp: Readonly<Record<string, number | null>>;
  /** By `class@iou`, overlap of footprints. */
  readonly boxApBev: Readonly<Record<string, number | null>>;
  readonly boxRecall: number | null;
  readonly boxPrecision: number | null;
}

/** Scores predictions of one model against the truth of any number of scenes. */
export class Evaluation {
  private readonly labels: LabelSet;
  private readonly confusion: ConfusionMatrix;
  private readonly instances: InstanceAp;
  private readonly panoptic: PanopticQuality;
  private readonly boxes = new BoxAp();
  private readonly truthSets = new Set<string>();
  private readonly unmapped = new Set<string>();

  /** `minInstancePoints`: smaller instances count neither way (the ScanNet benchmark has 100). */
  constructor(labelSetName: string, minInstancePoints: number) {
    this.labels = labelSet(labelSetName);
    this.confusion = new ConfusionMatrix(this.labels.classes.length);
    const classes = thingClasses(this.labels);
    const voidClasses = this.labels.classes.map((_, index) => index).filter((index) => !classes.includes(index));
    this.instances = new InstanceAp({ classes, minPoints: minInstancePoints, voidClasses });
    this.panoptic = new PanopticQuality({
      classes: this.labels.classes.length,
      things: classes,
      minPoints: minInstancePoints,
    });
  }

  add(truth: GroundTruth, prediction: Prediction): void {
    this.truthSets.add(truth.labelSet);
    if (truth.semantic) {
      const semantic = this.mapLabels(truth.semantic, labelSet(truth.labelSet));
      this.confusion.add(semantic, prediction.semantic);
      if (truth.instance) {
        const predictions = instancePredictions(prediction.instance, prediction.instances);
        this.instances.add({ semantic, instance: truth.instance }, predictions);
        this.panoptic.add({ semantic, instance: truth.instance }, prediction);
      }
    }
    const boxes = truth.boxes.flatMap((box) => {
      const classId = classIndex(this.labels, box.className);
      if (classId < 0) this.unmapped.add(box.className);
      // A box without a single point in it cannot be found: not counted either way.
      return classId < 0 ? [] : [{ ...box, classId, ignored: box.points === 0 }];
    });
    if (boxes.length > 0) this.boxes.add(boxes, prediction.boxes);
  }

  private mapLabels(semantic: Int16Array, from: LabelSet): Int16Array {
    if (from.name === this.labels.name) return semantic;
    const target = from.classes.map(({ name }) => classIndex(this.labels, name));
    return semantic.map((label) => {
      if (label === IGNORE_LABEL) return IGNORE_LABEL;
      const mapped = target[label] ?? -1;
      if (mapped >= 0) return mapped;
      this.unmapped.add(from.classes[label]?.name ?? String(label));
      return IGNORE_LABEL;
    });
  }

  summarize(): EvaluationReport {
    const { classes } = this.labels;
    const semantic = this.confusion.summarize();
    const instance = this.instances.summarize();
    const things = thingClasses(this.labels);
    const panoptic = this.panoptic.summarize();
    const found = this.boxes.summarize({ classes: things, iou: BOX_IOU });
    return {
      points: semantic.points,
      mapping: { from: [...this.truthSets].sort(), to: this.labels.name, unmapped: [...this.unmapped].sort() },
      miou: orNull(semantic.miou),
      accuracy: orNull(semantic.accuracy),
      iou: Object.fromEntries(classes.map((entry, index) => [entry.name, orNull(semantic.iou[index])])),
      confusion: {
        classes: classes.map((entry) => entry.name),
        counts: classes.map((_, row) => [
          ...this.confusion.counts.subarray(row * classes.length, (row + 1) * classes.length),
        ]),
      },
      instanceAp: { '0.25': orNull(instance.ap25), '0.5': orNull(instance.ap50), '0.5:0.95': orNull(instance.ap) },
      panoptic: {
        pq: orNull(panoptic.pq),
        sq: orNull(panoptic.sq),
        rq: orNull(panoptic.rq),
        things: orNull(panoptic.pqThings),
        stuff: orNull(panoptic.pqStuff),
      },
      boxAp: this.boxScores(things, '3d'),
      boxApBev: this.boxScores(things, 'bev'),
      boxRecall: orNull(found.recall),
      boxPrecision: orNull(found.precision),
    };
  }

  /** AP by `class@iou` of the classes that have a true box. */
  private boxScores(classes: readonly number[], view: '3d' | 'bev'): Record<string, number | null> {
    return Object.fromEntries(
      BOX_IOUS.flatMap((iou) =>
        this.boxes
          .summarize({ classes, iou, view })
          .perClass.filter(({ truths }) => truths > 0)
          .map(({ classId, ap }) => [`${this.labels.classes[classId]?.name ?? classId}@${iou}`, orNull(ap)]),
      ),
    );
  }
}

/** JSON has no NaN: a score without anything to score is null. */
function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
