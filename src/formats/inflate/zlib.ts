import { LimitError } from '../../core/index.ts';
import { adler32 } from './adler32.ts';
import { inflateRaw } from './raw.ts';

export interface ZlibOptions {
  readonly maxBytes: number;
  /** What is inflated, as a sentence begins. */
  readonly what: string;
  /** Where the bytes are put when they fit: the answer is then a part of it. */
  readonly scratch?: Uint8Array | undefined;
  /** For bytes whose container has a checksum of its own. */
  readonly isChecked?: boolean;
}

const HEADER_BYTES = 2;
const TRAILER_BYTES = 4;
const DEFLATE = 8;
const HAS_DICTIONARY = 32;

/**
 * zlib (RFC 1950) → bytes, never more than `maxBytes`. Matrices of a frame are inflated by the dozen, each mostly empty cells: the
 * browser's own inflater hands over thousands of small pieces, which takes longer than inflating does.
 * @throws RangeError when the bytes are cut or damaged, LimitError LIMIT_MEMORY saying what was too large
 */
export function inflateZlib(compressed: Uint8Array, options: ZlibOptions): Uint8Array {
  const { maxBytes, what, scratch, isChecked = false } = options;
  const [method = 0, flags = 0] = compressed;
  const isHeader = (method & 15) === DEFLATE && method >> 4 <= 7 && (method * 256 + flags) % 31 === 0;
  if (!isHeader || (flags & HAS_DICTIONARY) !== 0) throw new RangeError('no zlib data');
  const packed = compressed.subarray(HEADER_BYTES);
  const first = scratch ?? new Uint8Array(Math.min(maxBytes, 4 * compressed.length));
  const { bytes, used } = inflateRaw(packed, first, (needed) => {
    if (needed <= maxBytes) return;
    const message = `${what} inflates to more than ${maxBytes} bytes. The file is damaged.`;
    throw new LimitError('LIMIT_MEMORY', message, { limit: 'inflated bytes', needed, available: maxBytes });
  });
  if (used + TRAILER_BYTES > packed.length) throw new RangeError('the packed bytes end too early');
  if (!isChecked) {
    const view = new DataView(packed.buffer, packed.byteOffset + used, TRAILER_BYTES);
    if (view.getUint32(0) !== adler32(bytes)) throw new RangeError('the checksum of packed bytes does not match');
  }
  return bytes;
}
