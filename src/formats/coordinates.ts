import type { TypedArray, Vec3 } from '../core/index.ts';
import { type Bounds, boundsOf, chooseOrigin, FURTHEST_M, ORIGIN_BEYOND_M } from './origin.ts';
import { outOfMemory } from './out-of-memory.ts';

/** Where the points of a table are: what became of its rows. */
export interface PlacedPoints {
  /** float32 [count × 3], metres, relative to `origin`. */
  readonly positions: Float32Array;
  readonly origin: Vec3;
  readonly count: number;
  /** Rows of the table, points or not. */
  readonly sourceCount: number;
  /** Row of each point; undefined when every row became a point. */
  readonly keptRows: Uint32Array | undefined;
}

/** More room than this over the rows is given back. */
const MOST_SLACK = 1.1;

/**
 * Coordinates on their way from a file to float32 positions, in the memory that the positions end in: a cloud never takes its memory
 * thrice. As long as all of them are near zero, that is all. From the first far one on, what does not fit into a float32 is kept in a
 * second one beside it until the origin is known: 48 bits of the distance from the first points, nanometres wherever a survey lies.
 */
export class Coordinates {
  /** float32 [capacity × 3] relative to `base`. Who fills it with what a file stores as float32 uses `fillExact`. */
  private high: Float32Array;
  /** What `high` rounded away, from the first far point on. */
  private low: Float32Array | undefined;
  private base: Vec3 | undefined;
  private readonly min: [number, number, number] = [Infinity, Infinity, Infinity];
  private readonly max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  private readonly file: string;
  private rows = 0;
  private isExact = false;
  /** Of `fillExact`'s rows, those that were measured by who filled them. */
  private measured = 0;
  /** Whether `add` met rows that are no points. */
  private hasBad = false;

  /**
   * @param room rows to make room for, or the array that `fillExact`'s rows are in already
   * @throws LimitError LIMIT_MEMORY
   */
  constructor(file: string, room: number | Float32Array) {
    this.file = file;
    this.high = typeof room === 'number' ? reserve(file, room) : room;
  }

  /** For values that are float32 already: the array to fill, all rows of it, x y z a row. `add` is not for such a table. */
  fillExact(rows: number): Float32Array {
    this.rows = rows;
    this.isExact = true;
    this.base = [0, 0, 0];
    return this.high;
  }

  /** So many of `fillExact`'s rows are finite and near, and within these bounds: when all are, nobody has to look at them again. */
  addMeasured(rows: number, min: Vec3, max: Vec3): void {
    this.measured += rows;
    this.widen(min, max);
  }

  /** Adds rows of a block whose coordinates lie at `x`, `y` and `z` of each `stride` entries. */
  add(block: Float64Array, [x, y, z]: Vec3, stride: number, rows: number): void {
    if ((this.rows + rows) * 3 > this.high.length) this.grow(this.rows + rows);
    const seen = this.measure(block, [x, y, z], stride, rows);
    this.base ??= seen ? chooseOrigin(seen) : undefined;
    if (seen && isFar(seen)) this.low ??= reserve(this.file, this.high.length / 3);
    const [bx, by, bz] = this.base ?? [0, 0, 0];
    const { high, low } = this;
    const first = this.rows * 3;
    if (low) {
      for (let row = 0, at = 0, to = first; row < rows; row++, at += stride, to += 3) {
        const px = block[at + x]! - bx;
        const py = block[at + y]! - by;
        const pz = block[at + z]! - bz;
        const hx = Math.fround(px);
        const hy = Math.fround(py);
        const hz = Math.fround(pz);
        high[to] = hx;
        high[to + 1] = hy;
        high[to + 2] = hz;
        low[to] = px - hx;
        low[to + 1] = py - hy;
        low[to + 2] = pz - hz;
      }
    } else {
      for (let row = 0, at = 0, to = first; row < rows; row++, at += stride, to += 3) {
        high[to] = block[at + x]! - bx;
        high[to + 1] = block[at + y]! - by;
        high[to + 2] = block[at + z]! - bz;
      }
    }
    this.rows += rows;
  }

  /** Chooses the origin, drops rows without a finite place. The memory is the positions' from now on. */
  place(): PlacedPoints {
    const { rows, high } = this;
    const isWhole = this.isExact ? this.measured === rows : !this.hasBad;
    const kept = isWhole ? undefined : this.keep(this.isExact);
    const [bx, by, bz] = this.base ?? [0, 0, 0];
    const count = kept === undefined ? rows : kept.length;
    if (count === 0) {
      return { positions: new Float32Array(0), origin: [0, 0, 0], count, sourceCount: rows, keptRows: kept };
    }
    const origin = chooseOrigin({ min: this.min, max: this.max });
    const shift = [bx - origin[0], by - origin[1], bz - origin[2]] as const;
    if (kept) this.pack(kept);
    if (shift.some((value) => value !== 0)) this.move(shift, count);
    this.low = undefined;
    const isTight = high.length <= count * 3 * MOST_SLACK;
    const positions = isTight ? high.subarray(0, count * 3) : high.slice(0, count * 3);
    return { positions, origin, count, sourceCount: rows, keptRows: kept };
  }

