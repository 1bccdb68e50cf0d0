import type { OrientedBox, PredictedBox } from '../core/index.ts';
import { type ClassPoints, classPoints, type Gathered, type LabelledPoints } from './class-points.ts';
import { ends, FACE_M, facingYaw } from './facing-yaw.ts';
import { holdLongThing } from './long-boxes.ts';
import { standOnGround } from './stand-on-ground.ts';

/** A box is asked for its points in itself, this much larger. */
const REACH = 1.25;
const REACH_M = 0.05;
/** However large a network says that a box is. */
const MOST_REACH_M = 50;
/** A box with fewer points stays as the network said. */
const MIN_POINTS = 5;
/** With fewer there are no faces to turn to. */
const MIN_TURN_POINTS = 15;
/** An end of an object with this share of its points is a face. */
const FACE_SHARE = 0.25;
/** Sides shorter than this have no faces, metres. */
const LEAST_FACED_M = 1.2;
/** Share of the points that may lie beyond each face: strays. */
const STRAYS = 0.01;

/**
 * Moves boxes onto the points of their objects. A small network says well what and about where; a point cloud says exactly where the seen
 * faces are. The heading turns to where most points lie close to a face (the closeness criterion of L-shape fitting: Zhang et al., IV 2017),
 * sides grow and the centre moves to hold the points; the unseen part keeps the size that the network gave it. Long things go on as far as
 * their points do, and what stands near the ground stands on it.
 * @param groundClasses that things stand on; none: boxes keep their bottom.
 * @returns boxes in the same order. O(points of things and ground + boxes × points about them).
 */
export function refineBoxes(
  boxes: readonly PredictedBox[],
  points: LabelledPoints,
  groundClasses: readonly number[] = [],
): PredictedBox[] {
  if (boxes.length === 0) return [];
  const index = classPoints(points, [...boxes.map(({ classId }) => classId), ...groundClasses]);
  return boxes.map((box) => {
    const onPoints = holdLongThing(index, refineBox(box, gather(index, box)), box.classId);
    return { ...box, ...standOnGround(index, onPoints, groundClasses) };
  });
}

/** Offsets from the box's centre of the points of its class about it; of the instance that has most of those inside, where there is one. */
function gather(index: ClassPoints, box: PredictedBox): Gathered {
  const { center, size, yaw, classId } = box;
  const reach = size.map((side) => Math.min((side / 2) * REACH + REACH_M, MOST_REACH_M)) as [number, number, number];
  const found = index.within(classId, center, reach, yaw);
  const votes = new Map<number, number>();
  for (const id of found.instance) if (id > 0) votes.set(id, (votes.get(id) ?? 0) + 1);
  let [main, most] = [0, 0];
  for (const [id, count] of votes) if (count > most) [main, most] = [id, count];
  if (2 * most < found.instance.length) return found;
  const mine = found.instance.flatMap((id, i) => (id === main ? [i] : []));
  return {
    x: mine.map((i) => found.x[i]!),
    y: mine.map((i) => found.y[i]!),
    z: mine.map((i) => found.z[i]!),
    instance: mine.map(() => main),
  };
}

function refineBox(box: OrientedBox, { x, y, z }: Gathered): OrientedBox {
  if (x.length < MIN_POINTS) return box;
  const yaw = x.length < MIN_TURN_POINTS ? box.yaw : facingYaw(x, y, box.yaw);
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  const along = hold(
    x.map((px, i) => px * cos + y[i]! * sin),
    box.size[0],
  );
  const across = hold(
    x.map((px, i) => y[i]! * cos - px * sin),
    box.size[1],
  );
  const up = hold(z, box.size[2]);
  return {
    center: [
      box.center[0] + along.shift * cos - across.shift * sin,
      box.center[1] + along.shift * sin + across.shift * cos,
      box.center[2] + up.shift,
    ],
    size: [along.side, across.side, up.side],
    yaw,
  };
}

/**
 * An interval about 0 moved and grown to hold all values but strays. An end where many values crowd is a face that the scanner saw: the
 * interval begins there, and what it has to spare lies beyond the other end, unseen. Without such an end, and where an object is too small for
 * points to tell its faces apart, it moves as little as it can.
 */
function hold(values: readonly number[], side: number): { readonly shift: number; readonly side: number } {
  const [low, high] = ends(Float64Array.from(values), STRAYS);
  const needed = Math.max(side, high - low);
  const crowd = (end: number) => values.reduce((n, x) => (Math.abs(x - end) < FACE_M ? n + 1 : n), 0) / values.length;
  const [atLow, atHigh] = [crowd(low), crowd(high)];
  const least = high - needed / 2;
  const most = low + needed / 2;
  const isFace =
    side > LEAST_FACED_M &&
    Math.max(atLow, atHigh) >= FACE_SHARE &&
    Math.max(atLow, atHigh) > 2 * Math.min(atLow, atHigh);
  const shift = isFace ? (atLow > atHigh ? most : least) : Math.min(Math.max(0, least), most);
  return { shift, side: needed };
}
