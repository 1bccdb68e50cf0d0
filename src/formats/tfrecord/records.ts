import { type ByteSource, FormatError, type StageOptions, throwIfCancelled } from '../../core/index.ts';
import { readExact } from '../read-exact.ts';
import { maskedCrc32c } from './crc32c.ts';

export const TFRECORD = 'tfrecord';

export interface TfRecord {
  /** Byte of the file where the payload starts. */
  readonly byteOffset: number;
  readonly byteLength: number;
}

const HEADER_BYTES = 12;
const FOOTER_BYTES = 4;
const CHUNK_BYTES = 1 << 20;

/** Whether the first 12 bytes are a length with its matching checksum: nothing else looks like that by chance. */
export function isTfRecordHeader(head: Uint8Array): boolean {
  if (head.length < HEADER_BYTES) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return maskedCrc32c(head.subarray(0, 8)) === view.getUint32(8, true);
}

/**
 * Finds the records by hopping from header to header: 12 bytes are read a record, whatever the file's size.
 * @throws FormatError FORMAT_EMPTY, FORMAT_TRUNCATED, FORMAT_CHECKSUM with the header's `byteOffset`
 */
export async function indexTfRecords(source: ByteSource, options: StageOptions = {}): Promise<TfRecord[]> {
  const records: TfRecord[] = [];
  for (let at = 0; at < source.size; ) {
    throwIfCancelled(options.signal, 'reading');
    if (at + HEADER_BYTES > source.size) throw cutShort(source, at, at + HEADER_BYTES);
    const head = await readExact(source, at, at + HEADER_BYTES, TFRECORD, 'a record header');
    if (!isTfRecordHeader(head)) throw badChecksum(source, at, records.length, 'length');
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    const byteLength = view.getUint32(4, true) * 2 ** 32 + view.getUint32(0, true);
    const next = at + HEADER_BYTES + byteLength + FOOTER_BYTES;
    if (next > source.size) throw cutShort(source, at, next);
    records.push({ byteOffset: at + HEADER_BYTES, byteLength });
    at = next;
    options.onProgress?.({ stage: 'indexing', done: at, total: source.size });
  }
  if (records.length > 0) return records;
  const message = `"${source.name}" is empty (0 bytes). Copy or download it again.`;
  throw new FormatError('FORMAT_EMPTY', message, { file: source.name, format: TFRECORD });
}

/** The payload of one record, its checksum verified. @throws FormatError FORMAT_CHECKSUM, FORMAT_TRUNCATED */
export async function readTfRecord(
  source: ByteSource,
  record: TfRecord,
  options: StageOptions = {},
): Promise<Uint8Array> {
  const { byteOffset, byteLength } = record;
  const payload = new Uint8Array(byteLength);
  for (let done = 0; done < byteLength; done += CHUNK_BYTES) {
    throwIfCancelled(options.signal, 'reading');
    const end = Math.min(byteLength, done + CHUNK_BYTES);
    const piece = await readExact(source, byteOffset + done, byteOffset + end, TFRECORD, 'a record');
    payload.set(piece, done);
    source.release?.(piece);
    options.onProgress?.({ stage: 'reading', done: end, total: byteLength });
  }
  const end = byteOffset + byteLength;
  const footer = await readExact(source, end, end + FOOTER_BYTES, TFRECORD, 'a record checksum');
  const stored = new DataView(footer.buffer, footer.byteOffset, FOOTER_BYTES).getUint32(0, true);
  if (stored !== maskedCrc32c(payload)) throw badChecksum(source, byteOffset, undefined, 'payload');
  return payload;
}

function cutShort(source: ByteSource, byteOffset: number, needed: number): FormatError {
  const message = `"${source.name}" ends in the middle of a record that starts at byte ${byteOffset} (${needed - source.size} bytes are missing). Copy or download it again.`;
  const context = { file: source.name, format: TFRECORD, byteOffset, needed, available: source.size };
  return new FormatError('FORMAT_TRUNCATED', message, context);
}

function badChecksum(source: ByteSource, byteOffset: number, record: number | undefined, field: string): FormatError {
  const which = record === 0 ? 'it is damaged, or no TFRecord file' : 'it is damaged';
  const message = `"${source.name}": the checksum of a record's ${field} at byte ${byteOffset} does not match; ${which}. Copy or download it again.`;
  return new FormatError('FORMAT_CHECKSUM', message, { file: source.name, format: TFRECORD, byteOffset, field });
}
