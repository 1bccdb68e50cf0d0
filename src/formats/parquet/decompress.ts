import { compressors, decompressZstd } from 'hyparquet-compressors';
import { capBrotli } from './cap-brotli.ts';
import type { WorkBudget } from './work-budget.ts';

/** Every brotli stream has tables and a ring of its own, however short it is. */
const BROTLI_SETUP_BYTES = 2 ** 18;

capBrotli();

/**
 * Unpacks a page into exactly `length` bytes: what a codec would write beyond them is refused or dropped.
 * @throws RangeError or the codec's own error; LimitError
 */
export async function decompress(
  codec: string,
  packed: Uint8Array,
  length: number,
  budget: WorkBudget,
): Promise<Uint8Array> {
  if (codec === 'UNCOMPRESSED') {
    if (packed.length !== length) throw new RangeError(`${packed.length} bytes where ${length} are declared`);
    return packed;
  }
  budget.spend(length + (codec === 'BROTLI' ? BROTLI_SETUP_BYTES : 0));
  if (length === 0) return new Uint8Array(0);
  const unpacked = await unpack(codec, packed, length);
  if (unpacked.length !== length) throw new RangeError(`${unpacked.length} bytes where ${length} are declared`);
  return unpacked;
}

async function unpack(codec: string, packed: Uint8Array, length: number): Promise<Uint8Array> {
  // Without a buffer the decoder takes as much memory as the frame asks for.
  if (codec === 'ZSTD') {
    const buffer = new Uint8Array(length);
    decompressZstd(packed, buffer);
    return buffer;
  }
  if (codec === 'GZIP') return gunzip(packed, length);
  const run = compressors[codec as keyof typeof compressors];
  if (!run) throw new RangeError(`the codec ${codec}`);
  return run(packed, length);
}

async function gunzip(packed: Uint8Array, length: number): Promise<Uint8Array> {
  const stream = new Blob([new Uint8Array(packed)]).stream().pipeThrough(new DecompressionStream('gzip'));
  const buffer = new Uint8Array(length);
  const reader = stream.getReader();
  let at = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return buffer.subarray(0, at);
    if (at + value.length > length) {
      await reader.cancel();
      throw new RangeError(`more than the ${length} bytes that are declared`);
    }
    buffer.set(value, at);
    at += value.length;
  }
}
