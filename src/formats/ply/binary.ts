import { type ByteSource, type StageOptions, type TypedArray, throwIfCancelled } from '../../core/index.ts';
import { truncated } from '../read-exact.ts';
import { allocateColumn, CELL_BYTES, cellReader, type RowField, readRows } from '../row-table.ts';
import { fail, PLY, type PlyElement } from './header.ts';

/** Fewest bytes a row can take: lists may be empty. */
export function minimumRowBytes(element: PlyElement): number {
  return element.properties.reduce(
    (sum, property) => sum + CELL_BYTES[property.kind === 'list' ? property.countType : property.type],
    0,
  );
}

export interface BinaryPlace {
  readonly byteOffset: number;
  readonly littleEndian: boolean;
}

/** Reads the scalar properties of one element whose bytes start at `byteOffset`, one column each in declared order. */
export async function readBinaryElement(
  source: ByteSource,
  element: PlyElement,
  place: BinaryPlace,
  options: StageOptions,
): Promise<TypedArray[]> {
  if (element.properties.some((property) => property.kind === 'list')) {
    const columns = element.properties.map((property) =>
      property.kind === 'list' ? undefined : allocateColumn({ ...property, components: 1 }, element.count, source.name),
    );
    await walkRows(source, element, place, columns, options);
    return columns.filter((column) => column !== undefined);
  }
  const fields: RowField[] = [];
  let rowBytes = 0;
  for (const { name, type } of element.properties) {
    fields.push({ name, type, offset: rowBytes, components: 1 });
    rowBytes += CELL_BYTES[type];
  }
  return readRows(source, { ...place, rowBytes, count: element.count, fields }, PLY, options);
}

/** Where the element after this one starts. Lists make rows of different lengths, so those elements have to be walked. */
export async function endOfBinaryElement(
  source: ByteSource,
  element: PlyElement,
  place: BinaryPlace,
  options: StageOptions,
): Promise<number> {
  if (!element.properties.some((property) => property.kind === 'list')) {
    return place.byteOffset + minimumRowBytes(element) * element.count;
  }
  return walkRows(source, element, place, [], options);
}

const CHUNK_BYTES = 1 << 20;

async function walkRows(
  source: ByteSource,
  element: PlyElement,
  { byteOffset, littleEndian }: BinaryPlace,
  columns: readonly (TypedArray | undefined)[],
  options: StageOptions,
): Promise<number> {
  const readers = element.properties.map((property) => ({
    isList: property.kind === 'list',
    first: cellReader(property.kind === 'list' ? property.countType : property.type, littleEndian),
    firstBytes: CELL_BYTES[property.kind === 'list' ? property.countType : property.type],
    itemBytes: CELL_BYTES[property.type],
  }));
  let start = byteOffset;
  let chunkBytes = CHUNK_BYTES;
  for (let row = 0; row < element.count; ) {
    throwIfCancelled(options.signal, 'reading');
    const bytes = await source.read(start, start + chunkBytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let rowStart = 0;
    for (; row < element.count; row++) {
      const rowEnd = parseRow(view, rowStart, row);
      if (rowEnd < 0)
        throw fail(source, 'FORMAT_FIELD', start + rowStart, 'a list has a negative length', element.name);
      if (rowEnd > bytes.length) break;
      rowStart = rowEnd;
    }
    if (row < element.count && start + bytes.length >= source.size) {
      throw truncated(source, PLY, `the element "${element.name}"`, source.size + 1);
    }
    // A single row longer than the chunk: take a longer chunk.
    chunkBytes = rowStart === 0 ? chunkBytes * 2 : CHUNK_BYTES;
    start += rowStart;
    options.onProgress?.({ stage: 'reading', done: row, total: element.count });
  }
  return start;

  /** End of the row, or a position past the view when it does not fit, or −1. */
  function parseRow(view: DataView, from: number, row: number): number {
    let at = from;
    for (let p = 0; p < readers.length; p++) {
      const { isList, first, firstBytes, itemBytes } = readers[p]!;
      if (at + firstBytes > view.byteLength) return Infinity;
      const value = first(view, at);
      at += firstBytes;
      if (isList) {
        if (value < 0) return -1;
        at += value * itemBytes;
      } else {
        const column = columns[p];
        if (column) column[row] = value;
      }
    }
    return at;
  }
}
