import { classIndex, IGNORE_LABEL, type InputFeature, type LabelSet, type Scene } from '../core/index.ts';
import { heightAboveGround } from '../geometry/index.ts';
import { type Crop, type CropBox, pickPoints } from './crop-points.ts';
import { type Looks, looksOf } from './looks.ts';
import type { SceneObject } from './mixing.ts';

/** Objects with fewer points teach nothing elsewhere. */
const LEAST_POINTS = 15;

/** A generated scene with what every crop of it needs. */
export interface TrainingScene {
  readonly scene: Scene;
  readonly heights: Float32Array;
  readonly looks: Looks;
  /** Point indices by class: crops are centred on a rare class as often as on a common one. */
  readonly byClass: ReadonlyMap<number, Uint32Array>;
}

/** @param features of the model that is trained; none: shape alone. */
export function prepareScene(scene: Scene, groundCellM: number, features: readonly InputFeature[] = []): TrainingScene {
  const heights = heightAboveGround(scene.cloud.positions, { cellM: groundCellM });
  return { scene, heights, looks: looksOf(scene, features), byClass: rowsBy(scene.truth!.semantic!, IGNORE_LABEL) };
}

/** Things of a scene that have a box, each with its points. Made when asked for: kept, they would be half as large as all scenes. */
export function sceneObjects({ scene, heights, looks }: TrainingScene, labels: LabelSet): SceneObject[] {
  const { semantic, instance } = scene.truth!;
  if (!instance) return [];
  const { count, positions } = scene.cloud;
  const boxes = instanceBoxes(scene, labels);
  const whole: Crop = { count, positions, heights, semantic: semantic!, instance, looks: looks.of(count), boxes };
  return [...rowsBy(instance, 0)].flatMap(([id, rows]) => {
    const box = boxes[id - 1];
    if (!box || rows.length < LEAST_POINTS || !labels.classes[box.classId]?.thing) return [];
    const points = pickPoints(whole, rows);
    return [{ ...points, instance: points.instance.fill(1), boxes: [box], box }];
  });
}

/** Point indices by value, without those of `none`. */
function rowsBy(values: Int16Array | Uint32Array, none: number): ReadonlyMap<number, Uint32Array> {
  const lists = new Map<number, number[]>();
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value === none) continue;
    let list = lists.get(value);
    if (!list) lists.set(value, (list = []));
    list.push(i);
  }
  return new Map([...lists].map(([value, list]) => [value, Uint32Array.from(list)]));
}

/** Box of instance id i at index i − 1. A scene lists its boxes with their instance ids as `id`. */
export function instanceBoxes(scene: Scene, labels: LabelSet): CropBox[] {
  const truth = scene.truth!;
  const boxes: CropBox[] = [];
  for (const box of truth.boxes) {
    const id = Number(box.id);
    if (!Number.isInteger(id) || id < 1) continue;
    while (boxes.length < id) boxes.push({ classId: IGNORE_LABEL, center: [0, 0, 0], size: [1, 1, 1], yaw: 0 });
    boxes[id - 1] = { classId: classIndex(labels, box.className), center: box.center, size: box.size, yaw: box.yaw };
  }
  return boxes;
}
