import type { OrientedBox } from '../core/index.ts';
import type { ClassPoints } from './class-points.ts';

/** Nothing that stands on streets is larger: a network may say anything. */
const MOST_SIDE_M = 50;
/** Ground this far about a box is what it stands on. */
const AROUND_M = 2.5;
const BELOW_M = 1.5;
/** Fewer points of ground than this say nothing. */
const MIN_POINTS = 5;
/** Level of the ground among them: curbs and wrongly labelled bodies lie above it. */
const LEVEL_SHARE = 0.1;
/** A box whose bottom is farther from the ground does not stand on it, or has found the wrong ground. */
const MOST_STEP_M = 0.5;

/**
 * Puts a box onto the ground about it. What a scanner sees of an object begins decimetres above its bottom, the ground beside it does not.
 * Half of the step moves the box, half changes its height: either end may be the one that was off.
 * @param groundClasses that things stand on.
 */
export function standOnGround(index: ClassPoints, box: OrientedBox, groundClasses: readonly number[]): OrientedBox {
  const [length, width, height] = box.size;
  if (Math.max(length, width, height) > MOST_SIDE_M) return box;
  const half = [length / 2 + AROUND_M, width / 2 + AROUND_M, height / 2 + BELOW_M] as const;
  const levels = groundClasses.flatMap((classId) => index.within(classId, box.center, half, box.yaw).z);
  if (levels.length < MIN_POINTS) return box;
  levels.sort((a, b) => a - b);
  const step = levels[Math.floor(LEVEL_SHARE * (levels.length - 1))]! + height / 2;
  if (Math.abs(step) > MOST_STEP_M) return box;
  const side = height - step / 2;
  return {
    center: [box.center[0], box.center[1], box.center[2] - height / 2 + step + side / 2],
    size: [length, width, side],
    yaw: box.yaw,
  };
}
