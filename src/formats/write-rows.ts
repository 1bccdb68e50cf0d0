import { BYTES_PER_SCALAR, type PointCloud, type ScalarType, scalarTypeOf, type TypedArray } from '../core/index.ts';
import { outOfMemory } from './out-of-memory.ts';

/** One column of a table of fixed-size rows: the body of a binary PLY or PCD, of a structured NPY, of a float32 `.bin`. */
export interface WrittenColumn {
  readonly name: string;
  readonly type: ScalarType;
  /** Consecutive scalars a row. */
  readonly components: number;
  /** [rows × components], interleaved. */
  readonly values: ArrayLike<number>;
  /** Added to every value in float64 before it is rounded to the column's type; one a component. */
  readonly plus?: readonly number[];
}

/** Called while rows are written. */
export type OnRows = (done: number, total: number) => void;

const SETTERS: Readonly<Record<ScalarType, (view: DataView, at: number, value: number) => void>> = {
  int8: (view, at, value) => view.setInt8(at, value),
  uint8: (view, at, value) => view.setUint8(at, value),
  int16: (view, at, value) => view.setInt16(at, value, true),
  uint16: (view, at, value) => view.setUint16(at, value, true),
  int32: (view, at, value) => view.setInt32(at, value, true),
  uint32: (view, at, value) => view.setUint32(at, value, true),
  float32: (view, at, value) => view.setFloat32(at, value, true),
  float64: (view, at, value) => view.setFloat64(at, value, true),
};

/** Rows written before the next report. */
const BLOCK_ROWS = 1 << 16;

export function rowBytesOf(columns: readonly WrittenColumn[]): number {
  return columns.reduce((sum, { type, components }) => sum + BYTES_PER_SCALAR[type] * components, 0);
}

/** A column of a typed array's own type. */
export function columnOf(name: string, values: TypedArray, components = 1): WrittenColumn {
  return { name, type: scalarTypeOf(values), components, values };
}

/** `head`, then little-endian rows without padding. @throws LimitError LIMIT_MEMORY */
export function writeRows(
  head: Uint8Array,
  columns: readonly WrittenColumn[],
  cloud: Pick<PointCloud, 'count' | 'name'>,
  onRows?: OnRows,
): Uint8Array<ArrayBuffer> {
  const { count } = cloud;
  const rowBytes = rowBytesOf(columns);
  const bytes = allocateBytes(head.length + rowBytes * count, cloud);
  bytes.set(head);
  const view = new DataView(bytes.buffer);
  for (let from = 0; from < count; from += BLOCK_ROWS) {
    const to = Math.min(count, from + BLOCK_ROWS);
    let offset = head.length;
    for (const column of columns) {
      writeBlock(view, column, { offset, rowBytes, from, to });
      offset += BYTES_PER_SCALAR[column.type] * column.components;
    }
    onRows?.(to, count);
  }
  return bytes;
}

interface Block {
  readonly offset: number;
  readonly rowBytes: number;
  readonly from: number;
  readonly to: number;
}

function writeBlock(view: DataView, column: WrittenColumn, { offset, rowBytes, from, to }: Block): void {
  const { type, components, values, plus } = column;
  const set = SETTERS[type];
  const step = BYTES_PER_SCALAR[type];
  for (let c = 0; c < components; c++) {
    // Trap: −0 + 0 is 0.
    const shift = plus?.[c] || -0;
    let at = offset + from * rowBytes + c * step;
    for (let row = from; row < to; row++, at += rowBytes) set(view, at, values[row * components + c]! + shift);
  }
}

/** @throws LimitError LIMIT_MEMORY where the machine does not give so many bytes */
export function allocateBytes(
  size: number,
  { count, name }: Pick<PointCloud, 'count' | 'name'>,
): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(size);
  } catch (cause) {
    throw outOfMemory(count, name, cause);
  }
}
