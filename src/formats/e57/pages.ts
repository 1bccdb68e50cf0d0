import type { ByteSource } from '../../core/index.ts';
import { readExact } from '../read-exact.ts';
import { crc32c } from '../tfrecord/crc32c.ts';
import { E57, fail } from './fail.ts';

export const PAGE_BYTES = 1024;
const CHECKSUM_BYTES = 4;
const DATA_BYTES = PAGE_BYTES - CHECKSUM_BYTES;

/**
 * The bytes of an E57 file without the checksums that end each page of 1024: "logical" offsets count only those bytes, "physical" ones
 * are places in the file. Each page that is read is checked.
 */
export class E57Pages {
  readonly logicalSize: number;
  private readonly source: ByteSource;

  constructor(source: ByteSource) {
    this.source = source;
    this.logicalSize = Math.floor(source.size / PAGE_BYTES) * DATA_BYTES;
  }

  /** @throws FormatError FORMAT_FIELD when the place is in a checksum or behind the end */
  toLogical(physical: number, field: string): number {
    const inPage = physical % PAGE_BYTES;
    const logical = Math.floor(physical / PAGE_BYTES) * DATA_BYTES + inPage;
    if (Number.isSafeInteger(physical) && inPage < DATA_BYTES && logical < this.logicalSize) return logical;
    throw fail(this.source, 'FORMAT_FIELD', `its ${field} is said to be at byte ${physical}`, field, physical);
  }

  /**
   * Logical bytes `[start, end)`.
   * @throws FormatError FORMAT_CHECKSUM naming the page, FORMAT_TRUNCATED
   */
  async read(start: number, end: number, what: string): Promise<Uint8Array> {
    const firstPage = Math.floor(start / DATA_BYTES);
    const pageCount = Math.max(1, Math.ceil(end / DATA_BYTES) - firstPage);
    const from = firstPage * PAGE_BYTES;
    const bytes = await readExact(this.source, from, from + pageCount * PAGE_BYTES, E57, what);
    const logical = new Uint8Array(pageCount * DATA_BYTES);
    for (let page = 0; page < pageCount; page++) {
      const at = page * PAGE_BYTES;
      const data = bytes.subarray(at, at + DATA_BYTES);
      // Trap: the one big-endian number of the format.
      const stored = new DataView(bytes.buffer, bytes.byteOffset + at + DATA_BYTES, CHECKSUM_BYTES).getUint32(0);
      if (crc32c(data) !== stored) {
        const why = `page ${firstPage + page} is damaged, its checksum does not fit`;
        const next = 'Copy or download it again.';
        throw fail(this.source, 'FORMAT_CHECKSUM', why, `page ${firstPage + page}`, from + at, next);
      }
      logical.set(data, page * DATA_BYTES);
    }
    const skipped = firstPage * DATA_BYTES;
    return logical.subarray(start - skipped, end - skipped);
  }
}
