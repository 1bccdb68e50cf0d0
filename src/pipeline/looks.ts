import { nextTask, type PointCloud, throwIfCancelled, type VoxelGrid } from '../core/index.ts';

/** More change nothing any more: eight looks are within half a point of four in rooms. */
export const MOST_LOOKS = 8;

/** One way to look at a cloud: turned about the vertical, and with the voxels' corners elsewhere. */
export interface Look {
  /** Radians, counter-clockwise. */
  readonly angle: number;
  /** Share of a voxel by which the grid begins earlier, on every axis. */
  readonly shift: number;
}

/** Rooms stand along their axes: the further looks do not, else those at a right angle would see the same voxels. */
const OFF_AXIS_RAD = 0.2;
/** Points between two looks at the clock. */
const PIECE = 1 << 16;
const PIECE_MS = 8;

/** The first look is at the cloud as it is. */
export function looksOf(count: number): readonly Look[] {
  return Array.from({ length: count }, (_, k) => ({
    angle: k === 0 ? 0 : (2 * Math.PI * k) / count + OFF_AXIS_RAD,
    shift: k / count,
  }));
}

/** The cloud turned about the vertical axis through its origin; attributes are shared. In pieces that leave a page's thread free. */
export async function turned(cloud: PointCloud, angle: number, signal?: AbortSignal): Promise<PointCloud> {
  if (angle === 0) return cloud;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const positions = new Float32Array(cloud.positions.length);
  let since = performance.now();
  for (let start = 0; start < cloud.count; start += PIECE) {
    const end = Math.min(cloud.count, start + PIECE);
    for (let at = 3 * start; at < 3 * end; at += 3) {
      const [x, y] = [cloud.positions[at]!, cloud.positions[at + 1]!];
      positions[at] = cos * x - sin * y;
      positions[at + 1] = sin * x + cos * y;
      positions[at + 2] = cloud.positions[at + 2]!;
    }
    if (performance.now() - since < PIECE_MS) continue;
    await nextTask();
    throwIfCancelled(signal, 'understanding');
    since = performance.now();
  }
  return { ...cloud, positions };
}

/** A grid that begins `share` of a voxel earlier, and holds the same points. */
export function shifted({ min, dims, voxelSizeM }: VoxelGrid, share: number): VoxelGrid {
  if (share === 0) return { min, dims, voxelSizeM };
  const [x, y, z] = min;
  const by = share * voxelSizeM;
  return { voxelSizeM, min: [x - by, y - by, z - by], dims: [dims[0] + 1, dims[1] + 1, dims[2] + 1] };
}
