import {
  IGNORE_LABEL,
  type LabelClass,
  labelSet,
  type PredictedBox,
  type PredictedInstance,
  type Prediction,
  type Scene,
  type TruthBox,
  type Understanding,
  type Vec3,
} from '../core/index.ts';
import { isPointInBox } from '../geometry/index.ts';

export interface NamedClass {
  /** Class index, or `IGNORE_LABEL`. */
  readonly classId: number;
  /** `unlabelled` for `IGNORE_LABEL`. */
  readonly name: string;
}

export interface ClassProbability extends NamedClass {
  readonly probability: number;
}

/** What the network says about one point. */
export interface PredictionEvidence extends NamedClass {
  /** The winning class's probability, 0–1. */
  readonly confidence: number;
  /** The most probable classes of the point's voxel, most probable first; at most five. */
  readonly top: readonly ClassProbability[];
  readonly instance?: PredictedInstance & { readonly name: string };
  /** Boxes that contain the point, highest score first. */
  readonly boxes: readonly (PredictedBox & { readonly name: string })[];
}

/** What the files say about one point. */
export interface TruthEvidence {
  readonly class?: NamedClass;
  /** Absent where the point belongs to no instance. */
  readonly instance?: number;
  readonly boxes: readonly TruthBox[];
}

export interface PointEvidence {
  readonly index: number;
  /** True coordinates in float64 metres: `origin + position`. */
  readonly coordinates: Vec3;
  /** Metres relative to the cloud's origin. */
  readonly position: Vec3;
  readonly attributes: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly prediction?: PredictionEvidence;
  readonly truth?: TruthEvidence;
  /** Whether predicted and true class agree; absent where one is missing, not labelled, or from another label set. */
  readonly agrees?: boolean;
}

const TOP = 5;

/** Everything known about one point of a scene: for the inspector. @throws RangeError for an index outside the cloud. */
export function evidenceAt(scene: Scene, understanding: Understanding | undefined, pointIndex: number): PointEvidence {
  const { cloud, truth } = scene;
  if (!Number.isInteger(pointIndex) || pointIndex < 0 || pointIndex >= cloud.count) {
    throw new RangeError(`no point ${pointIndex} in a cloud of ${cloud.count}`);
  }
  const position = [0, 1, 2].map((axis) => cloud.positions[3 * pointIndex + axis]) as unknown as Vec3;
  const coordinates = position.map((value, axis) => cloud.origin[axis] + value) as unknown as Vec3;
  const attributes = cloud.attributes.map(({ name, components, values }) => ({
    name,
    values: Array.from(values.subarray(pointIndex * components, (pointIndex + 1) * components)),
  }));
  const evidence = {
    index: pointIndex,
    coordinates,
    position,
    attributes,
    ...(truth && { truth: truthAt(scene, position, pointIndex) }),
  };
  if (!understanding) return evidence;
  const { prediction } = understanding;
  const said = predictionAt(prediction, position, pointIndex);
  const comparable = truth?.semantic && truth.labelSet === prediction.labelSet;
  const expected = comparable ? truth.semantic[pointIndex] : IGNORE_LABEL;
  return {
    ...evidence,
    prediction: said,
    ...(expected !== IGNORE_LABEL && { agrees: expected === said.classId }),
  };
}

function predictionAt(prediction: Prediction, position: Vec3, index: number): PredictionEvidence {
  const { classes } = labelSet(prediction.labelSet);
  const name = (classId: number) => className(classes, classId);
  const classId = prediction.semantic[index];
  const instance = prediction.instances.find(({ id }) => id === prediction.instance[index]);
  const boxes = prediction.boxes
    .filter((box) => isPointInBox(...position, box))
    .sort((a, b) => b.score - a.score)
    .map((box) => ({ ...box, name: name(box.classId) }));
  const row = prediction.pointRows[index];
  const probabilities = prediction.voxelProbabilities.subarray(row * classes.length, (row + 1) * classes.length);
  const top = Array.from(probabilities, (probability, id) => ({ classId: id, name: name(id), probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, TOP);
  return {
    classId,
    name: name(classId),
    confidence: prediction.confidence[index],
    top,
    ...(instance && { instance: { ...instance, name: name(instance.classId) } }),
    boxes,
  };
}

function truthAt({ truth }: Scene, position: Vec3, index: number): TruthEvidence {
  const classId = truth?.semantic?.[index];
  const instance = truth?.instance?.[index];
  const classes = truth ? labelSet(truth.labelSet).classes : [];
  return {
    ...(classId !== undefined && { class: { classId, name: className(classes, classId) } }),
    ...(instance && { instance }),
    boxes: truth?.boxes.filter((box) => isPointInBox(...position, box)) ?? [],
  };
}

function className(classes: readonly LabelClass[], classId: number): string {
  return classId === IGNORE_LABEL ? 'unlabelled' : (classes[classId]?.name ?? `class ${classId}`);
}
