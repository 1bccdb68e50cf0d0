import {
  allocate,
  type ByteSource,
  FormatError,
  type StageOptions,
  type TypedArray,
  throwIfCancelled,
  type Vec3,
} from '../core/index.ts';
import { CELL_BYTES, type CellType, columnTypeOf } from './cell-types.ts';
import { Coordinates } from './coordinates.ts';
import { type CellRows, copyByteTriples, decodeCells } from './decode-cells.ts';
import { readDoubleTriples, readFloatTriples, type TripleOffsets } from './float-triples.ts';
import { outOfMemory } from './out-of-memory.ts';
import { readExact, truncated } from './read-exact.ts';

export { CELL_BYTES, type CellType, cellReader, columnTypeOf, halfToNumber } from './cell-types.ts';

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

/** A table whose coordinates are on their way to positions already. */
export interface PointRows {
  readonly coordinates: Coordinates;
  /** One a field, in their order; undefined for x, y and z. */
  readonly columns: readonly (TypedArray | undefined)[];
}

const CHUNK_BYTES = 4 << 20;
/** Rows of a chunk that all fields are taken from before the next ones: they stay in the processor's cache. */
const BLOCK_ROWS = 2048;

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
  checkSize(source, layout, format);
  const columns = layout.fields.map((field) => allocateColumn(field, layout.count, source.name));
  await eachChunk(source, layout, format, options, (bytes, row, rows) => {
    decodeRows(layout, columns, bytes, row, rows);
  });
  return columns;
}

/**
 * Reads rows as points: the fields `axes` are x, y and z.
 * @throws as `readRows`
 */
export async function readPoints(
  source: ByteSource,
  layout: RowLayout,
  axes: Vec3,
  format: string,
  options: StageOptions,
): Promise<PointRows> {
  checkSize(source, layout, format);
  const table = new PointTable(source.name, layout, axes, layout.count);
  await eachChunk(source, layout, format, options, (bytes, _, rows) => table.add(bytes, rows));
  return table;
}

/** Collects rows, wherever in a table they are from. */
export class PointTable implements PointRows {
  readonly coordinates: Coordinates;
  readonly columns: readonly (TypedArray | undefined)[];
  private readonly layout: RowLayout;
  private readonly axes: Vec3;
  /** float32 [count × 3] that coordinates go to as they are, where the table stores them as such. */
  private readonly exact: Float32Array | undefined;
  private readonly block: Float64Array;
  private readonly offsets: TripleOffsets;
  /** Little-endian float64. */
  private readonly isDouble: boolean;
  private row = 0;

  constructor(file: string, layout: RowLayout, axes: Vec3, count: number) {
    this.layout = layout;
    this.axes = axes;
    this.offsets = axes.map((axis) => layout.fields[axis]!.offset) as unknown as TripleOffsets;
    this.isDouble = layout.littleEndian && axes.every((axis) => layout.fields[axis]!.type === 'float64');
    this.coordinates = new Coordinates(file, count);
    const isExact = axes.every((axis) => layout.fields[axis]!.type === 'float32');
    this.exact = isExact ? this.coordinates.fillExact(count) : undefined;
    this.block = new Float64Array(isExact ? 0 : BLOCK_ROWS * 3);
    this.columns = layout.fields.map((field, i) => (axes.includes(i) ? undefined : allocateColumn(field, count, file)));
  }

  add(bytes: Uint8Array, rows: number): void {
    const { layout, axes, exact, block } = this;
    const cells = cellsOf(layout, bytes);
    for (let done = 0; done < rows; done += BLOCK_ROWS) {
      const some = Math.min(BLOCK_ROWS, rows - done);
      decodeBlock(layout, this.columns, cells, done, this.row, some);
      if (exact && layout.littleEndian) this.addExact(cells, done, some, exact);
      else if (this.isDouble) {
        readDoubleTriples(cells, this.offsets, done * layout.rowBytes, some, block);
        this.coordinates.add(block, [0, 1, 2], 3, some);
      } else {
        axes.forEach((index, axis) => {
          const { type, offset } = layout.fields[index]!;
          const at = done * layout.rowBytes + offset;
          decodeCells(type, cells, at, some, exact ?? block, exact ? this.row * 3 + axis : axis, 3);
        });
        if (!exact) this.coordinates.add(block, [0, 1, 2], 3, some);
      }
      this.row += some;
    }
  }

