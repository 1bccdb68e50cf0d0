// Voxel index on the CPU: a two-level bitmap of 8^3 bricks with popcount ranks, no hash and no sort (docs: ARCHITECTURE, "brick").
// A brick's number is ((item * bricksX + x) * bricksY + y) * bricksZ + z; a voxel's bit in its brick is x * 64 + y * 8 + z; a row is a
// rank, so that duplicates vanish and the order of rows does not depend on that of the points.
// Reference: src/ops/tfjs/naive-index.ts. Orchestrated by src/ops/wasm/brick-index.ts and index-points.ts.
import { scratch } from './vectors.as';

const NONE: u32 = 0xffffffff;

/** One level, in the order of `GRID_FIELDS` in src/ops/wasm/brick-index.ts. */
@unmanaged
export class Grid {
  dimX: i32;
  dimY: i32;
  dimZ: i32;
  bricksX: i32;
  bricksY: i32;
  bricksZ: i32;
  /** Bits of occupied bricks, u32 [words], and how many are set before each word. */
  top: usize;
  topRanks: usize;
  words: i32;
  /** Bits of occupied voxels, u32 [bricks x 16], and how many are set before each word. */
  masks: usize;
  ranks: usize;
  bricks: i32;
  /** Number of each occupied brick, u32 [bricks]. */
  numbers: usize;
  rows: i32;
}

@inline
function load4(base: usize, index: usize): u32 {
  return load<u32>(base + (index << 2));
}

@inline
function setBit(words: usize, bit: u32): void {
  const at = words + ((<usize>bit >>> 5) << 2);
  store<u32>(at, load<u32>(at) | (<u32>1 << (bit & 31)));
}

/** Rank of an occupied brick or, in `masks`, row of an occupied voxel: set bits before it. */
@inline
function rankOf(words: usize, ranks: usize, bit: u32): u32 {
  const at = (<usize>bit >>> 5) << 2;
  return load<u32>(ranks + at) + popcnt<u32>(load<u32>(words + at) & ((<u32>1 << (bit & 31)) - 1));
}

@inline
function isSet(words: usize, bit: u32): bool {
  return ((load4(words, <usize>bit >>> 5) >>> (bit & 31)) & 1) != 0;
}

/** Voxel along one axis, in float32 step by step, so that every implementation cuts alike. */
@inline
function cell(scaled: f32, dim: i32): u32 {
  return <u32>min<i32>(<i32>min<f32>(max<f32>(floor<f32>(scaled), 0), 2147483520), dim - 1);
}

@inline
function scaledOf(position: f32, low: f32, inverse: f32): f32 {
  return (position - low) * inverse;
}

/** Brick number and bit of each of n points of one item; marks their bricks. positions f32 [n x 3]. */
export function quantizePoints(
  grid: Grid, positions: usize, n: i32, item: i32, x0: f32, y0: f32, z0: f32, inverse: f32, numbers: usize, bits: usize,
): void {
  for (let i: usize = 0; i < <usize>n; i++) {
    const p = positions + i * 12;
    const x = cell(scaledOf(load<f32>(p), x0, inverse), grid.dimX);
    const y = cell(scaledOf(load<f32>(p, 4), y0, inverse), grid.dimY);
    const z = cell(scaledOf(load<f32>(p, 8), z0, inverse), grid.dimZ);
    const number = ((<u32>item * grid.bricksX + (x >>> 3)) * grid.bricksY + (y >>> 3)) * grid.bricksZ + (z >>> 3);
    store<u32>(numbers + (i << 2), number);
    store<u32>(bits + (i << 2), ((x & 7) << 6) | ((y & 7) << 3) | (z & 7));
    setBit(grid.top, number);
  }
}

/** Exclusive prefix sums of the words' popcounts. @returns all set bits. */
export function rankWords(words: usize, ranks: usize, n: i32): i32 {
  let sum: u32 = 0;
  for (let i: usize = 0; i < <usize>n; i++) {
    store<u32>(ranks + (i << 2), sum);
    sum += popcnt<u32>(load4(words, i));
  }
  return sum;
}

