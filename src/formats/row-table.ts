import {
  allocate,
  type ByteSource,
  FormatError,
  type ScalarType,
  type StageOptions,
  type TypedArray,
  throwIfCancelled,
} from '../core/index.ts';
import { outOfMemory } from './build-cloud.ts';
import { readExact, truncated } from './read-exact.ts';

/** Scalars that occur in files. The last four have no column of their own and widen (see `columnTypeOf`). */
export type CellType = ScalarType | 'float16' | 'int64' | 'uint64' | 'bool';

export const CELL_BYTES: Readonly<Record<CellType, number>> = {
  int8: 1,
  uint8: 1,
  bool: 1,
  int16: 2,
  uint16: 2,
  float16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  int64: 8,
  uint64: 8,
  float64: 8,
};

export interface RowField {
  readonly name: string;
  readonly type: CellType;
  /** Bytes from the start of the row. */
  readonly offset: number;
  /** Consecutive scalars: 1, or the length of a sub-array. */
  readonly components: number;
}

/** Fixed-size rows: the body of a binary PLY, a C-ordered NPY, a raw float32 file. */
export interface RowLayout {
  readonly byteOffset: number;
  readonly rowBytes: number;
  readonly count: number;
  readonly littleEndian: boolean;
  readonly fields: readonly RowField[];
}

const CHUNK_BYTES = 4 << 20;

/**
 * Reads rows chunk by chunk into one typed array a field. Size is checked before anything is allocated.
 * @throws FormatError FORMAT_TRUNCATED, LimitError LIMIT_MEMORY, CancelledError
 */
export async function readRows(
  source: ByteSource,
  layout: RowLayout,
  format: string,
  options: StageOptions,
): Promise<TypedArray[]> {
  const { byteOffset, rowBytes, count, fields, littleEndian } = layout;
  const end = byteOffset + rowBytes * count;
  if (end > source.size) throw truncated(source, format, `a table of ${count} points`, end);
  const columns = fields.map((field) => allocateColumn(field, count, source.name));
  const rowsPerChunk = Math.max(1, Math.floor(CHUNK_BYTES / rowBytes));
  for (let row = 0; row < count; row += rowsPerChunk) {
    throwIfCancelled(options.signal, 'reading');
    const rows = Math.min(rowsPerChunk, count - row);
    const start = byteOffset + row * rowBytes;
    const bytes = await readExact(source, start, start + rows * rowBytes, format, 'the points');
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    fields.forEach((field, i) => {
      decodeColumn(view, field, rowBytes, rows, littleEndian, columns[i]!, row);
    });
    options.onProgress?.({ stage: 'reading', done: start + rows * rowBytes - byteOffset, total: end - byteOffset });
  }
  return columns;
}

/** The column type that holds a cell: 64-bit integers become float64 (exact to 2⁵³), half floats float32, booleans uint8. */
export function columnTypeOf(type: CellType): ScalarType {
  if (type === 'float16') return 'float32';
  if (type === 'int64' || type === 'uint64') return 'float64';
  return type === 'bool' ? 'uint8' : type;
}

export function allocateColumn(field: Pick<RowField, 'type' | 'components'>, count: number, file: string): TypedArray {
  try {
    return allocate(columnTypeOf(field.type), count * field.components);
  } catch (cause) {
    throw outOfMemory(count, file, cause);
  }
}

/** Reads one scalar; shared by fixed rows and by readers that walk variable ones. */
export function cellReader(type: CellType, littleEndian: boolean): (view: DataView, at: number) => number {
  switch (type) {
    case 'int8':
      return (view, at) => view.getInt8(at);
    case 'uint8':
    case 'bool':
      return (view, at) => view.getUint8(at);
    case 'int16':
      return (view, at) => view.getInt16(at, littleEndian);
    case 'uint16':
      return (view, at) => view.getUint16(at, littleEndian);
    case 'float16':
      return (view, at) => halfToNumber(view.getUint16(at, littleEndian));
    case 'int32':
      return (view, at) => view.getInt32(at, littleEndian);
    case 'uint32':
      return (view, at) => view.getUint32(at, littleEndian);
    case 'float32':
      return (view, at) => view.getFloat32(at, littleEndian);
    case 'int64':
      return (view, at) => Number(view.getBigInt64(at, littleEndian));
    case 'uint64':
      return (view, at) => Number(view.getBigUint64(at, littleEndian));
    case 'float64':
      return (view, at) => view.getFloat64(at, littleEndian);
  }
}

/** IEEE 754 binary16 → number. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function decodeColumn(
  view: DataView,
  field: RowField,
  rowBytes: number,
  rows: number,
  littleEndian: boolean,
  column: TypedArray,
  firstRow: number,
): void {
  const bytes = CELL_BYTES[field.type];
  const isAligned = (view.byteOffset + field.offset) % bytes === 0 && rowBytes % bytes === 0;
  if (
    field.type === 'float32' &&
    field.components === 1 &&
    littleEndian &&
    isAligned &&
    column instanceof Float32Array
  ) {
    copyFloats(new Float32Array(view.buffer, view.byteOffset, view.byteLength >> 2), column, {
      from: field.offset / 4,
      step: rowBytes / 4,
      to: firstRow,
      count: rows,
    });
    return;
  }
  const read = cellReader(field.type, littleEndian);
  let to = firstRow * field.components;
  for (let row = 0; row < rows; row++) {
    const from = row * rowBytes + field.offset;
    for (let c = 0; c < field.components; c++) column[to++] = read(view, from + c * bytes);
  }
}

/** The common case on its own, so that the loop sees one kind of array: a float column of aligned rows. */
function copyFloats(
  cells: Float32Array,
  column: Float32Array,
  { from, step, to, count }: { from: number; step: number; to: number; count: number },
): void {
  for (let i = 0, at = from; i < count; i++, at += step) column[to + i] = cells[at]!;
}

/** @throws FormatError FORMAT_FIELD when a declared count cannot be a count. */
export function requireCount(value: number, source: ByteSource, format: string, field: string): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  const message = `"${source.name}" declares an impossible ${field}. The file is damaged; export it again.`;
  throw new FormatError('FORMAT_FIELD', message, { file: source.name, format, field });
}
