import type { ColumnMetaData } from 'hyparquet';
import type { ByteSource } from '../../core/index.ts';
import { readExact } from '../read-exact.ts';
import { Cursor, numberIn, readThrift, structIn, type ThriftStruct } from './compact-thrift.ts';
import { PARQUET } from './format.ts';

/** Read at a time while hopping from header to header; larger bodies are read on their own. */
const WINDOW_BYTES = 1 << 16;
/** Statistics of long texts make headers long. */
const MAX_HEADER_BYTES = 1 << 18;

export interface Page {
  readonly kind: 'data' | 'data-v2' | 'dictionary';
  /** Of the header's own. */
  readonly header: ThriftStruct;
  readonly values: number;
  readonly unpackedBytes: number;
  /** Byte of the file where its body starts. */
  readonly bodyStart: number;
  readonly bodyBytes: number;
}

const KINDS: Readonly<Record<number, Page['kind']>> = { 0: 'data', 2: 'dictionary', 3: 'data-v2' };
/** Field of the page header that holds the header of its kind. */
const HEADER_FIELDS = { data: 5, dictionary: 7, 'data-v2': 8 } as const;

/** The pages of one column chunk, header by header: bodies are read when they are asked for. */
export class PageReader {
  private readonly source: ByteSource;
  private readonly end: number;
  private at: number;
  private window: { readonly start: number; readonly bytes: Uint8Array } | undefined;

  constructor(source: ByteSource, { dictionary_page_offset, data_page_offset, total_compressed_size }: ColumnMetaData) {
    this.source = source;
    const first = Number(data_page_offset);
    const dictionary = Number(dictionary_page_offset ?? 0);
    // Some writers state a dictionary that lies behind the data, or at 0, where there is none.
    this.at = dictionary >= 4 && dictionary < first ? dictionary : first;
    this.end = this.at + Number(total_compressed_size);
    if (!(this.at >= 4 && this.end >= this.at)) throw new RangeError('a column outside of its file');
  }

  /** The next header, or nothing at the chunk's end. @throws RangeError, FormatError FORMAT_TRUNCATED */
  async next(): Promise<Page | undefined> {
    while (this.at < this.end) {
      const { struct, bytes } = await this.header();
      const bodyStart = this.at + bytes;
      const [unpackedBytes, bodyBytes] = [numberIn(struct, 2) ?? -1, numberIn(struct, 3) ?? -1];
      if (unpackedBytes < 0 || bodyBytes < 0 || bodyStart + bodyBytes > this.end)
        throw new RangeError('a page beyond its column');
      this.at = bodyStart + bodyBytes;
      const kind = KINDS[numberIn(struct, 1) ?? -1];
      if (kind === undefined) continue; // an index page holds no values
      const header = structIn(struct, HEADER_FIELDS[kind]);
      const values = numberIn(header, 1) ?? -1;
      if (!header || values < 0) throw new RangeError('a page without its header');
      return { kind, header, values, unpackedBytes, bodyStart, bodyBytes };
    }
    return undefined;
  }

  async body({ bodyStart, bodyBytes }: Page): Promise<Uint8Array> {
    return this.bytes(bodyStart, bodyStart + bodyBytes);
  }

  private async header(): Promise<{ struct: ThriftStruct; bytes: number }> {
    for (let length = 4096; ; length *= 8) {
      const bytes = await this.bytes(this.at, Math.min(this.end, this.at + length));
      const cursor = new Cursor(bytes);
      try {
        return { struct: readThrift(cursor), bytes: cursor.at };
      } catch (cause) {
        if (!(cause instanceof RangeError) || bytes.length < length || length >= MAX_HEADER_BYTES) throw cause;
      }
    }
  }

  private async bytes(start: number, end: number): Promise<Uint8Array> {
    const held = this.window;
    if (held && start >= held.start && end <= held.start + held.bytes.length)
      return held.bytes.subarray(start - held.start, end - held.start);
    const wanted = Math.max(end, Math.min(this.end, start + WINDOW_BYTES));
    const bytes = await readExact(this.source, start, wanted, PARQUET, 'a column');
    this.window = { start, bytes };
    return bytes.subarray(0, end - start);
  }
}
