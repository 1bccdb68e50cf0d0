import { type ByteSource, FormatError } from '../../core/index.ts';
import { brokenFile } from './checkpoint-error.ts';
import { LIMITS } from './limits.ts';

/** One file of a zip archive, as its directory describes it. Names are only compared, never used as paths. */
export interface ZipEntry {
  readonly name: string;
  readonly deflated: boolean;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Of the local header. */
  readonly offset: number;
}

const END = 0x06054b50;
const END64_LOCATOR = 0x07064b50;
const END64 = 0x06064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const LOCAL_BYTES = 30;
const MAX_COMMENT = 0xffff;
/** The most that deflate can shrink. */
const MAX_RATIO = 1032;

/**
 * The directory of a zip archive, also with 64-bit sizes (PyTorch writes those beyond 4 GiB).
 * Checksums are not held against the bytes: PyTorch can be told to write none.
 * @throws FormatError
 */
export async function readZipDirectory(source: ByteSource): Promise<Map<string, ZipEntry>> {
  const { start, bytes, count } = await findDirectory(source);
  if (bytes > LIMITS.directoryBytes || count > LIMITS.zipEntries) {
    throw brokenFile('FORMAT_FIELD', source.name, 'zip directory', `${count} entries in ${bytes} bytes are too many`);
  }
  const view = await readExactly(source, start, bytes, 'zip directory');
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes || view.getUint32(at, true) !== CENTRAL) {
      throw brokenFile('FORMAT_FIELD', source.name, 'zip directory', `entry ${i} is not one`, start + at);
    }
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const next = at + 46 + nameBytes + extraBytes + view.getUint16(at + 32, true);
    if (next > bytes) throw brokenFile('FORMAT_TRUNCATED', source.name, 'zip directory', 'ends inside an entry');
    const entry = readEntry(source, view, at, nameBytes, extraBytes);
    if (entries.has(entry.name)) {
      throw brokenFile('FORMAT_FIELD', source.name, entry.name, 'is in the archive twice', start + at);
    }
    entries.set(entry.name, entry);
    at = next;
  }
  return entries;
}

/** The bytes of an entry, unpacked. @throws FormatError */
export async function readZipEntry(source: ByteSource, entry: ZipEntry, maxBytes: number): Promise<Uint8Array> {
  if (entry.bytes > maxBytes) {
    throw brokenFile(
      'FORMAT_FIELD',
      source.name,
      entry.name,
      `${entry.bytes} bytes are more than the ${maxBytes} allowed`,
    );
  }
  const local = await readExactly(source, entry.offset, LOCAL_BYTES, entry.name);
  if (local.getUint32(0, true) !== LOCAL) {
    throw brokenFile('FORMAT_FIELD', source.name, entry.name, 'its local header is not one', entry.offset);
  }
  const start = entry.offset + LOCAL_BYTES + local.getUint16(26, true) + local.getUint16(28, true);
  const packed = await readExactly(source, start, entry.packedBytes, entry.name);
  const stored = new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength);
  return entry.deflated ? inflate(source.name, entry, stored) : stored;
}

async function findDirectory(source: ByteSource): Promise<{ start: number; bytes: number; count: number }> {
  const tailStart = Math.max(0, source.size - END_BYTES - MAX_COMMENT);
  const tail = await readExactly(source, tailStart, source.size - tailStart, 'end of the archive');
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END) continue;
    const end = {
      count: tail.getUint16(at + 10, true),
      bytes: tail.getUint32(at + 12, true),
      start: tail.getUint32(at + 16, true),
    };
    const isLarge = at >= 20 && tail.getUint32(at - 20, true) === END64_LOCATOR;
    return isLarge ? readEnd64(source, safe(source, tail.getBigUint64(at - 12, true))) : end;
  }
  throw brokenFile('FORMAT_TRUNCATED', source.name, 'end of the archive', 'there is none: the file is cut off');
}

