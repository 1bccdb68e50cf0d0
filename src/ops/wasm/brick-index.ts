import { BRICK, LimitError, NO_ROW } from '../../core/index.ts';

/** Largest top bitmap: 2³¹ bricks = 256 MiB of bits. */
const MAX_BRICKS = 2 ** 31;

/**
 * Two-level brick bitmap with popcount ranks (docs: DESIGN section 2, "index without hash or sort"): bits mark occupied bricks, and
 * voxels within them; a row number is a rank. Duplicates vanish, and the row order (brick raster, x slowest; then in-brick raster)
 * does not depend on the order of the input.
 */
export class BrickIndex {
  readonly rows: number;
  /** uint32 [4 × rows]: x, y, z, item. */
  readonly places: Uint32Array;
  private readonly dims: readonly [number, number, number];
  private readonly brickDims: readonly [number, number, number];
  private readonly top: Uint32Array;
  private readonly topRank: Uint32Array;
  private readonly masks: Uint32Array;
  private readonly ranks: Uint32Array;

  /** @param points uint32 [4 × count] voxel coordinates below `dims` and items below `items`, duplicates allowed. @throws LimitError */
  constructor(points: Uint32Array, count: number, dims: readonly [number, number, number], items: number) {
    this.dims = dims;
    this.brickDims = [Math.ceil(dims[0] / BRICK), Math.ceil(dims[1] / BRICK), Math.ceil(dims[2] / BRICK)];
    const [, brickY, brickZ] = this.brickDims;
    const brickCount = items * this.brickDims[0] * brickY * brickZ;
    if (brickCount > MAX_BRICKS) {
      throw new LimitError('LIMIT_EXTENT', 'the cloud is too large for this voxel size: use larger voxels or crop it', {
        limit: 'bricks',
        needed: brickCount,
        available: MAX_BRICKS,
      });
    }
    this.top = new Uint32Array(Math.ceil(brickCount / 32));
    for (let i = 0; i < count; i++) {
      const brick = this.brickOf(points[i]!, points[count + i]!, points[2 * count + i]!, points[3 * count + i]!);
      this.top[brick >>> 5]! |= 1 << (brick & 31);
    }
    this.topRank = exclusiveRanks(this.top);
    const bricks = total(this.top, this.topRank);
    this.masks = new Uint32Array(bricks * 16);
    for (let i = 0; i < count; i++) {
      const x = points[i]!;
      const y = points[count + i]!;
      const z = points[2 * count + i]!;
      const local = localOf(x, y, z);
      this.masks[this.rankOf(this.brickOf(x, y, z, points[3 * count + i]!)) * 16 + (local >>> 5)]! |= 1 << (local & 31);
    }
    this.ranks = exclusiveRanks(this.masks);
    this.rows = total(this.masks, this.ranks);
    this.places = this.emit();
  }

  /** Row of a voxel, `NO_ROW` where it is empty or outside. */
  row(x: number, y: number, z: number, item: number): number {
    if (x < 0 || y < 0 || z < 0 || x >= this.dims[0] || y >= this.dims[1] || z >= this.dims[2]) return NO_ROW;
    const brick = this.brickOf(x, y, z, item);
    if (((this.top[brick >>> 5]! >>> (brick & 31)) & 1) === 0) return NO_ROW;
    const local = localOf(x, y, z);
    const word = this.rankOf(brick) * 16 + (local >>> 5);
    const mask = this.masks[word]!;
    const bit = local & 31;
    if (((mask >>> bit) & 1) === 0) return NO_ROW;
    return this.ranks[word]! + popcount(mask & ((1 << bit) - 1));
  }

  private brickOf(x: number, y: number, z: number, item: number): number {
    return ((item * this.brickDims[0] + (x >>> 3)) * this.brickDims[1] + (y >>> 3)) * this.brickDims[2] + (z >>> 3);
  }

  private rankOf(brick: number): number {
    return this.topRank[brick >>> 5]! + popcount(this.top[brick >>> 5]! & ((1 << (brick & 31)) - 1));
  }

  private emit(): Uint32Array {
    const { rows, masks, ranks, brickDims } = this;
    const places = new Uint32Array(4 * rows);
    let brickRank = 0;
    for (let topWord = 0; topWord < this.top.length; topWord++) {
      for (let bits = this.top[topWord]!; bits !== 0; bits &= bits - 1) {
        const brick = topWord * 32 + lowestBit(bits);
        const brickZ = brick % brickDims[2];
        const brickY = Math.floor(brick / brickDims[2]) % brickDims[1];
        const slab = Math.floor(brick / (brickDims[2] * brickDims[1]));
        const brickX = slab % brickDims[0];
        const item = Math.floor(slab / brickDims[0]);
        for (let word = brickRank * 16; word < brickRank * 16 + 16; word++) {
          let row = ranks[word]!;
          for (let mask = masks[word]!; mask !== 0; mask &= mask - 1) {
            const local = (word & 15) * 32 + lowestBit(mask);
            places[row] = brickX * BRICK + (local >>> 6);
            places[rows + row] = brickY * BRICK + ((local >>> 3) & 7);
            places[2 * rows + row] = brickZ * BRICK + (local & 7);
            places[3 * rows + row] = item;
            row++;
          }
        }
        brickRank++;
      }
    }
    return places;
  }
}

function localOf(x: number, y: number, z: number): number {
  return ((x & 7) << 6) | ((y & 7) << 3) | (z & 7);
}

function exclusiveRanks(words: Uint32Array): Uint32Array {
  const ranks = new Uint32Array(words.length);
  let sum = 0;
  for (let i = 0; i < words.length; i++) {
    ranks[i] = sum;
    sum += popcount(words[i]!);
  }
  return ranks;
}

function total(words: Uint32Array, ranks: Uint32Array): number {
  return words.length === 0 ? 0 : ranks.at(-1)! + popcount(words.at(-1)!);
}

function popcount(word: number): number {
  let v = word - ((word >>> 1) & 0x5555_5555);
  v = (v & 0x3333_3333) + ((v >>> 2) & 0x3333_3333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
