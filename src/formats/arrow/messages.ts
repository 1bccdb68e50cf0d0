import { type ByteSource, FormatError } from '../../core/index.ts';
import { latin1 } from '../latin1.ts';
import { readExact, truncated } from '../read-exact.ts';
import { FlatTable } from './flatbuffer.ts';
import { type ArrowField, readSchema } from './schema.ts';

export const ARROW = 'arrow';

export interface ArrowBatch {
  readonly rows: number;
  /** (length, nulls) of every column and child. */
  readonly nodes: readonly (readonly [number, number])[];
  /** (byte offset in the file, byte length) of every buffer. */
  readonly buffers: readonly (readonly [number, number])[];
  readonly codec: 'none' | 'lz4' | 'zstd';
  /** Further buffers of each view column. */
  readonly variadic: readonly number[];
}

export interface ArrowDictionaryBatch {
  readonly id: number;
  readonly isDelta: boolean;
  readonly batch: ArrowBatch;
}

export interface ArrowFile {
  readonly fields: readonly ArrowField[];
  readonly batches: readonly ArrowBatch[];
  readonly dictionaries: readonly ArrowDictionaryBatch[];
}

const MAGIC = 'ARROW1';
const HEADER = { schema: 1, dictionary: 2, batch: 3 } as const;
/** Wider schemas have thousands of columns. */
const MAX_METADATA_BYTES = 16 << 20;
const WINDOW_BYTES = 1 << 14;
const MAX_MESSAGES = 1 << 20;

/**
 * Walks the messages of an Arrow IPC file (Feather v2) or stream, reading only their metadata. The footer is not needed: messages
 * lie back to back, and walking them finds a truncated file. @throws FormatError
 */
export async function readArrowMessages(source: ByteSource, onlySchema = false): Promise<ArrowFile> {
  const head = latin1(await source.read(0, 8));
  const isFile = head.startsWith(MAGIC);
  if (!isFile && !head.startsWith('\xff\xff\xff\xff'))
    throw damaged(source, 0, 'it does not start as one', 'FORMAT_MAGIC');
  let fields: ArrowField[] | undefined;
  const batches: ArrowBatch[] = [];
  const dictionaries: ArrowDictionaryBatch[] = [];
  let at = isFile ? 8 : 0;
  for (let message = 0; ; message++) {
    if (message > MAX_MESSAGES) throw damaged(source, at, 'it has too many messages');
    const next = await readMessage(source, at, isFile);
    if (!next) break;
    try {
      const header = next.table.table(2);
      const body = { at: next.bodyAt, length: next.table.int64(3) };
      switch (header && next.table.uint8(1)) {
        case HEADER.schema:
          fields ??= readSchema(header!);
          break;
        case HEADER.dictionary: {
          const data = header!.table(1);
          const isDelta = header!.uint8(2) !== 0;
          if (data) dictionaries.push({ id: header!.int64(0), isDelta, batch: readBatch(data, body) });
          break;
        }
        case HEADER.batch:
          batches.push(readBatch(header!, body));
      }
      if (onlySchema && fields) return { fields, batches, dictionaries };
      if (!(body.length >= 0)) throw new RangeError('a body of negative length');
      at = next.bodyAt + body.length;
    } catch (cause) {
      throw damaged(source, at, cause instanceof Error ? cause.message : 'its metadata cannot be read');
    }
    if (at > source.size) throw truncated(source, ARROW, 'a record batch', at);
  }
  if (!fields) throw damaged(source, 0, 'it has no schema');
  return { fields, batches, dictionaries };
}

async function readMessage(
  source: ByteSource,
  at: number,
  isFile: boolean,
): Promise<{ table: FlatTable; bodyAt: number } | undefined> {
  // A stream may simply end; a file ends in a marker and a footer.
  if (at === source.size && !isFile) return undefined;
  const window = await source.read(at, at + WINDOW_BYTES);
  if (window.length < 4) throw truncated(source, ARROW, 'the next message', at + 8);
  const view = new DataView(window.buffer, window.byteOffset, window.byteLength);
  // Before Arrow 0.15 there was no marker in front of the length.
  const hasMarker = view.getUint32(0, true) === 0xffff_ffff;
  if (hasMarker && window.length < 8) throw truncated(source, ARROW, 'the next message', at + 8);
  const length = view.getUint32(hasMarker ? 4 : 0, true);
  if (length === 0) return undefined;
  const start = at + (hasMarker ? 8 : 4);
  if (length > MAX_METADATA_BYTES) throw damaged(source, at, `it declares ${length} bytes of metadata`);
  const end = start + length;
  const inWindow = window.subarray(start - at, end - at);
  const metadata =
    inWindow.length === length ? inWindow : await readExact(source, start, end, ARROW, 'the metadata of a message');
  try {
    return { table: FlatTable.root(metadata), bodyAt: end };
  } catch {
    throw damaged(source, at, 'its metadata cannot be read');
  }
}

function readBatch(table: FlatTable, body: { at: number; length: number }): ArrowBatch {
  const rows = table.int64(0);
  if (!Number.isSafeInteger(rows) || rows < 0) throw new RangeError('an impossible number of rows');
  const buffers = table.int64Pairs(2).map(([offset, length]): readonly [number, number] => {
    const isInside = offset >= 0 && length >= 0 && offset + length <= body.length;
    // Writers give empty buffers any offset.
    if (length !== 0 && !isInside) throw new RangeError('a buffer outside its batch');
    return [body.at + offset, length];
  });
  const compression = table.table(3);
  const codec = compression ? (['lz4', 'zstd'] as const)[compression.uint8(0)] : 'none';
  if (codec === undefined) throw new RangeError('an unknown compression');
  return { rows, nodes: table.int64Pairs(1), buffers, codec, variadic: table.int64s(4) };
}

export function damaged(
  source: ByteSource,
  byteOffset: number,
  why: string,
  code: 'FORMAT_FIELD' | 'FORMAT_MAGIC' = 'FORMAT_FIELD',
): FormatError {
  const message = `"${source.name}" is not an Arrow or Feather table that can be read: ${why}. Write it again.`;
  return new FormatError(code, message, { file: source.name, format: ARROW, byteOffset });
}
