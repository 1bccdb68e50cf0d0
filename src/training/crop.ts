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

  const angle = rng.range(-Math.PI, Math.PI);
  const isFlipped = rng.chance(0.5);
  const scale = rng.range(...options.scale);
  const pose: Pose = { cos: Math.cos(angle), sin: Math.sin(angle), isFlipped, scale, cx, cy };
  const noise = rng.int(NOISE.length);
  const useHeights = rng.chance(0.8);
  const heightShift = rng.normal(0, 0.04);
  const count = chosen.length;
  const moved = new Float64Array(3);
  const out = {
    positions: new Float32Array(3 * count),
    heights: new Float32Array(count),
    semantic: new Int16Array(count),
    instance: new Uint32Array(count),
  };
  const { semantic, instance } = truth!;
  for (let at = 0; at < count; at++) {
    const i = chosen[at]!;
    transform(positions[3 * i]!, positions[3 * i + 1]!, positions[3 * i + 2]!, pose, moved);
    for (let axis = 0; axis < 3; axis++)
      out.positions[3 * at + axis] = moved[axis]! + options.jitterM * NOISE[(noise + 3 * at + axis) % NOISE.length]!;
    out.heights[at] = useHeights ? source.heights[i]! * scale + heightShift : 0;
    out.semantic[at] = semantic![i]!;
    out.instance[at] = instance?.[i] ?? 0;
  }
  const boxes = instanceBoxes(source.scene, options.labels).map((box): CropBox => {
    const yaw = (isFlipped ? -box.yaw : box.yaw) + angle;
    const size = box.size.map((side) => side * scale) as [number, number, number];
    const [x, y, z] = transform(...box.center, pose, moved) as unknown as [number, number, number];
    return { classId: box.classId, center: [x, y, z], size, yaw };
  });
  return { count, ...out, boxes };
}

/** Where the crop's centre goes, and how everything turns about it. */
interface Pose {
  readonly cos: number;
  readonly sin: number;
  readonly isFlipped: boolean;
  readonly scale: number;
  readonly cx: number;
  readonly cy: number;
}

/** @returns `out`, which has the place. */
function transform(px: number, py: number, pz: number, pose: Pose, out: Float64Array): Float64Array {
  const { cos, sin, isFlipped, scale, cx, cy } = pose;
  const x = px - cx;
  const y = isFlipped ? -(py - cy) : py - cy;
  out[0] = scale * (cos * x - sin * y);
  out[1] = scale * (sin * x + cos * y);
  out[2] = scale * pz;
  return out;
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
