import { type ByteSource, type StageOptions, throwIfCancelled } from '../../core/index.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { previewRows } from '../preview.ts';
import { truncated } from '../read-exact.ts';
import { CELL_BYTES, cellReader, type PointRows, type RowField, readPoints } from '../row-table.ts';
import { fail, PLY, type PlyElement } from './header.ts';
import { axesOf, type VertexRows, VertexTable } from './vertex-table.ts';

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

/** Reads the scalar properties of the vertices, whose bytes start at `byteOffset`. */
export async function readBinaryVertices(
  source: ByteSource,
  vertex: PlyElement,
  place: BinaryPlace,
  options: ReadOptions,
  toPreview: (sample: VertexRows) => DecodedCloud,
): Promise<VertexRows> {
  if (vertex.properties.some((property) => property.kind === 'list')) {
    const table = new VertexTable(source.name, vertex, vertex.count);
    await walkRows(source, vertex, place, table, options);
    return table;
  }
  const fields: RowField[] = [];
  let rowBytes = 0;
  for (const { name, type } of vertex.properties) {
    fields.push({ name, type, offset: rowBytes, components: 1 });
    rowBytes += CELL_BYTES[type];
  }
  const axes = axesOf(vertex);
  const red = colourTriple(fields);
  const [x, y, z] = axes.map((axis) => (red !== undefined && axis > red ? axis - 2 : axis)) as [number, number, number];
  const joined = red === undefined ? fields : [...fields];
  if (red !== undefined) joined.splice(red, 3, { ...fields[red]!, components: 3 });
  const layout = { ...place, rowBytes, count: vertex.count, fields: joined };
  const toRows = ({ coordinates, columns }: PointRows): VertexRows => {
    if (red === undefined) return { coordinates, columns };
    const apart = [...columns.slice(0, red), undefined, undefined, undefined, ...columns.slice(red + 1)];
    return { coordinates, columns: apart, rgb: columns[red] as Uint8Array };
  };
  await previewRows(source, layout, [x, y, z], PLY, options, (sample) => toPreview(toRows(sample)));
  return toRows(await readPoints(source, layout, [x, y, z], PLY, options));
}

/** Where `red green blue` of a byte each stand one after the other, and nowhere else: they are read as the one column that they become. */
function colourTriple(fields: readonly RowField[]): number | undefined {
  const names = fields.map(({ name }) => name.toLowerCase());
  const red = names.indexOf('red');
  const isThere = ['red', 'green', 'blue'].every((name, i) => {
    return names.indexOf(name) === red + i && names.lastIndexOf(name) === red + i && fields[red + i]?.type === 'uint8';
  });
  return red >= 0 && isThere ? red : undefined;
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
  return walkRows(source, element, place, undefined, options);
}

const CHUNK_BYTES = 1 << 20;

async function walkRows(
  source: ByteSource,
  element: PlyElement,
  { byteOffset, littleEndian }: BinaryPlace,
  table: VertexTable | undefined,
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
      const rowEnd = parseRow(view, rowStart);
      if (rowEnd < 0)
        throw fail(source, 'FORMAT_FIELD', start + rowStart, 'a list has a negative length', element.name);
      if (rowEnd > bytes.length) break;
      table?.commit();
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
  table?.flush();
  return start;

  /** End of the row, or a position past the view when it does not fit, or −1. */
  function parseRow(view: DataView, from: number): number {
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
        if (table) table.block[table.at + p] = value;
      }
    }
    return at;
  }
}
