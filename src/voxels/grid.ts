import { LimitError, type VoxelGrid } from '../core/index.ts';
import { bounds } from '../geometry/index.ts';

/** Voxel coordinates are kept below 2²⁰ an axis, so that sums and neighbour offsets never overflow 32 bits. */
const MAX_SIDE = 1 << 20;

/**
 * The grid of a cloud: origin at the per-axis minimum (TF 3D section 4), extent in whole voxels.
 * @param positions float32 [n × 3], finite, n ≥ 1.
 * @throws LimitError LIMIT_EXTENT when an axis would need more than 2²⁰ voxels.
 */
export function voxelGrid(positions: Float32Array, voxelSizeM: number): VoxelGrid {
  const { min, max } = bounds(positions);
  const inverse = Math.fround(1 / voxelSizeM);
  const dims = [0, 1, 2].map((axis) => Math.floor(Math.fround(Math.fround(max[axis]! - min[axis]!) * inverse)) + 1);
  const longest = Math.max(...dims);
  if (longest > MAX_SIDE) {
    const context = { limit: 'voxels along an axis', needed: longest, available: MAX_SIDE };
    throw new LimitError(
      'LIMIT_EXTENT',
      `the cloud spans ${longest} voxels of ${voxelSizeM} m: use larger voxels or crop it`,
      context,
    );
  }
  return { voxelSizeM, min: [min[0], min[1], min[2]], dims: dims as [number, number, number] };
}

/**
 * Middle of each voxel, float32 [rows × 3], metres in the cloud's frame.
 * @param coords uint32 [3 × rows] at the finest level.
 */
export function voxelCenters(coords: Uint32Array, grid: VoxelGrid): Float32Array {
  const rows = coords.length / 3;
  const centers = new Float32Array(coords.length);
  for (let axis = 0; axis < 3; axis++) {
    for (let r = 0; r < rows; r++)
      centers[3 * r + axis] = grid.min[axis]! + (coords[axis * rows + r]! + 0.5) * grid.voxelSizeM;
  }
  return centers;
}
