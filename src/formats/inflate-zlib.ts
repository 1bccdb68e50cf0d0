import { LimitError } from '../core/index.ts';

/**
 * zlib → bytes, never more than `maxBytes`. Truncated or damaged input rejects with the inflater's own error.
 * @throws LimitError LIMIT_MEMORY saying what was too large
 */
export async function inflateZlib(compressed: Uint8Array, maxBytes: number, what: string): Promise<Uint8Array> {
  const copy = new Uint8Array(compressed); // an ArrayBuffer of its own: Blob parts may not be shared memory
  const stream = new Blob([copy]).stream().pipeThrough(new DecompressionStream('deflate'));
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    length += value.length;
    if (length > maxBytes) {
      await reader.cancel();
      const limit = { limit: 'inflated bytes', needed: length, available: maxBytes };
      throw new LimitError(
        'LIMIT_MEMORY',
        `${what} inflates to more than ${maxBytes} bytes. The file is damaged.`,
        limit,
      );
    }
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
