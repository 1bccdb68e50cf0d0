import type { TypedArray } from '../core/index.ts';
import { type CellType, halfToNumber } from './cell-types.ts';

/** Rows of a chunk as they lie in the file. */
export interface CellRows {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly littleEndian: boolean;
  /** Bytes from one row to the next. */
  readonly stride: number;
}

/**
 * One cell of each of `rows` rows, from byte `at` of the first on, into every `step`-th entry of `out` from `to` on. A loop for each type:
 * each sees one kind of array, and that is what makes it fast.
 */
export function decodeCells(
  type: CellType,
  { view, bytes, littleEndian, stride }: CellRows,
  at: number,
  rows: number,
  out: TypedArray,
  to: number,
  step: number,
): void {
  const end = to + rows * step;
  let from = at;
  switch (type) {
    case 'uint8':
    case 'bool':
      for (let i = to; i < end; i += step, from += stride) out[i] = bytes[from]!;
      return;
    case 'int8':
      for (let i = to; i < end; i += step, from += stride) out[i] = view.getInt8(from);
      return;
    case 'uint16':
      for (let i = to; i < end; i += step, from += stride) out[i] = view.getUint16(from, littleEndian);
      return;
    case 'int16':
      for (let i = to; i < end; i += step, from += stride) out[i] = view.getInt16(from, littleEndian);
      return;
    case 'float16':
      for (let i = to; i < end; i += step, from += stride) out[i] = halfToNumber(view.getUint16(from, littleEndian));
      return;
    case 'int32':
      for (let i = to; i < end; i += step, from += stride) out[i] = view.getInt32(from, littleEndian);
      return;
    case 'uint32':
      for (let i = to; i < end; i += step, from += stride) out[i] = view.getUint32(from, littleEndian);
      return;
    case 'float32':
      if (littleEndian && stride % 4 === 0 && (bytes.byteOffset + at) % 4 === 0) {
        copyFloats(bytes, at, stride / 4, rows, out, to, step);
        return;
      }
      for (let i = to; i < end; i += step, from += stride) out[i] = view.getFloat32(from, littleEndian);
      return;
    case 'float64':
      for (let i = to; i < end; i += step, from += stride) out[i] = view.getFloat64(from, littleEndian);
      return;
    case 'int64':
      for (let i = to; i < end; i += step, from += stride) out[i] = Number(view.getBigInt64(from, littleEndian));
      return;
    case 'uint64':
      for (let i = to; i < end; i += step, from += stride) out[i] = Number(view.getBigUint64(from, littleEndian));
      return;
  }
}

/** The common case on its own: aligned rows of little-endian floats. */
function copyFloats(
  bytes: Uint8Array,
  at: number,
  stride: number,
  rows: number,
  out: TypedArray,
  to: number,
  step: number,
): void {
  const cells = new Float32Array(bytes.buffer, bytes.byteOffset + at, (bytes.length - at) >> 2);
  const end = to + rows * step;
  for (let i = to, from = 0; i < end; i += step, from += stride) out[i] = cells[from]!;
}

/** Three bytes of each row, one after the other: colours. */
export function copyByteTriples(
  { bytes, stride }: CellRows,
  at: number,
  rows: number,
  out: Uint8Array,
  to: number,
): void {
  for (let row = 0, from = at, o = to; row < rows; row++, from += stride, o += 3) {
    out[o] = bytes[from]!;
    out[o + 1] = bytes[from + 1]!;
    out[o + 2] = bytes[from + 2]!;
  }
}
