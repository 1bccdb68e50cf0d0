/** Counted points that a cell must hold before its density is believed: with fewer, even surfaces would look blotched. */
const ENOUGH = 12;
const LEVELS = 9;
/** Densities are counted from at most this many points, evenly taken: a million points need no longer than these. */
const COUNTED = 1 << 16;
const COUNT_PIECE = 4096;
const HASH_BITS = 16;
/** Wider points would turn sparse surface into blobs. */
const MAX_MEDIANS = 4;

/**
 * Distance between neighbouring points around each point, metres: points lie on surfaces, so that n points in a cell of side s are
 * about s / √n apart. Cells start at the finest size and double until one holds enough points: a spinning LiDAR's dense and sparse
 * parts get their own value each. Strays get the median, and nothing more than four medians.
 *
 * `count` goes through a sample, `fill` through the cloud, both in pieces as small as the page likes.
 */
export class SpacingEstimate {
  /** Of the sample, metres; known once all is counted. */
  median: number;
  private readonly positions: Float32Array;
  private readonly finestM: number;
  private readonly step: number;
  /** Cell counts, a table for each level and each of two grids. */
  private readonly cells = new Uint16Array((LEVELS * 2) << HASH_BITS);

  /**
   * @param finestM Side of the finest cell; 1/1024 of the largest extent serves any scan.
   * @param counted At most so many points are counted.
   */
  constructor(positions: Float32Array, finestM: number, counted = COUNTED) {
    const count = Math.floor(positions.length / 3);
    this.positions = positions;
    this.finestM = finestM;
    this.step = Math.max(1, Math.ceil(count / counted));
    this.median = finestM * 2 ** LEVELS;
  }

  /** Goes through the sample; stops after each piece. */
  *count(): Generator<void, void> {
    const { cells, step } = this;
    const count = Math.floor(this.positions.length / 3);
    const sample = new Float32Array(Math.ceil(count / step));
    for (let k = 0; k < sample.length; k++) {
      const halves = this.halvesOf(k * step);
      for (let level = 0; level < LEVELS; level++) {
        cells[cellOf(halves, level, 0)]++;
        cells[cellOf(halves, level, 1)]++;
      }
      if (k % COUNT_PIECE === COUNT_PIECE - 1) yield;
    }
    for (let k = 0; k < sample.length; k++) {
      sample[k] = this.at(k * step);
      if (k % COUNT_PIECE === COUNT_PIECE - 1) yield;
    }
    const known = sample.filter((value) => value > 0).sort();
    if (known.length > 0) this.median = known[known.length >> 1];
  }

  /** Writes the spacing of the points from `first` to before `last` into `spacing`, float32 [count]. */
  fill(spacing: Float32Array, first: number, last: number): void {
    const { median } = this;
    for (let i = first; i < last; i++) {
      const found = this.at(i);
      spacing[i] = found === 0 ? median : Math.min(found, MAX_MEDIANS * median);
    }
  }

  /** 0 where no cell about the point holds enough. */
  private at(i: number): number {
    const halves = this.halvesOf(i);
    for (let level = 0; level < LEVELS; level++) {
      const inCell = (this.cells[cellOf(halves, level, 0)] + this.cells[cellOf(halves, level, 1)]) / 2;
      if (inCell >= ENOUGH) return (this.finestM * 2 ** level) / Math.sqrt(inCell * this.step);
    }
    return 0;
  }

  /** The point's place in half cells of the finest size. One array for all calls. */
  private halvesOf(i: number): Int32Array {
    const { positions, finestM } = this;
    for (let axis = 0; axis < 3; axis++) halves[axis] = Math.floor((2 * positions[3 * i + axis]) / finestM);
    return halves;
  }
}

const halves = new Int32Array(3);

/**
 * Place of the point's cell in the counts, in one of a level's two grids, half a cell apart: a point at the edge of one cell is well inside one of the other.
 * Hash collisions merge two cells and make both look a little denser: harmless for a point's size, and no keys are stored.
 */
function cellOf(place: Int32Array, level: number, grid: number): number {
  const shift = grid << level;
  const x = (place[0] + shift) >> (level + 1);
  const y = (place[1] + shift) >> (level + 1);
  const z = (place[2] + shift) >> (level + 1);
  const mixed = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b) ^ Math.imul(z, 0xc2b2ae35);
  return (Math.imul(mixed ^ (mixed >>> 15), 0x9e3779b1) >>> (32 - HASH_BITS)) + ((2 * level + grid) << HASH_BITS);
}