  /** Bounds of the finite rows of a block, which also widen those of the whole. */
  private measure(block: Float64Array, [ix, iy, iz]: Vec3, stride: number, rows: number): Bounds | undefined {
    let [x0, y0, z0, x1, y1, z1] = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
    for (let row = 0, at = 0; row < rows; row++, at += stride) {
      const x = block[at + ix]!;
      const y = block[at + iy]!;
      const z = block[at + iz]!;
      if (!isNear(x, y, z)) {
        // One mark for all three: what follows looks at this alone.
        block[at + ix] = NaN;
        this.hasBad = true;
        continue;
      }
      if (x < x0) x0 = x;
      if (x > x1) x1 = x;
      if (y < y0) y0 = y;
      if (y > y1) y1 = y;
      if (z < z0) z0 = z;
      if (z > z1) z1 = z;
    }
    if (x0 > x1) return undefined;
    this.widen([x0, y0, z0], [x1, y1, z1]);
    return { min: [x0, y0, z0], max: [x1, y1, z1] };
  }

  private widen(min: Vec3, max: Vec3): void {
    for (let axis = 0; axis < 3; axis++) {
      this.min[axis] = Math.min(this.min[axis]!, min[axis]!);
      this.max[axis] = Math.max(this.max[axis]!, max[axis]!);
    }
  }

  /** Rows that are points, or undefined when all are; on the way the bounds, where `add` did not take them. */
  private keep(isMeasuring: boolean): Uint32Array | undefined {
    const { high, rows } = this;
    let [x0, y0, z0, x1, y1, z1] = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
    let kept = 0;
    for (let at = 0; at < rows * 3; at += 3) {
      const x = high[at]!;
      const y = high[at + 1]!;
      const z = high[at + 2]!;
      if (!isNear(x, y, z)) continue;
      kept++;
      if (x < x0) x0 = x;
      if (x > x1) x1 = x;
      if (y < y0) y0 = y;
      if (y > y1) y1 = y;
      if (z < z0) z0 = z;
      if (z > z1) z1 = z;
    }
    if (isMeasuring && kept > 0) this.widen([x0, y0, z0], [x1, y1, z1]);
    if (kept === rows) return undefined;
    const list = new Uint32Array(kept);
    for (let row = 0, to = 0; row < rows; row++) {
      if (isNear(high[row * 3]!, high[row * 3 + 1]!, high[row * 3 + 2]!)) list[to++] = row;
    }
    return list;
  }

  private pack(kept: Uint32Array): void {
    for (const values of [this.high, this.low]) {
      if (!values) continue;
      for (let i = 0, to = 0; i < kept.length; i++, to += 3) {
        const from = kept[i]! * 3;
        values[to] = values[from]!;
        values[to + 1] = values[from + 1]!;
        values[to + 2] = values[from + 2]!;
      }
    }
  }

  private move([sx, sy, sz]: Vec3, count: number): void {
    const { high, low } = this;
    for (let at = 0; at < count * 3; at += 3) {
      high[at] = high[at]! + (low ? low[at]! : 0) + sx;
      high[at + 1] = high[at + 1]! + (low ? low[at + 1]! : 0) + sy;
      high[at + 2] = high[at + 2]! + (low ? low[at + 2]! : 0) + sz;
    }
  }

  private grow(rows: number): void {
    const capacity = Math.max(rows, Math.ceil((this.high.length / 3) * 1.25));
    const wider = (values: Float32Array): Float32Array => {
      const grown = reserve(this.file, capacity);
      grown.set(values.subarray(0, this.rows * 3));
      return grown;
    };
    this.high = wider(this.high);
    if (this.low) this.low = wider(this.low);
  }
}

/** Columns that are there as a whole: rows without a finite place are dropped, one origin is subtracted in float64. */
export function placeColumns(file: string, x: TypedArray, y: TypedArray, z: TypedArray): PlacedPoints {
  const sourceCount = x.length;
  let count = 0;
  for (let i = 0; i < sourceCount; i++) if (isNear(x[i]!, y[i]!, z[i]!)) count++;
  const keptRows = count === sourceCount ? undefined : new Uint32Array(count);
  for (let i = 0, to = 0; keptRows && i < sourceCount; i++) if (isNear(x[i]!, y[i]!, z[i]!)) keptRows[to++] = i;
  const origin = count === 0 ? ([0, 0, 0] as const) : chooseOrigin(boundsOf([x, y, z], keptRows));
  const [ox, oy, oz] = origin;
  const positions = reserve(file, count);
  for (let i = 0, to = 0; i < count; i++) {
    const row = keptRows ? keptRows[i]! : i;
    positions[to++] = x[row]! - ox;
    positions[to++] = y[row]! - oy;
    positions[to++] = z[row]! - oz;
  }
  return { positions, origin, count, sourceCount, keptRows };
}

/** False for NaN too. */
function isNear(x: number, y: number, z: number): boolean {
  return Math.abs(x) < FURTHEST_M && Math.abs(y) < FURTHEST_M && Math.abs(z) < FURTHEST_M;
}

function isFar({ min, max }: Bounds): boolean {
  return Math.max(...min.map(Math.abs), ...max.map(Math.abs)) > ORIGIN_BEYOND_M;
}

function reserve(file: string, rows: number): Float32Array {
  try {
    return new Float32Array(rows * 3);
  } catch (cause) {
    throw outOfMemory(rows, file, cause);
  }
}
