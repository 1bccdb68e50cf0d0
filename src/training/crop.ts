import { type InputFeature, type LabelSet, Rng } from '../core/index.ts';
import type { Augmentation } from './augmentation.ts';
import { type Crop, pickPoints } from './crop-points.ts';
import { changeLooks } from './looks.ts';
import { layOver, pasteObjects } from './mixing.ts';
import { drawPose, moveBox, movePoints } from './pose.ts';
import { thinOut } from './thinning.ts';
import { instanceBoxes, sceneObjects, type TrainingScene } from './training-scene.ts';

/** Unit normals, drawn once: a fresh one for each coordinate would cost more than the rest of a crop. */
const NOISE = new Float32Array(65_537).map(
  (() => {
    const rng = new Rng(5);
    return () => rng.normal();
  })(),
);

export interface CropOptions {
  readonly radiusM: number;
  readonly voxelSizeM: number;
  readonly augmentation: Augmentation;
  readonly labels: LabelSet;
  /** What the model is fed with beside shape. */
  readonly features?: readonly InputFeature[] | undefined;
  /** Another scene of the same run, where something is to be mixed in. */
  readonly other: () => TrainingScene;
}

/**
 * Cuts a vertical cylinder about a point of a random class, mixes other scenes in, thins it and moves it about the origin: what
 * `Augmentation` says. A function of the scenes and the numbers drawn.
 */
export function cutCrop(source: TrainingScene, options: CropOptions, rng: Rng): Crop {
  const { augmentation, radiusM, labels } = options;
  const center = drawCenter(source, rng);
  let crop = cylinder(source, center, radiusM, labels);
  if (rng.chance(augmentation.paste))
    crop = pasteObjects(crop, sceneObjects(options.other(), labels), augmentation.pasteMost, rng);
  if (rng.chance(augmentation.overlay)) {
    const other = options.other();
    const otherCenter = drawCenter(other, rng);
    crop = layOver(crop, center, cylinder(other, otherCenter, radiusM, labels), otherCenter, rng);
  }
  return placeCrop(thinOut(crop, augmentation, rng), center, options, rng);
}

/** A point of a random class: rare ones are in the middle as often as common ones. */
function drawCenter({ scene, byClass }: TrainingScene, rng: Rng): readonly [number, number] {
  const classes = [...byClass.values()];
  const candidates = classes.length > 0 ? rng.pick(classes) : undefined;
  const center = candidates ? candidates[rng.int(candidates.length)]! : rng.int(scene.cloud.count);
  return [scene.cloud.positions[3 * center]!, scene.cloud.positions[3 * center + 1]!];
}

function cylinder(
  { scene, heights, looks }: TrainingScene,
  [cx, cy]: readonly [number, number],
  radiusM: number,
  labels: LabelSet,
): Crop {
  const { cloud, truth } = scene;
  const { positions, count } = cloud;
  const limit = radiusM ** 2;
  const rows = new Uint32Array(count);
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const dx = positions[3 * i]! - cx;
    const dy = positions[3 * i + 1]! - cy;
    if (dx * dx + dy * dy <= limit) rows[kept++] = i;
  }
  const semantic = truth!.semantic!;
  const instance = truth!.instance ?? new Uint32Array(count);
  const boxes = instanceBoxes(scene, labels);
  const inside = rows.subarray(0, kept);
  const whole = { count, positions, heights, semantic, instance, looks: new Float32Array(), boxes };
  return { ...pickPoints(whole, inside), looks: looks.of(inside) };
}

function placeCrop(crop: Crop, center: readonly [number, number], options: CropOptions, rng: Rng): Crop {
  const { jitterM, heightDrop, heightNoiseM } = options.augmentation;
  const pose = drawPose(options.augmentation, center, options.voxelSizeM, rng);
  const noise = rng.int(NOISE.length);
  const heightScale = rng.chance(heightDrop) ? 0 : pose.scaleZ;
  const heightShift = heightScale === 0 ? 0 : rng.normal(0, heightNoiseM);
  const positions = movePoints(pose, crop.positions);
  for (let at = 0; at < positions.length; at++) positions[at]! += jitterM * NOISE[(noise + at) % NOISE.length]!;
  const heights = crop.heights.map((height) => height * heightScale + heightShift);
  const moved = { ...crop, positions, heights, boxes: crop.boxes.map((box) => moveBox(pose, box)) };
  return changeLooks(moved, options.features ?? [], options.augmentation, rng);
}