  private addExact(cells: CellRows, first: number, rows: number, exact: Float32Array): void {
    const { layout, offsets, row } = this;
    const bounds = Float64Array.of(Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity);
    if (!readFloatTriples(cells, offsets, first * layout.rowBytes, rows, exact, row * 3, bounds)) return;
    const [x0, y0, z0, x1, y1, z1] = bounds as unknown as readonly [number, number, number, number, number, number];
    this.coordinates.addMeasured(rows, [x0, y0, z0], [x1, y1, z1]);
  }
}

function checkSize(source: ByteSource, { byteOffset, rowBytes, count }: RowLayout, format: string): void {
  const end = byteOffset + rowBytes * count;
  if (end > source.size) throw truncated(source, format, `a table of ${count} points`, end);
}

/** Whole rows of a table, one chunk after the other; the next one is fetched while one is decoded. `take` must not keep the bytes. */
export async function eachChunk(
  source: ByteSource,
  { byteOffset, rowBytes, count }: Pick<RowLayout, 'byteOffset' | 'rowBytes' | 'count'>,
  format: string,
  options: StageOptions,
  take: (bytes: Uint8Array, row: number, rows: number) => void,
): Promise<void> {
  const rowsPerChunk = Math.max(1, Math.floor(CHUNK_BYTES / rowBytes));
  const fetch = (row: number): Promise<Uint8Array> => {
    const start = byteOffset + row * rowBytes;
    const rows = Math.min(rowsPerChunk, count - row);
    const reading = readExact(source, start, start + rows * rowBytes, format, 'the points');
    // Its failure is met when it is awaited, not before.
    reading.catch(() => undefined);
    return reading;
  };
  let next = count > 0 ? fetch(0) : undefined;
  for (let row = 0; next !== undefined; row += rowsPerChunk) {
    throwIfCancelled(options.signal, 'reading');
    const bytes = await next;
    const rows = Math.min(rowsPerChunk, count - row);
    next = row + rowsPerChunk < count ? fetch(row + rowsPerChunk) : undefined;
    take(bytes, row, rows);
    source.release?.(bytes);
    options.onProgress?.({ stage: 'reading', done: (row + rows) * rowBytes, total: count * rowBytes });
  }
}

function cellsOf({ littleEndian, rowBytes }: RowLayout, bytes: Uint8Array): CellRows {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { view, bytes, littleEndian, stride: rowBytes };
}

/** The rows of a chunk into the columns that there are, from `firstRow` on. */
function decodeRows(
  layout: RowLayout,
  columns: readonly (TypedArray | undefined)[],
  bytes: Uint8Array,
  firstRow: number,
  rows: number,
): void {
  const cells = cellsOf(layout, bytes);
  for (let row = 0; row < rows; row += BLOCK_ROWS) {
    decodeBlock(layout, columns, cells, row, firstRow + row, Math.min(BLOCK_ROWS, rows - row));
  }
}

/** Rows of a chunk from its row `from` on into the columns that there are, from their row `into` on. */
function decodeBlock(
  { fields, rowBytes }: RowLayout,
  columns: readonly (TypedArray | undefined)[],
  cells: CellRows,
  from: number,
  into: number,
  rows: number,
): void {
  for (let i = 0; i < fields.length; i++) {
    const { type, offset, components } = fields[i]!;
    const column = columns[i];
    if (!column) continue;
    const [at, to] = [from * rowBytes + offset, into * components];
    if (type === 'uint8' && components === 3) copyByteTriples(cells, at, rows, column as Uint8Array, to);
    else {
      for (let c = 0; c < components; c++) {
        decodeCells(type, cells, at + c * CELL_BYTES[type], rows, column, to + c, components);
      }
    }
  }
}

export function allocateColumn(field: Pick<RowField, 'type' | 'components'>, count: number, file: string): TypedArray {
  try {
    return allocate(columnTypeOf(field.type), count * field.components);
  } catch (cause) {
    throw outOfMemory(count, file, cause);
  }
}

/** @throws FormatError FORMAT_FIELD when a declared count cannot be a count. */
export function requireCount(value: number, source: ByteSource, format: string, field: string): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  const message = `"${source.name}" declares an impossible ${field}. The file is damaged; export it again.`;
  throw new FormatError('FORMAT_FIELD', message, { file: source.name, format, field });
}
