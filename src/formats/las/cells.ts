import type { TypedArray } from '../../core/index.ts';
import { type CellType, halfToNumber } from '../row-table.ts';

const words = new Uint32Array(2);
const asFloat64 = new Float64Array(words.buffer);
const asFloat32 = new Float32Array(words.buffer, 0, 1);

/**
 * One cell of each of `rows` records, from `at` on, into a column from `to` on. Bytes are put together by hand: in a loop over one
 * type that is as fast as a typed array, and records are not aligned.
 */
export function copyCells(
  type: CellType,
  bytes: Uint8Array,
  at: number,
  stride: number,
  rows: number,
  column: TypedArray,
  to: number,
  step = 1,
): void {
  let from = at;
  const end = to + rows * step;
  switch (type) {
    case 'uint8':
    case 'bool':
      for (let i = to; i < end; i += step, from += stride) column[i] = bytes[from]!;
      return;
    case 'int8':
      for (let i = to; i < end; i += step, from += stride) column[i] = (bytes[from]! << 24) >> 24;
      return;
    case 'uint16':
      for (let i = to; i < end; i += step, from += stride) column[i] = bytes[from]! | (bytes[from + 1]! << 8);
      return;
    case 'int16':
      for (let i = to; i < end; i += step, from += stride) {
        column[i] = ((bytes[from]! << 16) | (bytes[from + 1]! << 24)) >> 16;
      }
      return;
    case 'int32':
      for (let i = to; i < end; i += step, from += stride) column[i] = int32At(bytes, from);
      return;
    case 'uint32':
      for (let i = to; i < end; i += step, from += stride) column[i] = int32At(bytes, from) >>> 0;
      return;
    case 'int64':
      for (let i = to; i < end; i += step, from += stride) {
        column[i] = int32At(bytes, from + 4) * 2 ** 32 + (int32At(bytes, from) >>> 0);
      }
      return;
    case 'uint64':
      for (let i = to; i < end; i += step, from += stride) {
        column[i] = (int32At(bytes, from + 4) >>> 0) * 2 ** 32 + (int32At(bytes, from) >>> 0);
      }
      return;
    case 'float16':
      for (let i = to; i < end; i += step, from += stride) {
        column[i] = halfToNumber(bytes[from]! | (bytes[from + 1]! << 8));
      }
      return;
    case 'float32':
      for (let i = to; i < end; i += step, from += stride) {
        words[0] = int32At(bytes, from);
        column[i] = asFloat32[0]!;
      }
      return;
    case 'float64':
      for (let i = to; i < end; i += step, from += stride) {
        words[0] = int32At(bytes, from);
        words[1] = int32At(bytes, from + 4);
        column[i] = asFloat64[0]!;
      }
      return;
  }
}

export function int32At(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

/** Whether any of `rows` records has a bit set in the `width` bytes from `at` on. */
export function anySet(
  bytes: Uint8Array,
  at: number,
  stride: number,
  rows: number,
  width: number,
  mask = 255,
): boolean {
  for (let b = 0; b < width; b++) {
    for (let row = 0, from = at + b; row < rows; row++, from += stride) if (bytes[from]! & mask) return true;
  }
  return false;
}
