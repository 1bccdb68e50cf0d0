import { type ByteSource, throwIfCancelled } from '../../core/index.ts';
import { Coordinates } from '../coordinates.ts';
import { decodeCells } from '../decode-cells.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { previewRows, showPreview, wantsPreview } from '../preview.ts';
import { readExact, truncated } from '../read-exact.ts';
import { allocateColumn, CELL_BYTES, readPoints } from '../row-table.ts';
import { columnsOf, type PcdColumn, type PcdPoints } from './columns.ts';
import { axesOf, fail, fieldBytes, isAxis, isPadding, PCD, type PcdField, type PcdHeader } from './header.ts';
import { LZF_MAX_RATIO, LzfDecoder } from './lzf.ts';
import { placeFields } from './stride.ts';

const CHUNK_BYTES = 4 << 20;
const BLOCK_ROWS = 2048;
/** Points of a first picture. */
const PREVIEW_POINTS = 200_000;

/** `DATA binary`: an array of structs. @throws FormatError FORMAT_TRUNCATED, LimitError, CancelledError */
export async function readBinary(
  source: ByteSource,
  header: PcdHeader,
  options: ReadOptions,
  toPreview: (sample: PcdPoints) => DecodedCloud,
): Promise<PcdPoints> {
  const { rowBytes, fields: placed } = await placeFields(source, header, options);
  const fields = placed.map(({ field }) => field);
  const rowFields = placed.map(({ field: { name, type, count }, offset }) => ({
    name,
    type,
    offset,
    components: count,
  }));
  const table = {
    byteOffset: header.bodyOffset,
    rowBytes,
    count: header.points,
    littleEndian: true,
    fields: rowFields,
  };
  const axes = axesOf(fields);
  await previewRows(source, table, axes, PCD, options, ({ coordinates, columns }) => {
    return toPreview({ coordinates, columns: columnsOf(fields, columns) });
  });
  const { coordinates, columns } = await readPoints(source, table, axes, PCD, options);
  return { coordinates, columns: columnsOf(fields, columns) };
}

/**
 * `DATA binary_compressed`: one LZF block that holds the fields one after the other, each for all points.
 * @throws FormatError FORMAT_TRUNCATED, FORMAT_FIELD; LimitError
 */
export async function readCompressed(
  source: ByteSource,
  header: PcdHeader,
  options: ReadOptions,
  toPreview: (sample: PcdPoints) => DecodedCloud,
): Promise<PcdPoints> {
  const { points, fields } = header;
  const bytes = await decompress(source, header, options);
  const starts = startsOf(fields, points);
  if (wantsPreview(source, options)) {
    const every = Math.max(1, Math.ceil(points / PREVIEW_POINTS));
    const coordinates = coordinatesOf(source.name, fields, starts, bytes, Math.floor(points / every), every);
    showPreview(options, () => toPreview({ coordinates, columns: [] }));
  }
  const coordinates = coordinatesOf(source.name, fields, starts, bytes, points, 1);
  const columns: PcdColumn[] = [];
  fields.forEach((field, i) => {
    if (isPadding(field) || ['x', 'y', 'z'].some((axis) => isAxis(field, axis))) return;
    const { type, count } = field;
    const values = allocateColumn({ type, components: count }, points, source.name);
    decodeCells(type, cellsOf(bytes, CELL_BYTES[type]), starts[i]!, points * count, values, 0, 1);
    columns.push({ field, values });
  });
  return { coordinates, columns };
}

/** The block, a piece of the file after the other. */
async function decompress(source: ByteSource, header: PcdHeader, options: ReadOptions): Promise<Uint8Array> {
  const { bodyOffset, points, fields } = header;
  const sizes = await readExact(source, bodyOffset, bodyOffset + 8, PCD, 'the size of the compressed points');
  const view = new DataView(sizes.buffer, sizes.byteOffset, 8);
  const [compressed, size] = [view.getUint32(0, true), view.getUint32(4, true)];
  const needed = fields.reduce((sum, field) => sum + fieldBytes(field), 0) * points;
  const start = bodyOffset + 8;
  const end = start + compressed;
  if (end > source.size) throw truncated(source, PCD, 'the compressed points', end);
  if (size < needed) {
    const why = `${points} points need ${needed} bytes, and its compressed block holds ${size}`;
    throw fail(source, 'FORMAT_FIELD', bodyOffset + 4, why, 'POINTS');
  }
  if (size > compressed * LZF_MAX_RATIO) {
    const why = `${compressed} compressed bytes cannot hold the ${size} that it declares`;
    throw fail(source, 'FORMAT_FIELD', bodyOffset + 4, why, 'DATA');
  }
  const output = new Uint8Array(size);
  const decoder = new LzfDecoder(output);
  const damaged = () => fail(source, 'FORMAT_FIELD', start, 'its compressed points are damaged', 'DATA');
  for (let at = start; at < end; at += CHUNK_BYTES) {
    throwIfCancelled(options.signal, 'reading');
    const piece = await readExact(source, at, Math.min(end, at + CHUNK_BYTES), PCD, 'the compressed points');
    if (!decoder.add(piece)) throw damaged();
    const done = at + piece.length - start;
    source.release?.(piece);
    options.onProgress?.({ stage: 'reading', done, total: compressed });
  }
  if (!decoder.finish()) throw damaged();
  return output;
}

/** Where each field's values start. */
function startsOf(fields: readonly PcdField[], points: number): number[] {
  let at = 0;
  return fields.map((field) => {
    const start = at;
    at += fieldBytes(field) * points;
    return start;
  });
}

/** Every `every`-th point. */
function coordinatesOf(
  file: string,
  fields: readonly PcdField[],
  starts: readonly number[],
  bytes: Uint8Array,
  count: number,
  every: number,
): Coordinates {
  const coordinates = new Coordinates(file, count);
  const axes = axesOf(fields);
  const isExact = axes.every((axis) => fields[axis]!.type === 'float32');
  const exact = isExact ? coordinates.fillExact(count) : undefined;
  const block = new Float64Array(isExact ? 0 : BLOCK_ROWS * 3);
  for (let row = 0; row < count; row += BLOCK_ROWS) {
    const rows = Math.min(BLOCK_ROWS, count - row);
    axes.forEach((index, axis) => {
      const { type } = fields[index]!;
      const stride = CELL_BYTES[type] * every;
      const at = starts[index]! + row * stride;
      decodeCells(type, cellsOf(bytes, stride), at, rows, exact ?? block, exact ? row * 3 + axis : axis, 3);
    });
    if (!exact) coordinates.add(block, [0, 1, 2], 3, rows);
  }
  return coordinates;
}

function cellsOf(bytes: Uint8Array, stride: number) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { view, bytes, littleEndian: true, stride };
}
