import { Inflate } from 'fflate';
import { type ByteSource, FormatError } from '../../core/index.ts';
import { readExact, truncated } from '../read-exact.ts';
import { ByteBlocks } from './byte-blocks.ts';
import { crc32 } from './crc32.ts';
import { damaged } from './damaged.ts';
import { checkUnpacked, DEFLATE_MAX_RATIO } from './limits.ts';
import { ZIP, type ZipEntry } from './zip-directory.ts';

const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const CHUNK_BYTES = 1 << 20;
const STEP_BYTES = 1 << 16;
/** A read that ends before this asks for a head: unpacked afresh, and not kept. */
const HEAD_BYTES = 1 << 16;
/** Unpacked entries that are kept for the next read, the last used ones. */
const HELD_BYTES = 512 * 2 ** 20;

/** Entries of one ZIP as byte sources. Stored ones are read in place; deflated ones are unpacked when they are first read. */
export class ZipArchive {
  private readonly source: ByteSource;
  private readonly held = new Map<ZipEntry, Promise<ByteBlocks>>();
  private heldBytes = 0;

  constructor(source: ByteSource) {
    this.source = source;
  }

  /**
   * @param path what the source says of itself; the entry's own name is never used as a path
   * @throws FormatError FORMAT_FIELD when the entry is encrypted, packed by another method, or larger than deflate can make it;
   *   LimitError LIMIT_MEMORY
   */
  open(entry: ZipEntry, name: string, path: string): ByteSource {
    const refuse = (why: string, field: string) => {
      const message = `"${name}" in "${this.source.name}" cannot be unpacked: ${why}. Unpack it on disk and drop what is inside.`;
      return new FormatError('FORMAT_FIELD', message, { file: name, format: ZIP, field, archive: this.source.name });
    };
    if (entry.isEncrypted) throw refuse('it is encrypted', 'encryption');
    if (entry.method !== 0 && entry.method !== 8) throw refuse(`it is packed by method ${entry.method}`, 'method');
    if (entry.method === 0 && entry.bytes !== entry.packedBytes) throw refuse('its two sizes differ', 'size');
    if (entry.bytes > entry.packedBytes * DEFLATE_MAX_RATIO + 64) throw refuse('its size is impossible', 'size');
    if (entry.method === 8) checkUnpacked(this.source.name, entry.bytes, entry.packedBytes);
    return {
      name,
      path,
      size: entry.bytes,
      read: (start, end) => {
        const [from, to] = [Math.max(0, start), Math.min(entry.bytes, end)];
        if (to <= from) return Promise.resolve(new Uint8Array(0));
        return entry.method === 0 ? this.readStored(entry, from, to) : this.readDeflated(entry, from, to);
      },
    };
  }

  private async readStored(entry: ZipEntry, from: number, to: number): Promise<Uint8Array> {
    const start = await this.dataStart(entry);
    return readExact(this.source, start + from, start + to, ZIP, 'a packed file');
  }

  private async readDeflated(entry: ZipEntry, from: number, to: number): Promise<Uint8Array> {
    const held = this.held.get(entry);
    if (!held && to <= HEAD_BYTES && to < entry.bytes) return (await this.inflate(entry, to)).read(from, to);
    return (await (held ?? this.hold(entry))).read(from, to);
  }

  /** Unpacks a whole entry and lets go of those that were not read for longest. */
  private hold(entry: ZipEntry): Promise<ByteBlocks> {
    const unpacking = this.inflate(entry, entry.bytes);
    this.held.set(entry, unpacking);
    this.heldBytes += entry.bytes;
    for (const other of this.held.keys()) {
      if (this.heldBytes <= HELD_BYTES || other === entry) break;
      this.held.delete(other);
      this.heldBytes -= other.bytes;
    }
    unpacking.catch(() => {
      if (this.held.delete(entry)) this.heldBytes -= entry.bytes;
    });
    return unpacking;
  }

  /** @param wanted bytes from its start: checked against size and checksum when it is all of them */
  private async inflate(entry: ZipEntry, wanted: number): Promise<ByteBlocks> {
    const start = await this.dataStart(entry);
    const unpacked = new ByteBlocks();
    const isWhole = wanted === entry.bytes;
    let crc = 0;
    const inflater = new Inflate((chunk) => {
      if (isWhole) crc = crc32(chunk, crc);
      unpacked.append(chunk);
    });
    const end = start + entry.packedBytes;
    const chunkBytes = isWhole ? CHUNK_BYTES : STEP_BYTES;
    for (let at = start; at < end; at += chunkBytes) {
      const bytes = await readExact(this.source, at, Math.min(end, at + chunkBytes), ZIP, 'a packed file');
      for (let from = 0; from < bytes.length; from += STEP_BYTES) {
        try {
          inflater.push(bytes.subarray(from, from + STEP_BYTES), isWhole && at + from + STEP_BYTES >= end);
        } catch {
          throw damaged(entry.name, ZIP, 'its packed bytes are damaged', 'deflate');
        }
        if (unpacked.length > entry.bytes) throw damaged(entry.name, ZIP, 'it is longer than it says', 'size');
        if (!isWhole && unpacked.length >= wanted) return unpacked;
      }
    }
    if (unpacked.length < wanted)
      throw damaged(entry.name, ZIP, 'it is shorter than it says', 'size', 'FORMAT_TRUNCATED');
    if (isWhole && crc !== entry.crc) {
      throw damaged(entry.name, ZIP, 'its checksum differs from what it holds', 'crc32', 'FORMAT_CHECKSUM');
    }
    return unpacked;
  }

  /** Behind the local header, whose name and extra field may be longer than the directory's. */
  private async dataStart(entry: ZipEntry): Promise<number> {
    const header = await readExact(this.source, entry.offset, entry.offset + LOCAL_BYTES, ZIP, 'a header in the ZIP');
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
    if (view.getUint32(0, true) !== LOCAL) throw damaged(entry.name, ZIP, 'its header is damaged', 'header');
    const start = entry.offset + LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
    if (start + entry.packedBytes > this.source.size) {
      throw truncated(this.source, ZIP, `"${entry.name.slice(0, 80)}"`, start + entry.packedBytes);
    }
    return start;
  }
}
