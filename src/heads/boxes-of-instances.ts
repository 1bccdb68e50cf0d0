import type { PredictedBox } from '../core/index.ts';
import { iou3d } from '../geometry/index.ts';
import { ends, facingYaw } from './facing-yaw.ts';
import type { VoxelGroup } from './grouping.ts';

export interface InstanceBoxInput {
  /** float32 [voxels × columns] and [voxels × 3]: see `BoxCodes`. */
  readonly codes: Float32Array;
  readonly centers: Float32Array;
  readonly heading?: 'direction' | 'axis' | undefined;
  readonly grouping: {
    readonly voxelInstance: Uint32Array;
    readonly instances: readonly Pick<VoxelGroup, 'classId' | 'score'>[];
  };
  /** float32 [points × 3]. */
  readonly positions: Float32Array;
  /** uint32 [points]: instance of each point, 0 = none. */
  readonly instance: Uint32Array;
}

/** An object with fewer points has no extent to speak of. */
const MIN_POINTS = 5;
/** Share of the points that may lie beyond each face: strays. */
const STRAYS = 0.01;
const LEAST_SIDE_M = 0.02;
/** A voted box that overlaps an instance's this much is of the same object, and knows its faces better. */
const SAME_IOU = 0.25;
/** A voted box that overlaps no other more than this may be of something that the grouping missed. */
const FREE_IOU = 0.1;
/** What a box that no instance bears out is worth. */
const UNBORNE = 0.3;

/**
 * A box about the points of each instance, by falling score: the heading that its voxels give on the whole, turned to where the points have
 * faces; sides that hold the points, and are as long as most of its voxels say, for what was not seen.
 */
export function boxesOfInstances(input: InstanceBoxInput): PredictedBox[] {
  const { codes, centers, grouping, positions, instance } = input;
  const columns = (3 * codes.length) / centers.length;
  const voxelsOf = membersOf(grouping.voxelInstance, grouping.instances.length);
  const pointsOf = membersOf(instance, grouping.instances.length);
  const boxes = grouping.instances.flatMap(({ classId, score }, i): PredictedBox[] => {
    const [voxels, points] = [voxelsOf[i]!, pointsOf[i]!];
    if (points.length < MIN_POINTS) return [];
    const sum = (column: number) => voxels.reduce((total, row) => total + codes[row * columns + column]!, 0);
    const said = Math.atan2(sum(7), sum(6)) / (input.heading === 'axis' ? 2 : 1);
    const [x, y, z] = [0, 1, 2].map((axis) => points.map((point) => positions[3 * point + axis]!)) as [
      number[],
      number[],
      number[],
    ];
    const yaw = facingYaw(x, y, said);
    const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
    const middle = (axis: number) =>
      median(voxels.map((row) => centers[3 * row + axis]! + codes[row * columns + 3 + axis]!));
    const side = (axis: number) => median(voxels.map((row) => Math.abs(codes[row * columns + axis]!)));
    const [middleX, middleY] = [middle(0), middle(1)];
    const along = spanOf(
      x.map((px, k) => px * cos + y[k]! * sin),
      side(0),
      middleX * cos + middleY * sin,
    );
    const across = spanOf(
      x.map((px, k) => y[k]! * cos - px * sin),
      side(1),
      middleY * cos - middleX * sin,
    );
    const up = spanOf(z, side(2), middle(2));
    const center = [along.at * cos - across.at * sin, along.at * sin + across.at * cos, up.at] as const;
    return [{ classId, score, center: [...center], size: [along.side, across.side, up.side], yaw }];
  });
  return boxes.sort((a, b) => b.score - a.score);
}

/**
 * One list of boxes of what was grouped and of what was voted for. An object that has both takes the voted box, whose faces are better, and the
 * instance's score, which says better whether there is such a thing.
 */
export function joinBoxes(voted: readonly PredictedBox[], ofInstances: readonly PredictedBox[]): PredictedBox[] {
  const taken = new Set<PredictedBox>();
  const boxes = ofInstances.map((box) => {
    let [best, most]: [PredictedBox | undefined, number] = [undefined, SAME_IOU];
    for (const other of voted) {
      if (other.classId !== box.classId || taken.has(other)) continue;
      const overlap = iou3d(other, box);
      if (overlap > most) [best, most] = [other, overlap];
    }
    if (!best) return box;
    taken.add(best);
    return { ...best, score: box.score };
  });
  for (const box of voted) {
    const isFree = boxes.every((other) => other.classId !== box.classId || iou3d(other, box) <= FREE_IOU);
    if (!taken.has(box) && isFree) boxes.push({ ...box, score: UNBORNE * box.score });
  }
  return boxes.sort((a, b) => b.score - a.score);
}

/** Indices by the group that they are in, 1 first. */
function membersOf(groups: Uint32Array, count: number): number[][] {
  const members = Array.from({ length: count }, (): number[] => []);
  groups.forEach((group, index) => {
    if (group > 0) members[group - 1]!.push(index);
  });
  return members;
}

/** The span of all values but strays, or one of `side` about `middle` moved to hold them. */
function spanOf(
  values: readonly number[],
  side: number,
  middle: number,
): { readonly at: number; readonly side: number } {
  const [low, high] = ends(Float64Array.from(values), STRAYS);
  const needed = Math.max(side, high - low, LEAST_SIDE_M);
  return { at: Math.min(Math.max(middle, high - needed / 2), low + needed / 2), side: needed };
}

function median(values: readonly number[]): number {
  return Float64Array.from(values).sort()[values.length >> 1] ?? 0;
}