/** Numbers of the occupied bricks, ascending. */
export function listBricks(grid: Grid): void {
  let at = grid.numbers;
  for (let word: usize = 0; word < <usize>grid.words; word++) {
    for (let bits = load4(grid.top, word); bits != 0; bits &= bits - 1) {
      store<u32>(at, (<u32>word << 5) + ctz<u32>(bits));
      at += 4;
    }
  }
}

/** Marks the points' voxels. */
export function markPoints(grid: Grid, numbers: usize, bits: usize, n: i32): void {
  for (let i: usize = 0; i < <usize>n; i++) {
    setBit(grid.masks, rankOf(grid.top, grid.topRanks, load4(numbers, i)) * 512 + load4(bits, i));
  }
}

/** Row of each point. */
export function pointRows(grid: Grid, numbers: usize, bits: usize, n: i32, rows: usize): void {
  for (let i: usize = 0; i < <usize>n; i++) {
    const bit = rankOf(grid.top, grid.topRanks, load4(numbers, i)) * 512 + load4(bits, i);
    store<u32>(rows + (i << 2), rankOf(grid.masks, grid.ranks, bit));
  }
}

// The place of a brick, taken apart by `locate`: x, y, z in bricks, and its item. Each thread has its own instance, and so its own four.
let brickX: u32 = 0;
let brickY: u32 = 0;
let brickZ: u32 = 0;
let brickItem: u32 = 0;

@inline
function locate(grid: Grid, number: u32): void {
  const column = number / <u32>grid.bricksZ;
  const slab = column / <u32>grid.bricksY;
  brickZ = number % <u32>grid.bricksZ;
  brickY = column % <u32>grid.bricksY;
  brickX = slab % <u32>grid.bricksX;
  brickItem = slab / <u32>grid.bricksX;
}

/** Number of the coarser level's brick that holds the located brick, and the bit of its first voxel there. */
@inline
function coarseNumber(coarse: Grid): u32 {
  const slab = brickItem * coarse.bricksX + (brickX >>> 1);
  return (slab * coarse.bricksY + (brickY >>> 1)) * coarse.bricksZ + (brickZ >>> 1);
}

@inline
function coarseBase(): u32 {
  return ((brickX & 1) << 8) | ((brickY & 1) << 5) | ((brickZ & 1) << 2);
}

/** Bit of a voxel's parent relative to `coarseBase`: half of each coordinate. */
@inline
function halfBit(bit: u32): u32 {
  return ((bit >>> 7) << 6) | (((bit >>> 4) & 3) << 3) | ((bit >>> 1) & 3);
}

/** Marks the bricks of the next coarser level. */
export function coarsenBricks(fine: Grid, coarse: Grid): void {
  for (let b: usize = 0; b < <usize>fine.bricks; b++) {
    locate(fine, load4(fine.numbers, b));
    setBit(coarse.top, coarseNumber(coarse));
  }
}

/** Marks the voxels of the next coarser level. */
export function coarsenVoxels(fine: Grid, coarse: Grid): void {
  for (let b: usize = 0; b < <usize>fine.bricks; b++) {
    locate(fine, load4(fine.numbers, b));
    const base = rankOf(coarse.top, coarse.topRanks, coarseNumber(coarse)) * 512 + coarseBase();
    for (let word: usize = 0; word < 16; word++) {
      for (let bits = load4(fine.masks, b * 16 + word); bits != 0; bits &= bits - 1) {
        setBit(coarse.masks, base + halfBit((<u32>word << 5) + ctz<u32>(bits)));
      }
    }
  }
}

/** parents [fine rows]; children [8 x coarse rows] and, where not 0, inverse [8 x fine rows], both filled with none before. */
export function linkLevels(fine: Grid, coarse: Grid, parents: usize, children: usize, inverse: usize): void {
  let row: u32 = 0;
  for (let b: usize = 0; b < <usize>fine.bricks; b++) {
    locate(fine, load4(fine.numbers, b));
    const base = rankOf(coarse.top, coarse.topRanks, coarseNumber(coarse)) * 512 + coarseBase();
    for (let word: usize = 0; word < 16; word++) {
      for (let bits = load4(fine.masks, b * 16 + word); bits != 0; bits &= bits - 1) {
        const bit = (<u32>word << 5) + ctz<u32>(bits);
        const parent = rankOf(coarse.masks, coarse.ranks, base + halfBit(bit));
        const octant = ((bit >>> 4) & 4) | ((bit >>> 2) & 2) | (bit & 1);
        store<u32>(parents + (<usize>row << 2), parent);
        store<u32>(children + ((<usize>octant * coarse.rows + parent) << 2), row);
        if (inverse != 0) store<u32>(inverse + ((<usize>octant * fine.rows + row) << 2), parent);
        row++;
      }
    }
  }
}

