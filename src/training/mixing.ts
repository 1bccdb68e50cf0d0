import type { Rng } from '../core/index.ts';
import { type Crop, type CropBox, joinCrops } from './crop-points.ts';
import { moveBox, movePoints, type Pose, turnedOnto } from './pose.ts';

/** An object of a scene: a crop of its own points with one box. */
export type SceneObject = Crop & { readonly box: CropBox };

/** How often a place for an object is looked for. */
const TRIES = 30;
/** Points lower than this above the ground are the ground, metres. */
const GROUND_M = 0.15;
/** Points from here on are in the way, metres above the ground. */
const OBSTACLE_M = 0.35;
/** An object is seen with as many points as its distance gave it: it goes about as far from the sensor as it was. */
const RANGE_RATIO = [0.75, 1.33] as const;
const CLEARANCE_M = 0.3;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/**
 * Objects of another scene on free ground of this one, turned about the sensor so that the side that was seen is seen, as high above the
 * ground as they were. Classes are equally likely, and the other scene's commonest is left out where it has others.
 * @param crop in the sensor's frame, as the objects are in theirs.
 */
export function pasteObjects(crop: Crop, objects: readonly SceneObject[], most: number, rng: Rng): Crop {
  const classes = rareClasses(objects);
  if (classes.length === 0 || crop.count === 0) return crop;
  const placed: Place[] = [];
  const parts: Crop[] = [crop];
  for (let left = 1 + rng.int(most); left > 0; left--) {
    const object = rng.pick(rng.pick(classes));
    const radius = Math.hypot(object.box.size[0], object.box.size[1]) / 2 + CLEARANCE_M;
    const spot = freeSpot(crop, object, radius, placed, rng);
    if (spot === undefined) continue;
    const [x, y] = [crop.positions[3 * spot]!, crop.positions[3 * spot + 1]!];
    placed.push({ x, y, radius });
    const [cx, cy] = object.box.center;
    const up = groundOf(crop, spot) - groundOf(object, 0);
    parts.push(moveCrop(object, turnedOnto(Math.atan2(y, x) - Math.atan2(cy, cx), [cx, cy], [x, y, up])));
  }
  return joinCrops(parts);
}

/** Both crops in one place, floor on floor, the second at any heading (Mix3D, Nekrasov et al. 2021). */
export function layOver(
  crop: Crop,
  center: readonly [number, number],
  other: Crop,
  otherCenter: readonly [number, number],
  rng: Rng,
): Crop {
  if (crop.count === 0 || other.count === 0) return crop;
  const up = groundOf(crop, 0) - groundOf(other, 0);
  return joinCrops([crop, moveCrop(other, turnedOnto(rng.range(-Math.PI, Math.PI), otherCenter, [...center, up]))]);
}

function moveCrop(crop: Crop, pose: Pose): Crop {
  return { ...crop, positions: movePoints(pose, crop.positions), boxes: crop.boxes.map((box) => moveBox(pose, box)) };
}

/** Height of the ground under a point. */
function groundOf({ positions, heights }: Crop, row: number): number {
  return positions[3 * row + 2]! - heights[row]!;
}

function rareClasses(objects: readonly SceneObject[]): SceneObject[][] {
  const byClass = new Map<number, SceneObject[]>();
  for (const object of objects) byClass.set(object.box.classId, [...(byClass.get(object.box.classId) ?? []), object]);
  const lists = [...byClass.values()].sort((a, b) => b.length - a.length);
  return lists.length > 1 ? lists.slice(1) : lists;
}

/** A point of the ground, with room about it. */
function freeSpot(
  crop: Crop,
  object: SceneObject,
  radius: number,
  placed: readonly Place[],
  rng: Rng,
): number | undefined {
  const range = Math.hypot(object.box.center[0], object.box.center[1]);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const spot = rng.int(crop.count);
    const [x, y] = [crop.positions[3 * spot]!, crop.positions[3 * spot + 1]!];
    const ratio = Math.hypot(x, y) / range;
    if (Math.abs(crop.heights[spot]!) > GROUND_M || ratio < RANGE_RATIO[0] || ratio > RANGE_RATIO[1]) continue;
    if (placed.some((other) => Math.hypot(other.x - x, other.y - y) < other.radius + radius)) continue;
    if (isFree(crop, x, y, radius, object.box.size[2])) return spot;
  }
  return undefined;
}

function isFree({ positions, heights, count }: Crop, x: number, y: number, radius: number, height: number): boolean {
  const square = radius ** 2;
  for (let i = 0; i < count; i++) {
    const dx = positions[3 * i]! - x;
    const dy = positions[3 * i + 1]! - y;
    if (dx * dx + dy * dy < square && heights[i]! > OBSTACLE_M && heights[i]! < height + CLEARANCE_M) return false;
  }
  return true;
}
