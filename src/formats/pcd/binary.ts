import type { ByteSource, StageOptions, TypedArray } from '../../core/index.ts';
import { readExact, truncated } from '../read-exact.ts';
import { allocateColumn, CELL_BYTES, type CellType, cellReader, columnTypeOf, readRows } from '../row-table.ts';
import type { PcdColumn } from './columns.ts';
import { fail, fieldBytes, isPadding, PCD, type PcdHeader } from './header.ts';
import { decodeLzf, LZF_MAX_RATIO } from './lzf.ts';
import { placeFields } from './stride.ts';

/** `DATA binary`: an array of structs. @throws FormatError FORMAT_TRUNCATED, LimitError, CancelledError */
export async function readBinary(source: ByteSource, header: PcdHeader, options: StageOptions): Promise<PcdColumn[]> {
  const { rowBytes, fields } = await placeFields(source, header, options);
  const rowFields = fields.map(({ field, offset }) => ({
    name: field.name,
    type: field.type,
    offset,
    components: field.count,
  }));
  const table = {
    byteOffset: header.bodyOffset,
    rowBytes,
    count: header.points,
    littleEndian: true,
    fields: rowFields,
  };
  const values = await readRows(source, table, PCD, options);
  return fields.map(({ field }, i) => ({ field, values: values[i]! }));
}

/**
 * `DATA binary_compressed`: one LZF block that holds the fields one after the other, each for all points.
 * @throws FormatError FORMAT_TRUNCATED, FORMAT_FIELD; LimitError
 */
export async function readCompressed(
  source: ByteSource,
  header: PcdHeader,
  options: StageOptions,
): Promise<PcdColumn[]> {
  const { bodyOffset, points, fields } = header;
  const sizes = await readExact(source, bodyOffset, bodyOffset + 8, PCD, 'the size of the compressed points');
  const view = new DataView(sizes.buffer, sizes.byteOffset, 8);
  const [compressed, size] = [view.getUint32(0, true), view.getUint32(4, true)];
  const needed = fields.reduce((sum, field) => sum + fieldBytes(field), 0) * points;
  const end = bodyOffset + 8 + compressed;
  if (end > source.size) throw truncated(source, PCD, 'the compressed points', end);
  if (size < needed) {
    const why = `${points} points need ${needed} bytes, and its compressed block holds ${size}`;
    throw fail(source, 'FORMAT_FIELD', bodyOffset + 4, why, 'POINTS');
  }
  if (size > compressed * LZF_MAX_RATIO) {
    const why = `${compressed} compressed bytes cannot hold the ${size} that it declares`;
    throw fail(source, 'FORMAT_FIELD', bodyOffset + 4, why, 'DATA');
  }
  const input = await readExact(source, bodyOffset + 8, end, PCD, 'the compressed points');
  const output = new Uint8Array(size);
  if (!decodeLzf(input, output)) {
    throw fail(source, 'FORMAT_FIELD', bodyOffset + 8, 'its compressed points are damaged', 'DATA');
  }
  options.onProgress?.({ stage: 'reading', done: compressed, total: compressed });
  const columns: PcdColumn[] = [];
  let at = 0;
  for (const field of fields) {
    const length = points * field.count;
    if (!isPadding(field)) columns.push({ field, values: columnOf(output, at, length, field.type, source.name) });
    at += length * CELL_BYTES[field.type];
  }
  return columns;
}

function columnOf(bytes: Uint8Array, at: number, length: number, type: CellType, file: string): TypedArray {
  const values = allocateColumn({ type, components: 1 }, length, file);
  if (columnTypeOf(type) === type) {
    new Uint8Array(values.buffer).set(bytes.subarray(at, at + length * CELL_BYTES[type]));
    return values;
  }
  const read = cellReader(type, true);
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  for (let i = 0; i < length; i++) values[i] = read(view, i * CELL_BYTES[type]);
  return values;
}