/** coords [3 x rows]. */
export function listVoxels(grid: Grid, coords: usize): void {
  const stride: usize = <usize>grid.rows << 2;
  let at = coords;
  for (let b: usize = 0; b < <usize>grid.bricks; b++) {
    locate(grid, load4(grid.numbers, b));
    for (let word: usize = 0; word < 16; word++) {
      for (let bits = load4(grid.masks, b * 16 + word); bits != 0; bits &= bits - 1) {
        const bit = (<u32>word << 5) + ctz<u32>(bits);
        store<u32>(at, (brickX << 3) + (bit >>> 6));
        store<u32>(at + stride, (brickY << 3) + ((bit >>> 3) & 7));
        store<u32>(at + 2 * stride, (brickZ << 3) + (bit & 7));
        at += 4;
      }
    }
  }
}

/** table [(2 reach + 1)^3 x rows] for the rows of n bricks from `first` on; reach is at most 8. */
export function neighbourRows(grid: Grid, first: i32, n: i32, reach: i32, table: usize): void {
  const stride: usize = <usize>grid.rows << 2;
  for (let b = <usize>first; b < <usize>(first + n); b++) {
    listBricksAround(grid, load4(grid.numbers, b));
    let at = table + (<usize>load4(grid.ranks, b * 16) << 2);
    for (let word: usize = 0; word < 16; word++) {
      for (let bits = load4(grid.masks, b * 16 + word); bits != 0; bits &= bits - 1) {
        const bit = (<i32>word << 5) + ctz<i32>(bits);
        const x = bit >>> 6, y = (bit >>> 3) & 7, z = bit & 7;
        const inside = z >= reach && z + reach < 8;
        let entry = at;
        for (let nx = x - reach; nx <= x + reach; nx++) {
          for (let ny = y - reach; ny <= y + reach; ny++) {
            const column = ((nx + 8) >> 3) * 9 + ((ny + 8) >> 3) * 3;
            const bitXy = ((nx & 7) << 6) | ((ny & 7) << 3);
            if (inside) { // one brick and one word hold all that lie one over the other
              const brick = load4(scratch, column + 1);
              const word = ((<usize>brick + bitXy) >>> 5) << 2;
              const bits = brick != NONE ? load<u32>(grid.masks + word) : 0;
              const before = brick != NONE ? load<u32>(grid.ranks + word) : 0;
              for (let nz = z - reach; nz <= z + reach; nz++) {
                const below: u32 = (<u32>1 << ((bitXy & 31) | nz)) - 1;
                store<u32>(entry, (bits & (below + 1)) != 0 ? before + popcnt<u32>(bits & below) : NONE);
                entry += stride;
              }
              continue;
            }
            for (let nz = z - reach; nz <= z + reach; nz++) {
              const brick = load4(scratch, column + ((nz + 8) >> 3));
              const near = brick + (bitXy | (nz & 7));
              store<u32>(entry, brick != NONE && isSet(grid.masks, near) ? rankOf(grid.masks, grid.ranks, near) : NONE);
              entry += stride;
            }
          }
        }
        at += 4;
      }
    }
  }
}

/** First bit (in `masks`) of the 27 bricks around one, none where there is no brick, to this thread's scratch. */
function listBricksAround(grid: Grid, number: u32): void {
  locate(grid, number);
  let at = scratch;
  for (let x = -1; x <= 1; x++) {
    for (let y = -1; y <= 1; y++) {
      for (let z = -1; z <= 1; z++) {
        const inside = brickX + x < <u32>grid.bricksX && brickY + y < <u32>grid.bricksY && brickZ + z < <u32>grid.bricksZ;
        const near = number + (x * grid.bricksY + y) * grid.bricksZ + z;
        store<u32>(at, inside && isSet(grid.top, near) ? rankOf(grid.top, grid.topRanks, near) * 512 : NONE);
        at += 4;
      }
    }
  }
}
