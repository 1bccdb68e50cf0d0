import type { OrientedBox, PointCloud, Vec3 } from '../core/index.ts';

const IDENTITY: readonly number[] = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/** The cloud in its aligned frame: p' = A·p, in float64 per point. */
export function alignCloud(cloud: PointCloud, alignment: readonly number[]): PointCloud {
  const positions = new Float32Array(cloud.positions.length);
  for (let i = 0; i < cloud.count; i++) positions.set(apply(alignment, truePoint(cloud, i)), i * 3);
  return { ...cloud, origin: [0, 0, 0], positions };
}

/**
 * Boxes of instances, the way detection benchmarks derive them: bounds of the instance's vertices along the axes of the
 * aligned frame. Returned in the cloud's own frame: an alignment that was not applied turns the box back.
 * @returns one entry an instance id from 1 on, undefined where it has no points
 */
export function instanceBoxes(
  cloud: PointCloud,
  instance: Uint32Array,
  instanceCount: number,
  alignment: readonly number[] = IDENTITY,
): ({ readonly box: OrientedBox; readonly points: number } | undefined)[] {
  const min = Array.from({ length: instanceCount }, () => [Infinity, Infinity, Infinity]);
  const max = Array.from({ length: instanceCount }, () => [-Infinity, -Infinity, -Infinity]);
  const points = new Uint32Array(instanceCount);
  for (let i = 0; i < cloud.count; i++) {
    const id = instance[i]! - 1;
    if (id < 0 || id >= instanceCount) continue;
    const p = apply(alignment, truePoint(cloud, i));
    for (let axis = 0; axis < 3; axis++) {
      min[id]![axis] = Math.min(min[id]![axis]!, p[axis]!);
      max[id]![axis] = Math.max(max[id]![axis]!, p[axis]!);
    }
    points[id]!++;
  }
  // Aligned x axis seen from the scan: the first row of A's rotation.
  const yaw = Math.atan2(alignment[1]!, alignment[0]!);
  return min.map((low, id) => {
    if (points[id] === 0) return undefined;
    const middle = low.map((value, axis) => (value + max[id]![axis]!) / 2) as unknown as Vec3;
    const center = applyInverse(alignment, middle).map((value, axis) => value - cloud.origin[axis]!) as unknown as Vec3;
    const size = low.map((value, axis) => max[id]![axis]! - value) as unknown as Vec3;
    return { box: { center, size, yaw }, points: points[id]! };
  });
}

function truePoint({ positions, origin }: PointCloud, i: number): Vec3 {
  return [positions[i * 3]! + origin[0], positions[i * 3 + 1]! + origin[1], positions[i * 3 + 2]! + origin[2]];
}

function apply(m: readonly number[], [x, y, z]: Vec3): Vec3 {
  const row = (r: number) => m[r]! * x + m[r + 1]! * y + m[r + 2]! * z + m[r + 3]!;
  return [row(0), row(4), row(8)];
}

/** Of a rigid transform. */
function applyInverse(m: readonly number[], [x, y, z]: Vec3): Vec3 {
  const [dx, dy, dz] = [x - m[3]!, y - m[7]!, z - m[11]!];
  const column = (c: number) => m[c]! * dx + m[c + 4]! * dy + m[c + 8]! * dz;
  return [column(0), column(1), column(2)];
}