async function readEnd64(source: ByteSource, at: number): Promise<{ start: number; bytes: number; count: number }> {
  const view = await readExactly(source, at, 56, 'end of the archive');
  if (view.getUint32(0, true) !== END64) {
    throw brokenFile('FORMAT_FIELD', source.name, 'end of the archive', 'its 64-bit record is not one', at);
  }
  const field = (offset: number) => safe(source, view.getBigUint64(offset, true));
  return { count: field(32), bytes: field(40), start: field(48) };
}

function readEntry(source: ByteSource, view: DataView, at: number, nameBytes: number, extraBytes: number): ZipEntry {
  const text = new Uint8Array(view.buffer, view.byteOffset + at + 46, nameBytes);
  const name = new TextDecoder().decode(text);
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  if (flags & 1) throw brokenFile('FORMAT_FIELD', source.name, name, 'is encrypted');
  if (method !== 0 && method !== 8) {
    throw brokenFile('FORMAT_FIELD', source.name, name, `is packed by method ${method}; stored and deflated are read`);
  }
  const sizes = {
    bytes: view.getUint32(at + 24, true),
    packedBytes: view.getUint32(at + 20, true),
    offset: view.getUint32(at + 42, true),
  };
  widen(source, view, at + 46 + nameBytes, extraBytes, sizes);
  const deflated = method === 8;
  const fits = sizes.offset + sizes.packedBytes <= source.size;
  const honest = deflated ? sizes.bytes <= sizes.packedBytes * MAX_RATIO : sizes.bytes === sizes.packedBytes;
  if (!fits || !honest) {
    throw brokenFile('FORMAT_FIELD', source.name, name, `its size (${sizes.bytes} bytes) cannot be true`);
  }
  return { name, deflated, ...sizes };
}

/** Sizes that do not fit 32 bits are in the extra field 1, in this order, each only where the short one is all ones. */
function widen(
  source: ByteSource,
  view: DataView,
  start: number,
  extraBytes: number,
  sizes: { bytes: number; packedBytes: number; offset: number },
): void {
  for (let at = start; at + 4 <= start + extraBytes; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let field = at + 4;
    for (const key of ['bytes', 'packedBytes', 'offset'] as const) {
      if (sizes[key] !== 0xffff_ffff) continue;
      if (field + 8 > start + extraBytes) return;
      sizes[key] = safe(source, view.getBigUint64(field, true));
      field += 8;
    }
    return;
  }
}

async function inflate(file: string, entry: ZipEntry, packed: Uint8Array): Promise<Uint8Array> {
  const bytes = new Uint8Array(entry.bytes);
  let filled = 0;
  try {
    const stream = new Blob([packed as BlobPart]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const reader = stream.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (filled + part.value.length > bytes.length) {
        await reader.cancel();
        throw brokenFile('FORMAT_FIELD', file, entry.name, 'unpacks to more than it says');
      }
      bytes.set(part.value, filled);
      filled += part.value.length;
    }
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw brokenFile('FORMAT_FIELD', file, entry.name, 'cannot be unpacked');
  }
  if (filled !== bytes.length) throw brokenFile('FORMAT_TRUNCATED', file, entry.name, 'unpacks to less than it says');
  return bytes;
}

async function readExactly(source: ByteSource, start: number, count: number, field: string): Promise<DataView> {
  if (start < 0 || start + count > source.size) {
    throw brokenFile('FORMAT_TRUNCATED', source.name, field, `bytes ${start}–${start + count} are not in the file`);
  }
  const bytes = await source.read(start, start + count);
  if (bytes.length !== count)
    throw brokenFile('FORMAT_TRUNCATED', source.name, field, 'fewer bytes than stated', start);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function safe(source: ByteSource, value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw brokenFile('FORMAT_FIELD', source.name, 'zip directory', `${value} is no size`);
  }
  return Number(value);
}
