import { type Crop, filterPoints } from './crop-points.ts';

/** Cells an axis has in a voxel's key; a crop is far smaller. */
const CELLS = 8192;
const EMPTY = -1;

/** Keeps the points nearest the crop's axis so that no more than about `maxVoxels` voxels are occupied. */
export function limitVoxels(crop: Crop, voxelSizeM: number, maxVoxels: number): Crop {
  const squares = squaredRadii(crop);
  const nearest = nearestOfVoxels(crop, squares, voxelSizeM);
  if (nearest.length <= maxVoxels) return crop;
  const limit = nearest.sort()[maxVoxels]!;
  return filterPoints(crop, (row) => squares[row]! < limit);
}

function squaredRadii({ positions, count }: Crop): Float32Array {
  const squares = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const [x, y] = [positions[3 * i]!, positions[3 * i + 1]!];
    squares[i] = x * x + y * y;
  }
  return squares;
}

/**
 * Squared radius of the nearest point of each occupied voxel, in no particular order. Voxels are found by a hash table with open places,
 * which a map of numbers takes five times as long for.
 */
function nearestOfVoxels({ positions, count }: Crop, squares: Float32Array, voxelSizeM: number): Float32Array {
  const places = 2 ** Math.ceil(Math.log2(2 * count + 2));
  const keys = new Float64Array(places).fill(EMPTY);
  const numbers = new Uint32Array(places);
  const nearest = new Float32Array(count);
  let voxels = 0;
  for (let i = 0; i < count; i++) {
    const x = Math.floor(positions[3 * i]! / voxelSizeM) + CELLS / 2;
    const y = Math.floor(positions[3 * i + 1]! / voxelSizeM) + CELLS / 2;
    const z = Math.floor(positions[3 * i + 2]! / voxelSizeM) + CELLS / 2;
    const key = (x * CELLS + y) * CELLS + z;
    let at = (Math.imul(x, 73_856_093) ^ Math.imul(y, 19_349_663) ^ Math.imul(z, 83_492_791)) & (places - 1);
    while (keys[at] !== key && keys[at] !== EMPTY) at = (at + 1) & (places - 1);
    if (keys[at] === EMPTY) {
      keys[at] = key;
      numbers[at] = voxels;
      nearest[voxels++] = squares[i]!;
    } else if (squares[i]! < nearest[numbers[at]!]!) nearest[numbers[at]!] = squares[i]!;
  }
  return nearest.subarray(0, voxels);
}
