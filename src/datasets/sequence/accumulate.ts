import { findAttribute, type PointCloud, type Scene, type Vec3 } from '../../core/index.ts';
import { invertRigid, multiply, transformPoint } from '../rigid.ts';

/** Other frames of a sequence around one of them. */
export interface FramesAround {
  /** How many frames before and after it. */
  readonly past: number;
  readonly future: number;
  /** Most points of all of them together; more are thinned evenly. */
  readonly maxPoints: number;
}

/** Frames around `frame`, the nearest first, within the sequence. */
export function framesAround(frame: number, frameCount: number, { past, future }: FramesAround): number[] {
  const frames: number[] = [];
  for (let step = 1; step <= Math.max(past, future); step++) {
    if (step <= past && frame - step >= 0) frames.push(frame - step);
    if (step <= future && frame + step < frameCount) frames.push(frame + step);
  }
  return frames;
}

/**
 * The points of other frames where they were in the world, as seen from the frame `scene`: one cloud relative to that scene's own
 * origin, with the attributes `frame` (int16: how many frames later) and `intensity` where all have it. Frames without a pose are left
 * out; undefined where `scene` itself has none, or nothing is left.
 */
export function accumulate(scene: Scene, others: readonly Scene[], maxPoints: number): PointCloud | undefined {
  if (!scene.worldFromFrame) return undefined;
  const posed = others.filter((other) => other.worldFromFrame);
  const total = posed.reduce((sum, { cloud }) => sum + cloud.count, 0);
  if (total === 0) return undefined;
  const step = Math.max(1, total / Math.max(1, maxPoints));
  const counts = posed.map(({ cloud }) => Math.floor((cloud.count - 1) / step) + 1);
  const count = counts.reduce((sum, value) => sum + value, 0);
  const positions = new Float32Array(count * 3);
  const offsets = new Int16Array(count);
  const hasIntensity = posed.every(({ cloud }) => findAttribute(cloud, 'intensity'));
  const intensity = hasIntensity ? new Float32Array(count) : undefined;
  const frameFromWorld = invertRigid(scene.worldFromFrame);
  let at = 0;
  posed.forEach((other, k) => {
    const kept = counts[k]!;
    offsets.fill(other.frame.index - scene.frame.index, at, at + kept);
    const relative = multiply(frameFromWorld, other.worldFromFrame!);
    const values = intensity && findAttribute(other.cloud, 'intensity')!.values;
    placePoints(positions, at, other.cloud, { relative, origin: scene.cloud.origin, step, count: kept });
    for (let i = 0; values && i < kept; i++) intensity[at + i] = values[Math.floor(i * step)]!;
    at += kept;
  });
  return {
    name: `${posed.length} frames around ${scene.cloud.name}`,
    format: scene.cloud.format,
    count,
    origin: scene.cloud.origin,
    positions,
    attributes: [
      { name: 'frame', components: 1, values: offsets },
      ...(intensity ? [{ name: 'intensity', components: 1, values: intensity }] : []),
    ],
  };
}

/** In float64 up to the last subtraction: poses are kilometres from zero. */
function placePoints(
  into: Float32Array,
  start: number,
  { positions, origin: from }: PointCloud,
  { relative: m, origin, step, count }: { relative: readonly number[]; origin: Vec3; step: number; count: number },
): void {
  const shifted = transformPoint(m, from);
  const [tx, ty, tz] = [shifted[0] - origin[0], shifted[1] - origin[1], shifted[2] - origin[2]];
  for (let i = 0, at = start * 3; i < count; i++, at += 3) {
    const p = Math.floor(i * step) * 3;
    const [x, y, z] = [positions[p]!, positions[p + 1]!, positions[p + 2]!];
    into[at] = m[0]! * x + m[1]! * y + m[2]! * z + tx;
    into[at + 1] = m[4]! * x + m[5]! * y + m[6]! * z + ty;
    into[at + 2] = m[8]! * x + m[9]! * y + m[10]! * z + tz;
  }
}
