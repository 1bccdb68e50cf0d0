import type { VoxelGrid } from '../../core/index.ts';
import type { PointInput } from '../ops.ts';

/** Bits of the sketch a point: few enough to stay in a cache, enough that one voxel in thirty at most hides behind another. */
const BITS_A_POINT = 16;
/** What the estimate may be wrong by: its spread is far below a percent. */
const MARGIN = 1.06;
/** Small counts follow no statistics, and room for them costs nothing. */
const SPARE = 256;
/** A brick is a voxel of three levels further up. */
const BRICK_SHIFT = 3;

export interface IndexRoom {
  /** By level, finest first. */
  readonly rows: readonly number[];
  readonly bricks: readonly number[];
}

/**
 * Room for the rows and bricks of each level, from the points alone: voxels are hashed into a bitmap, and the bits that are set tell how
 * many there were (linear counting). A voxel goes on to the next level when it is the first on its bit. A few milliseconds for 200,000
 * points; nothing that only the device knows is waited for. What a cloud exceeds all the same shows in the counts afterwards.
 */
export function estimateRoom(points: PointInput, grid: VoxelGrid, levels: number): IndexRoom {
  const { count } = points;
  const bits = 2 ** Math.ceil(Math.log2(Math.max(1024, count * BITS_A_POINT)));
  const distinct: number[] = [];
  let hidden = 1;
  const keys = voxelKeys(points, grid);
  const seen = new Uint32Array(bits / 32);
  let length = count;
  for (let level = 0; level < levels + BRICK_SHIFT; level++) {
    seen.fill(0);
    length = keepFirst(keys, length, seen, bits - 1);
    const voxels = -bits * Math.log1p(-length / bits);
    distinct.push(voxels * hidden);
    // Voxels that hid behind another do not reach the next level. Where every parent has many children that loses none; allow for all.
    if (length > 0) hidden *= voxels / length;
  }
  const room = distinct.map((voxels) => Math.min(count, Math.ceil(voxels * MARGIN) + SPARE));
  return { rows: room.slice(0, levels), bricks: room.slice(BRICK_SHIFT) };
}

/** int32 [points × 4]: x, y, z, cloud of the batch; close to what the kernels find, which is enough. */
function voxelKeys({ count, positions, items = [0] }: PointInput, { min, voxelSizeM }: VoxelGrid): Int32Array {
  const keys = new Int32Array(count * 4);
  const inverse = 1 / voxelSizeM;
  const [x, y, z] = min;
  let item = 0;
  for (let point = 0; point < count; point++) {
    while (item + 1 < items.length && items[item + 1]! <= point) item++;
    const from = point * 3;
    const to = point * 4;
    keys[to] = (positions[from]! - x) * inverse;
    keys[to + 1] = (positions[from + 1]! - y) * inverse;
    keys[to + 2] = (positions[from + 2]! - z) * inverse;
    keys[to + 3] = item;
  }
  return keys;
}

/** Moves the first of `length` keys on each bit to the front, as the voxel of the next level. @returns how many there are. */
function keepFirst(keys: Int32Array, length: number, seen: Uint32Array, mask: number): number {
  let kept = 0;
  for (let at = 0; at < length * 4; at += 4) {
    const x = keys[at]!;
    const y = keys[at + 1]!;
    const z = keys[at + 2]!;
    const item = keys[at + 3]!;
    const bit = hash(x, y, z, item) & mask;
    const word = bit >>> 5;
    const flag = 1 << (bit & 31);
    if ((seen[word]! & flag) !== 0) continue;
    seen[word]! |= flag;
    keys[kept] = x >> 1;
    keys[kept + 1] = y >> 1;
    keys[kept + 2] = z >> 1;
    keys[kept + 3] = item;
    kept += 4;
  }
  return kept / 4;
}

/** Every bit of the coordinates reaches every bit of the hash (the finaliser of MurmurHash3, public domain). */
function hash(x: number, y: number, z: number, item: number): number {
  let value =
    Math.imul(x, 0x8da6b343) ^ Math.imul(y, 0xd8163841) ^ Math.imul(z, 0xcb1ab31f) ^ Math.imul(item, 0x165667b1);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
