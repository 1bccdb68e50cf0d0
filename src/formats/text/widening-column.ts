import { allocate, type ScalarType, scalarTypeOf, type TypedArray } from '../../core/index.ts';
import { ORIGIN_BEYOND_M } from '../origin.ts';
import { outOfMemory } from '../out-of-memory.ts';

/**
 * A growing column of numbers whose type nobody declared: the narrowest integers that hold it; float32 for fractions, float64
 * where float32 would step by more than half a thousandth (time stamps, projected coordinates).
 */
export class WideningColumn {
  private values: TypedArray;
  private length = 0;
  private min = Infinity;
  private max = -Infinity;
  private isInteger = true;
  private readonly file: string;
  private readonly isExact: boolean;

  /** @param isExact fractions are never rounded to float32 */
  constructor(file: string, expectedRows: number, isExact = false) {
    this.file = file;
    this.isExact = isExact;
    this.values = this.reserve('uint8', expectedRows);
  }

  /** Appends entries `first`, `first + stride`, … of a row-major block. */
  append(block: Float64Array, first: number, stride: number, rows: number): void {
    const type = this.typeWith(block, first, stride, rows);
    const end = this.length + rows;
    const isWider = type !== scalarTypeOf(this.values);
    if (isWider || end > this.values.length) {
      const capacity =
        end > this.values.length ? Math.max(end, Math.ceil(this.values.length * 1.5)) : this.values.length;
      const grown = this.reserve(type, capacity);
      grown.set(this.values.subarray(0, this.length) as Float64Array);
      this.values = grown;
    }
    const { values } = this;
    for (let to = this.length, from = first; to < end; to++, from += stride) values[to] = block[from]!;
    this.length = end;
  }

  /** The entries so far, in an array of their own. */
  finish(): TypedArray {
    return this.length === this.values.length ? this.values : this.values.slice(0, this.length);
  }

  private typeWith(block: Float64Array, first: number, stride: number, rows: number): ScalarType {
    let { min, max, isInteger } = this;
    for (let row = 0, from = first; row < rows; row++, from += stride) {
      const value = block[from]!;
      if (value < min) min = value;
      if (value > max) max = value;
      if (isInteger && Math.floor(value) !== value) isInteger = false;
    }
    // Infinity is its own floor.
    if (!Number.isFinite(min) || !Number.isFinite(max)) isInteger = false;
    this.min = min;
    this.max = max;
    this.isInteger = isInteger;
    return this.isExact && !isInteger ? 'float64' : typeFor(min, max, isInteger);
  }

  private reserve(type: ScalarType, rows: number): TypedArray {
    try {
      return allocate(type, rows);
    } catch (cause) {
      throw outOfMemory(rows, this.file, cause);
    }
  }
}

function typeFor(min: number, max: number, isInteger: boolean): ScalarType {
  if (!isInteger) return Math.max(Math.abs(min), Math.abs(max)) > ORIGIN_BEYOND_M && min <= max ? 'float64' : 'float32';
  if (min >= 0) return max < 2 ** 8 ? 'uint8' : max < 2 ** 16 ? 'uint16' : max < 2 ** 32 ? 'uint32' : 'float64';
  if (min >= -(2 ** 15) && max < 2 ** 15) return 'int16';
  return min >= -(2 ** 31) && max < 2 ** 31 ? 'int32' : 'float64';
}
