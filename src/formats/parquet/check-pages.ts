import type { FileMetaData } from 'hyparquet';
import { deserializeTCompactProtocol } from 'hyparquet/src/thrift.js';
import { type ByteSource, FormatError, LimitError } from '../../core/index.ts';
import { readExact } from '../read-exact.ts';
import { PARQUET } from './format.ts';

type RowGroup = FileMetaData['row_groups'][number];

/** Writers make pages of a megabyte; some make one of a whole row group. */
const MAX_PAGE_BYTES = 512 * 2 ** 20;
const DATA_PAGE = 0;
const DATA_PAGE_V2 = 3;

/**
 * Walks the page headers of some columns of a row group: what they declare is checked before the decoder allocates it.
 * @throws FormatError FORMAT_FIELD, FORMAT_TRUNCATED; LimitError LIMIT_MEMORY for pages larger than any writer makes
 */
export async function checkPages(source: ByteSource, group: RowGroup, columns: readonly string[]): Promise<void> {
  const rows = Number(group.num_rows);
  for (const { meta_data: meta } of group.columns) {
    const name = meta?.path_in_schema.length === 1 ? meta.path_in_schema[0]! : undefined;
    if (!meta || name === undefined || !columns.includes(name)) continue;
    const fail = () => {
      const message = `"${source.name}": the pages of column "${name}" contradict its header. Write the table again.`;
      return new FormatError('FORMAT_FIELD', message, { file: source.name, format: PARQUET, field: name });
    };
    const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
    const size = Number(meta.total_compressed_size);
    if (!(start >= 4) || !(size >= 0) || Number(meta.num_values) !== rows) throw fail();
    const bytes = await readExact(source, start, start + size, PARQUET, `the column "${name}"`);
    const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
    let values = 0;
    // The decoder stops at its last byte but one, too.
    while (values < rows && reader.offset < bytes.length - 1) {
      let header: Record<string, unknown>;
      try {
        header = deserializeTCompactProtocol(reader);
      } catch {
        throw fail();
      }
      const [unpacked, packed] = [Number(header['field_2']), Number(header['field_3'])];
      if (!(packed >= 0) || !(unpacked >= 0) || reader.offset + packed > bytes.length) throw fail();
      if (unpacked > MAX_PAGE_BYTES) {
        const message = `"${source.name}" has a page of ${unpacked} bytes, more than is unpacked at once. Write smaller row groups.`;
        const context = { limit: 'page bytes', needed: unpacked, available: MAX_PAGE_BYTES, file: source.name };
        throw new LimitError('LIMIT_MEMORY', message, context);
      }
      const type = header['field_1'];
      const page = (
        type === DATA_PAGE ? header['field_5'] : type === DATA_PAGE_V2 ? header['field_8'] : header['field_7']
      ) as { field_1?: number } | undefined;
      const declared = Number(page?.field_1 ?? 0);
      if (type === DATA_PAGE || type === DATA_PAGE_V2) values += declared;
      else if (declared > unpacked) throw fail(); // every entry of a dictionary takes bytes
      if (!(declared >= 0) || values > rows) throw fail();
      if (type === DATA_PAGE_V2) {
        const { field_5: levels, field_6: before } = (page ?? {}) as { field_5?: unknown; field_6?: unknown };
        if (!areLevels(bytes, reader.offset + Number(before ?? 0), Number(levels), declared)) throw fail();
      }
      reader.offset += packed;
    }
    if (values !== rows) throw fail();
  }
}

/** Runs of one-bit levels: the decoder writes as many values as a run declares, however few the page has. */
function areLevels(bytes: Uint8Array, start: number, length: number, values: number): boolean {
  if (!(length >= 0) || !(start >= 0) || start + length > bytes.length) return false;
  const end = start + length;
  for (let at = start, seen = 0; at < end && seen < values; ) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= end || shift > 28) return false;
      const byte = bytes[at++]!;
      header += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    const count = Math.floor(header / 2);
    if (header % 2 === 1) {
      at += count;
      seen += count * 8;
    } else {
      at++;
      seen += count;
      if (seen > values) return false;
    }
  }
  return true;
}
