import { classIndex, IGNORE_LABEL, type LabelSet, Rng, type Scene } from '../core/index.ts';
import { heightAboveGround } from '../geometry/index.ts';

/** A labelled piece of a scene after augmentation, about the origin. Columns as in `PointCloud`. */
export interface Crop {
  readonly count: number;
  readonly positions: Float32Array;
  readonly heights: Float32Array;
  readonly semantic: Int16Array;
  /** 0 = none, else 1-based into `boxes`. */
  readonly instance: Uint32Array;
  readonly boxes: readonly CropBox[];
}

export interface CropBox {
  /** Class index in the label set; IGNORE_LABEL when this instance has no box. */
  readonly classId: number;
  readonly center: readonly [number, number, number];
  readonly size: readonly [number, number, number];
  readonly yaw: number;
}

/** A generated scene with what every crop of it needs. */
export interface TrainingScene {
  readonly scene: Scene;
  readonly heights: Float32Array;
  /** Point indices by class: crops are centred on a rare class as often as on a common one. */
  readonly byClass: ReadonlyMap<number, Uint32Array>;
}

export function prepareScene(scene: Scene, groundCellM: number): TrainingScene {
  const semantic = scene.truth!.semantic!;
  const byClass = new Map<number, number[]>();
  for (let i = 0; i < semantic.length; i++) {
    const label = semantic[i]!;
    if (label === IGNORE_LABEL) continue;
    let list = byClass.get(label);
    if (!list) byClass.set(label, (list = []));
    list.push(i);
  }
  const heights = heightAboveGround(scene.cloud.positions, { cellM: groundCellM });
  return { scene, heights, byClass: new Map([...byClass].map(([label, list]) => [label, Uint32Array.from(list)])) };
}

/** Unit normals, drawn once: a fresh one for each coordinate would cost more than the rest of a crop. */
const NOISE = new Float32Array(65_537).map(
  (() => {
    const rng = new Rng(5);
    return () => rng.normal();
  })(),
);

export interface CropOptions {
  readonly radiusM: number;
  readonly jitterM: number;
  readonly scale: readonly [number, number];
  readonly labels: LabelSet;
}

/**
 * Cuts a vertical cylinder about a point of a random class and augments it: any rotation about z, flips, scale, jitter, point drop,
 * and, for a fifth of the crops, no heights at all (a ground estimate that fails must not be fatal). TF 3D section 4; synth2real 5.5.
 */
export function cutCrop(source: TrainingScene, options: CropOptions, rng: Rng): Crop {
  const { cloud, truth } = source.scene;
  const { positions } = cloud;
  const classes = [...source.byClass.values()];
  const candidates = classes.length > 0 ? rng.pick(classes) : undefined;
  const center = candidates ? candidates[rng.int(candidates.length)]! : rng.int(cloud.count);
  const [cx, cy] = [positions[3 * center]!, positions[3 * center + 1]!];
  const keep = rng.chance(0.5) ? rng.range(0.5, 1) : 1;
  const limit = options.radiusM ** 2;
  const chosen: number[] = [];
  for (let i = 0; i < cloud.count; i++) {
    const dx = positions[3 * i]! - cx;
    const dy = positions[3 * i + 1]! - cy;
    if (dx * dx + dy * dy <= limit && (keep === 1 || rng.chance(keep))) chosen.push(i);
  }

  const pose = {
    angle: rng.range(-Math.PI, Math.PI),
    flip: rng.chance(0.5),
    scale: rng.range(...options.scale),
    cx,
    cy,
  };
  const noise = rng.int(NOISE.length);
  const useHeights = rng.chance(0.8);
  const heightShift = rng.normal(0, 0.04);
  const out = {
    positions: new Float32Array(chosen.length * 3),
    heights: new Float32Array(chosen.length),
    semantic: new Int16Array(chosen.length),
    instance: new Uint32Array(chosen.length),
  };
  const boxIndex = instanceBoxes(source.scene, options.labels);
  chosen.forEach((i, at) => {
    const moved = transform([positions[3 * i]!, positions[3 * i + 1]!, positions[3 * i + 2]!], pose);
    for (let axis = 0; axis < 3; axis++)
      out.positions[3 * at + axis] = moved[axis]! + options.jitterM * NOISE[(noise + 3 * at + axis) % NOISE.length]!;
    out.heights[at] = useHeights ? source.heights[i]! * pose.scale + heightShift : 0;
    out.semantic[at] = truth!.semantic![i]!;
    out.instance[at] = truth!.instance?.[i] ?? 0;
  });
  const boxes = boxIndex.map((box): CropBox => {
    const yaw = (pose.flip ? -box.yaw : box.yaw) + pose.angle;
    const size = box.size.map((side) => side * pose.scale) as [number, number, number];
    return { classId: box.classId, center: transform(box.center, pose), size, yaw };
  });
  return { count: chosen.length, ...out, boxes };
}

function transform(
  p: readonly [number, number, number],
  pose: { angle: number; flip: boolean; scale: number; cx: number; cy: number },
): [number, number, number] {
  const x = p[0] - pose.cx;
  const y = pose.flip ? -(p[1] - pose.cy) : p[1] - pose.cy;
  const [c, s] = [Math.cos(pose.angle), Math.sin(pose.angle)];
  return [pose.scale * (c * x - s * y), pose.scale * (s * x + c * y), pose.scale * p[2]];
}

/** Box of instance id i at index i − 1. A scene lists its boxes with their instance ids as `id`. */
function instanceBoxes(scene: Scene, labels: LabelSet): CropBox[] {
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
