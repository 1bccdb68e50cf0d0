import { type FileMetaData, parquetMetadata, type SchemaElement } from 'hyparquet';
import { type ByteSource, FormatError, WorkbenchError } from '../../core/index.ts';
import { Cursor, readThrift } from './compact-thrift.ts';
import { PARQUET } from './format.ts';

/** A column of plain values, one a row. */
export interface ParquetColumn {
  readonly name: string;
  readonly element: SchemaElement;
  readonly isNumeric: boolean;
}

const NUMERIC = new Set(['INT32', 'INT64', 'FLOAT', 'DOUBLE', 'BOOLEAN']);

const TAIL_BYTES = 8;

/** @throws FormatError FORMAT_FIELD when the footer cannot be read */
export async function readParquetMetadata(source: ByteSource): Promise<FileMetaData> {
  try {
    const tail = await source.read(Math.max(0, source.size - TAIL_BYTES), source.size);
    const length = new DataView(tail.buffer, tail.byteOffset, tail.byteLength).getUint32(0, true);
    if (length > source.size - TAIL_BYTES) throw new RangeError('a footer longer than its file');
    const footer = new Uint8Array(await source.read(source.size - TAIL_BYTES - length, source.size));
    // The library believes what lists promise: they are held against the bytes first.
    readThrift(new Cursor(footer.subarray(0, length)));
    const metadata = parquetMetadata(footer.buffer, { geoparquet: false });
    // Any field of a damaged footer may be missing, whatever its type says.
    const isWhole =
      metadata.schema.every(({ name }) => typeof name === 'string') &&
      metadata.row_groups.every(({ columns }) =>
        columns.every(({ meta_data: meta }) => Array.isArray(meta?.path_in_schema)),
      );
    if (!isWhole) throw new TypeError('the footer lacks fields');
    return metadata;
  } catch (cause) {
    throw damagedParquet(source, 'its footer', cause);
  }
}

/** Columns at the top of the schema: plain ones, and the names of lists, structs and maps. */
export function columnsOf({ schema }: FileMetaData): { plain: ParquetColumn[]; nested: string[] } {
  const plain: ParquetColumn[] = [];
  const nested: string[] = [];
  const [root, ...elements] = schema;
  let at = 0;
  for (let child = 0; child < (root?.num_children ?? 0) && at < elements.length; child++) {
    const element = elements[at]!;
    const last = endOfSubtree(elements, at);
    if (last > at + 1 || element.repetition_type === 'REPEATED' || element.type === undefined)
      nested.push(element.name);
    else plain.push({ name: element.name, element, isNumeric: isNumeric(element) });
    at = last;
  }
  return { plain, nested };
}

function endOfSubtree(elements: readonly SchemaElement[], start: number): number {
  let left = 1;
  let at = start;
  while (left > 0 && at < elements.length) left += (elements[at++]!.num_children ?? 0) - 1;
  return at;
}

function isNumeric({ type, converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  if (logical?.type === 'FLOAT16') return true;
  return type !== undefined && NUMERIC.has(type) && converted !== 'DECIMAL' && logical?.type !== 'DECIMAL';
}

/** What the library throws says little to people, and may be any error: bytes that mean nothing end in all of them. */
export function damagedParquet(source: ByteSource, what: string, cause: unknown): WorkbenchError {
  if (cause instanceof WorkbenchError) return cause;
  const message = `"${source.name}": ${what} cannot be read. Write the table again, or copy the file again.`;
  return new FormatError('FORMAT_FIELD', message, { file: source.name, format: PARQUET, field: what }, cause);
}
