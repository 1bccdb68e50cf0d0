import { parquetRead, type SchemaElement } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { type ByteSource, FormatError, type ScalarType, type TypedArray, throwIfCancelled } from '../../core/index.ts';
import { checkRatio } from '../archive/limits.ts';
import { buildCloud } from '../build-cloud.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { narrow } from '../npy/read.ts';
import { allocateColumn, requireCount } from '../row-table.ts';
import { namesOfHeader } from '../text/name-columns.ts';
import { attributesOfTable } from '../text/point-table.ts';
import { checkPages } from './check-pages.ts';
import { PARQUET } from './format.ts';
import { asAsyncBuffer, columnsOf, damagedParquet, type ParquetColumn, readParquetMetadata } from './metadata.ts';

const MAX_CELL_BYTES = 8;

/**
 * Parquet tables with columns x, y and z, any codec. Numbers and booleans are kept in their own type (64-bit integers where
 * they fit int32, else float64), missing values are NaN or 0; text, lists and structs are left out and said. Row groups are
 * read one after the other.
 * @throws FormatError FORMAT_FIELD when there are no such columns or they are lists; LimitError, CancelledError
 */
export async function readParquet(source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  const metadata = await readParquetMetadata(source);
  const { plain, nested } = columnsOf(metadata);
  const numeric = plain.filter(({ isNumeric }) => isNumeric);
  const { names } = namesOfHeader(
    numeric.map(({ name }) => name),
    numeric.length,
  );
  requireAxes(source, names, plain, nested);
  const others = [...plain.filter(({ isNumeric }) => !isNumeric).map(({ name }) => name), ...nested];
  if (others.length > 0) {
    const message = `columns of text, lists and structs were left out: ${others.slice(0, 8).join(', ')}`;
    options.diagnostics?.warn('PARQUET_COLUMNS_LEFT_OUT', message, others.length);
  }
  const groups = metadata.row_groups;
  const count = groups.reduce(
    (sum, group) => sum + requireCount(Number(group.num_rows), source, PARQUET, 'row count'),
    0,
  );
  checkRatio(source.name, count * numeric.length * MAX_CELL_BYTES, source.size);
  const columns = numeric.map(({ element }) =>
    allocateColumn({ type: columnTypeOf(element), components: 1 }, count, source.name),
  );
  const wanted = numeric.map(({ name }) => name);
  const read = createGroupReader(source, metadata, wanted, options);
  let row = 0;
  for (const group of groups) {
    throwIfCancelled(options.signal, 'reading');
    const end = row + Number(group.num_rows);
    if (end > row) await read(group, row, end, columns);
    row = end;
    options.onProgress?.({ stage: 'reading', done: row, total: count });
  }
  const named = names.map((name, i) => ({ name, values: columns[i]! }));
  const axis = (name: string) => named.find((column) => column.name === name)!.values;
  const [x, y, z] = [axis('x'), axis('y'), axis('z')];
  const rest = named.flatMap(({ name, values }, i) => {
    if (/^[xyz]$/.test(name)) return [];
    return [{ name, values: numeric[i]!.element.type === 'INT64' ? narrow(values) : values }];
  });
  const attributes = attributesOfTable(rest, options.diagnostics);
  return buildCloud({ name: source.name, format: PARQUET, x, y, z, attributes }, options);
}

type GroupReader = (
  group: Awaited<ReturnType<typeof readParquetMetadata>>['row_groups'][number],
  rowStart: number,
  rowEnd: number,
  columns: readonly TypedArray[],
) => Promise<void>;

function createGroupReader(
  source: ByteSource,
  metadata: Awaited<ReturnType<typeof readParquetMetadata>>,
  wanted: string[],
  options: ReadOptions,
): GroupReader {
  const file = asAsyncBuffer(source);
  // Dates and times are numbers here, in the unit of the column.
  const parsers = {
    timestampFromMilliseconds: Number,
    timestampFromMicroseconds: Number,
    timestampFromNanoseconds: Number,
    dateFromDays: Number,
  };
  return async (group, rowStart, rowEnd, columns) => {
    let missing = 0;
    await checkPages(source, group, wanted);
    try {
      await parquetRead({
        file,
        metadata,
        columns: wanted,
        rowStart,
        rowEnd,
        compressors,
        parsers,
        geoparquet: false,
        onChunk: ({ columnName, columnData, rowStart: chunkStart }) => {
          const column = columns[wanted.indexOf(columnName)];
          if (column) missing += fill(column, columnData, chunkStart, rowEnd);
        },
      });
    } catch (cause) {
      throw damagedParquet(source, `its rows ${rowStart}–${rowEnd}`, cause);
    }
    if (missing > 0) {
      const message = `${missing} values are missing in rows ${rowStart}–${rowEnd}: not a number, or 0 among integers`;
      options.diagnostics?.warn('PARQUET_VALUES_MISSING', message, missing);
    }
  };
}

/** Big integers become numbers, missing values NaN (0 in a column of integers). @returns how many are missing */
function fill(column: TypedArray, values: ArrayLike<unknown>, start: number, end: number): number {
  let missing = 0;
  const count = Math.min(values.length, end - start);
  for (let i = 0; i < count; i++) {
    const value = values[i];
    const isMissing = value === null || value === undefined;
    if (isMissing) missing++;
    column[start + i] = isMissing ? Number.NaN : Number(value);
  }
  return missing;
}

function columnTypeOf({ type, converted_type: converted, logical_type: logical }: SchemaElement): ScalarType {
  if (logical?.type === 'FLOAT16' || type === 'FLOAT') return 'float32';
  if (type === 'BOOLEAN') return 'uint8';
  if (type !== 'INT32') return 'float64';
  const stated = logical?.type === 'INTEGER' ? `${logical.isSigned ? 'INT' : 'UINT'}_${logical.bitWidth}` : converted;
  switch (stated) {
    case 'UINT_8':
      return 'uint8';
    case 'INT_8':
      return 'int8';
    case 'UINT_16':
      return 'uint16';
    case 'INT_16':
      return 'int16';
    case 'UINT_32':
      return 'uint32';
    default:
      return 'int32';
  }
}

function requireAxes(
  source: ByteSource,
  names: readonly string[],
  plain: readonly ParquetColumn[],
  nested: readonly string[],
): void {
  for (const axis of ['x', 'y', 'z']) {
    const found = names.filter((name) => name === axis).length;
    if (found === 1) continue;
    const listed = nested.find((name) =>
      new RegExp(`^(${axis}|xyz|points?|coords?|position|geometry)$`, 'i').test(name),
    );
    const given = [...plain.map(({ name }) => name), ...nested].slice(0, 12).join(', ');
    const why = listed
      ? `its column "${listed}" holds lists, one table of points a row`
      : found > 1
        ? `it has ${found} columns ${axis}`
        : `it has no column ${axis} of numbers`;
    const message = `"${source.name}" cannot be shown: ${why} (its columns are ${given}). Write a table with one point a row and columns x, y, z.`;
    throw new FormatError('FORMAT_FIELD', message, { file: source.name, format: PARQUET, field: axis });
  }
}
