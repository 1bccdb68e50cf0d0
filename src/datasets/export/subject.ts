import {
  type Domain,
  IGNORE_LABEL,
  labelSet,
  type OrientedBox,
  type PointCloud,
  type Prediction,
  type Provenance,
  type Scene,
  type SourceLabels,
} from '../../core/index.ts';

/** Which labels are written with the points. */
export const LABEL_CHOICES = ['predicted', 'annotated', 'none'] as const;
export type LabelChoice = (typeof LABEL_CHOICES)[number];

export interface ExportInstance {
  readonly id: number;
  readonly className: string;
  /** Points of it. */
  readonly points: number;
  /** 0–1; predicted ones have it. */
  readonly score?: number;
}

export interface ExportBox extends OrientedBox {
  readonly className: string;
  readonly id?: string;
  readonly score?: number;
}

/** Labels of one cloud, whoever made them. */
export interface ExportLabels {
  readonly kind: Exclude<LabelChoice, 'none'>;
  readonly labelSet: string;
  /** [count] class index, −1 = none. */
  readonly semantic?: Int16Array;
  /** float32 [count], 0–1. */
  readonly confidence?: Float32Array;
  /** uint32 [count], 0 = none. */
  readonly instance?: Uint32Array;
  readonly instances: readonly ExportInstance[];
  readonly boxes: readonly ExportBox[];
  /** The classes as their own files number them. */
  readonly source?: SourceLabels;
  /** Of a prediction. */
  readonly madeBy?: Pick<Provenance, 'model' | 'backend' | 'voxelSizeM' | 'weightsSha256'>;
}

/** What is written: a cloud, the labels chosen, and what is known of its frame. */
export interface ExportSubject {
  readonly cloud: PointCloud;
  readonly labels?: ExportLabels;
  readonly dataset: string;
  readonly domain?: Domain;
  readonly frame: Scene['frame'];
  /** What was said of the frame of the coordinates when they were read. */
  readonly frameNotes: readonly string[];
}

/** A prediction without what only the page needs. */
export interface ExportedPrediction {
  readonly prediction: Omit<Prediction, 'pointRows' | 'voxelProbabilities'>;
  readonly provenance: Provenance;
}

/** Puts the chosen labels to the scene's points; without such labels there are none. */
export function exportSubject(scene: Scene, choice: LabelChoice, predicted?: ExportedPrediction): ExportSubject {
  const labels =
    choice === 'predicted'
      ? predicted && predictedLabels(predicted)
      : choice === 'annotated'
        ? annotatedLabels(scene)
        : undefined;
  const { cloud, dataset, domain, frame, diagnostics } = scene;
  const frameNotes = diagnostics.filter(({ code }) => code.startsWith('FRAME')).map(({ message }) => message);
  return { cloud, dataset, frame, frameNotes, ...(domain ? { domain } : {}), ...(labels ? { labels } : {}) };
}

function predictedLabels({ prediction, provenance }: ExportedPrediction): ExportLabels {
  const { semantic, confidence, instance, instances, boxes } = prediction;
  const className = (classId: number): string => labelSet(prediction.labelSet).classes[classId]?.name ?? `${classId}`;
  const { model, backend, voxelSizeM, weightsSha256 } = provenance;
  return {
    kind: 'predicted',
    labelSet: prediction.labelSet,
    semantic: Int16Array.from(semantic),
    confidence,
    instance,
    instances: instances.map(({ id, classId, score, points }) => ({
      id,
      className: className(classId),
      score,
      points,
    })),
    boxes: boxes.map(({ center, size, yaw, classId, score }) => {
      return { center, size, yaw, className: className(classId), score };
    }),
    madeBy: { model, backend, voxelSizeM, weightsSha256 },
  };
}

function annotatedLabels({ truth }: Scene): ExportLabels | undefined {
  if (!truth) return undefined;
  const { semantic, instance, source } = truth;
  return {
    kind: 'annotated',
    labelSet: truth.labelSet,
    instances: instance ? instancesOf(instance, semantic, truth.labelSet) : [],
    boxes: truth.boxes.map(({ center, size, yaw, className, id }) => {
      return { center, size, yaw, className, ...(id === undefined ? {} : { id }) };
    }),
    ...(semantic ? { semantic } : {}),
    ...(instance ? { instance } : {}),
    ...(source ? { source } : {}),
  };
}

/** Each object with the class that most of its points have; an object without any class is left without name. */
function instancesOf(instance: Uint32Array, semantic: Int16Array | undefined, name: string): ExportInstance[] {
  const { classes } = labelSet(name);
  const counts = new Map<number, { points: number; byClass: Map<number, number> }>();
  for (let i = 0; i < instance.length; i++) {
    const id = instance[i]!;
    if (id === 0) continue;
    let known = counts.get(id);
    if (!known) counts.set(id, (known = { points: 0, byClass: new Map() }));
    known.points++;
    const label = semantic?.[i] ?? IGNORE_LABEL;
    if (label !== IGNORE_LABEL) known.byClass.set(label, (known.byClass.get(label) ?? 0) + 1);
  }
  return [...counts].map(([id, { points, byClass }]) => {
    const [most] = [...byClass].sort((a, b) => b[1] - a[1]);
    return { id, points, className: (most && classes[most[0]]?.name) ?? '' };
  });
}
