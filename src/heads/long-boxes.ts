import type { OrientedBox } from '../core/index.ts';
import type { ClassPoints } from './class-points.ts';

/** Only what is this long and this high goes on: cars stand bumper to bumper, lorries and buses stick out of the row. Metres. */
const LEAST_LENGTH_M = 4.5;
const LEAST_HEIGHT_M = 2.2;
/** Points farther apart than this are not of one object. */
const GAP_M = 0.6;
/** Beside the box, and above and below it, points still count. */
const BESIDE_M = 0.1;
const ABOVE_M = 0.3;
const MOST_LENGTH_M = 14;
const MOST_WIDTH_M = 4;
const MOST_HEIGHT_M = 4.5;

/**
 * Lengthens a long, high box along its axis, and upwards, over points of its class that go on without a gap. What a network sees of a lorry
 * at once is part of it, so that it draws the middle of its experience, 6 m; the points do not end there.
 */
export function holdLongThing(index: ClassPoints, box: OrientedBox, classId: number): OrientedBox {
  const [length, width, height] = box.size;
  if (length < LEAST_LENGTH_M || height < LEAST_HEIGHT_M) return box;
  if (length > MOST_LENGTH_M || width > MOST_WIDTH_M || height > MOST_HEIGHT_M) return box;
  const [cos, sin] = [Math.cos(box.yaw), Math.sin(box.yaw)];
  const half = width / 2 + BESIDE_M;
  const ahead = index.within(classId, box.center, [MOST_LENGTH_M, half, height / 2 + ABOVE_M], box.yaw);
  const along = Float64Array.from(ahead.x, (x, i) => x * cos + ahead.y[i]! * sin).sort();
  const front = goOn(along, length / 2, MOST_LENGTH_M - length / 2);
  const back = -goOn(along.map((x) => -x).reverse(), length / 2, MOST_LENGTH_M - front);
  const shift = (front + back) / 2;
  const [x, y, z] = [box.center[0] + shift * cos, box.center[1] + shift * sin, box.center[2]];
  const above = index.within(classId, [x, y, z], [(front - back) / 2, half, MOST_HEIGHT_M], box.yaw);
  const top = goOn(Float64Array.from(above.z).sort(), height / 2, MOST_HEIGHT_M - height / 2);
  return {
    center: [x, y, z + (top - height / 2) / 2],
    size: [front - back, width, height / 2 + top],
    yaw: box.yaw,
  };
}

/** The largest of rising values that is reached from `end` without a gap, and is no more than `most`. */
function goOn(values: Float64Array, end: number, most: number): number {
  for (const value of values) if (value > end && value - end < GAP_M && value < most) end = value;
  return end;
}
