import { type ByteSource, LimitError } from '../../core/index.ts';
import { latin1 } from '../latin1.ts';
import { readExact } from '../read-exact.ts';
import { damaged } from './damaged.ts';
import { MAX_ENTRIES } from './limits.ts';

export const ZIP = 'zip';

/** One file in a ZIP, as its central directory tells. */
export interface ZipEntry {
  /** As stored. Never a path on disk. */
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Byte of its local header. */
  readonly offset: number;
}

const [END, END64, LOCATOR64, ENTRY] = [0x06054b50, 0x06064b50, 0x07064b50, 0x02014b50];
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 65535;
const ENTRY_BYTES = 46;
const MAX_DIRECTORY_BYTES = 64 * 2 ** 20;
const UNKNOWN32 = 0xffffffff;

export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));
}

/**
 * Entries of a ZIP from its central directory, zip64 too. Local headers are not asked: numpy writes their sizes as unknown.
 * @throws FormatError FORMAT_TRUNCATED, FORMAT_FIELD; LimitError LIMIT_MEMORY for more entries than a drop may have
 */
export async function readZipDirectory(source: ByteSource): Promise<ZipEntry[]> {
  const { start, bytes, count, shift } = await findDirectory(source);
  if (count > MAX_ENTRIES || bytes > MAX_DIRECTORY_BYTES) {
    const message = `"${source.name}" holds ${count} files, more than the ${MAX_ENTRIES} that are taken at once. Unpack it and drop a part.`;
    const context = { limit: 'files', needed: count, available: MAX_ENTRIES, file: source.name };
    throw new LimitError('LIMIT_MEMORY', message, context);
  }
  if (count * ENTRY_BYTES > bytes)
    throw damaged(source.name, ZIP, 'its directory is too short for its files', 'entries');
  const directory = await readExact(source, start, start + bytes, ZIP, 'the directory of the ZIP');
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const parsed = parseEntry(source, directory, at, shift);
    entries.push(parsed.entry);
    at = parsed.next;
  }
  checkExtents(source, entries, start);
  return entries;
}

async function findDirectory(source: ByteSource) {
  const tailStart = Math.max(0, source.size - END_BYTES - MAX_COMMENT_BYTES);
  const tail = await source.read(tailStart, source.size);
  const view = viewOf(tail);
  let end = tail.length - END_BYTES;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  if (end < 0)
    throw damaged(source.name, ZIP, 'its directory is missing: it ends too early', 'end', 'FORMAT_TRUNCATED');
  let count = view.getUint16(end + 10, true);
  let bytes = view.getUint32(end + 12, true);
  let start = view.getUint32(end + 16, true);
  let endOfDirectory = tailStart + end;
  if (count === 0xffff || bytes === UNKNOWN32 || start === UNKNOWN32) {
    const wide = await findDirectory64(source, endOfDirectory);
    if (wide) ({ count, bytes, start, endOfDirectory } = wide);
  }
  // Something may stand before the archive (self-extracting programs): offsets then count from behind it.
  const shift = endOfDirectory - bytes - start;
  if (shift < 0) throw damaged(source.name, ZIP, 'its directory lies outside the file', 'directory');
  return { start: start + shift, bytes, count, shift };
}

async function findDirectory64(source: ByteSource, end: number) {
  if (end < 20) return undefined;
  const locator = viewOf(await source.read(end - 20, end));
  if (locator.byteLength < 20 || locator.getUint32(0, true) !== LOCATOR64) return undefined;
  const at = bigNumber(source, locator, 8);
  const view = viewOf(await readExact(source, at, at + 56, ZIP, 'the zip64 directory'));
  if (view.getUint32(0, true) !== END64) throw damaged(source.name, ZIP, 'its zip64 directory is damaged', 'zip64');
  return {
    count: bigNumber(source, view, 32),
    bytes: bigNumber(source, view, 40),
    start: bigNumber(source, view, 48),
    endOfDirectory: at,
  };
}

function parseEntry(source: ByteSource, directory: Uint8Array, at: number, shift: number) {
  const view = viewOf(directory);
  if (at + ENTRY_BYTES > directory.length || view.getUint32(at, true) !== ENTRY) {
    throw damaged(source.name, ZIP, 'its directory is damaged', 'entry');
  }
  const flags = view.getUint16(at + 8, true);
  const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true)) as [
    number,
    number,
    number,
  ];
  const nameEnd = at + ENTRY_BYTES + nameBytes;
  const next = nameEnd + extraBytes + commentBytes;
  if (next > directory.length) throw damaged(source.name, ZIP, 'its directory is damaged', 'entry');
  const name = directory.subarray(at + ENTRY_BYTES, nameEnd);
  let packedBytes = view.getUint32(at + 20, true);
  let bytes = view.getUint32(at + 24, true);
  let offset = view.getUint32(at + 42, true);
  // zip64: the extra field has, in this order, only those numbers that are unknown in the 32-bit fields.
  let extra = nameEnd;
  while (extra + 4 <= nameEnd + extraBytes) {
    const [id, length] = [view.getUint16(extra, true), view.getUint16(extra + 2, true)];
    if (id === 1) {
      let field = extra + 4;
      const take = () => {
        if (field + 8 > Math.min(nameEnd + extraBytes, extra + 4 + length)) {
          throw damaged(source.name, ZIP, 'a zip64 field is too short', 'zip64');
        }
        field += 8;
        return bigNumber(source, view, field - 8);
      };
      if (bytes === UNKNOWN32) bytes = take();
      if (packedBytes === UNKNOWN32) packedBytes = take();
      if (offset === UNKNOWN32) offset = take();
    }
    extra += 4 + length;
  }
  const entry: ZipEntry = {
    // Names without the UTF-8 flag are of an unknown code page: latin-1 keeps them apart at least.
    name: flags & 0x800 ? new TextDecoder().decode(name) : latin1(name),
    method: view.getUint16(at + 10, true),
    isEncrypted: (flags & 1) !== 0,
    crc: view.getUint32(at + 16, true),
    packedBytes,
    bytes,
    offset: offset + shift,
  };
  return { entry, next };
}

/** Every entry lies before the directory, and none in another: overlapping entries are how small files become huge. */
function checkExtents(source: ByteSource, entries: readonly ZipEntry[], directoryStart: number): void {
  const sorted = [...entries].sort((a, b) => a.offset - b.offset);
  sorted.forEach((entry, i) => {
    const end = entry.offset + 30 + entry.packedBytes;
    if (end > (sorted[i + 1]?.offset ?? directoryStart)) {
      throw damaged(source.name, ZIP, `"${entry.name.slice(0, 80)}" reaches into what comes after it`, 'offset');
    }
  });
}

function bigNumber(source: ByteSource, view: DataView, at: number): number {
  const value = view.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged(source.name, ZIP, 'a size is impossible', 'zip64');
  return Number(value);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
