import { BrotliOutput } from 'hyparquet-compressors/src/brotli.streams.js';

const buffers = new WeakMap<BrotliOutput, Uint8Array>();

/**
 * The brotli decoder grows its output by whatever a block announces: a page of a few bytes may ask for gigabytes. Its output is made to
 * keep the size that it was created with; a block that announces more then ends the page before it is decoded.
 */
export function capBrotli(): void {
  Object.defineProperty(BrotliOutput.prototype, 'buffer', {
    configurable: true,
    get(this: BrotliOutput) {
      return buffers.get(this);
    },
    set(this: BrotliOutput, next: Uint8Array) {
      const held = buffers.get(this);
      if (held && next.length > held.length)
        throw new RangeError(`${next.length} bytes where ${held.length} are declared`);
      buffers.set(this, next);
    },
  });
}
