declare module 'hyparquet-compressors/src/brotli.streams.js' {
  /** What the decoder writes into; it replaces `buffer` by a larger one whenever a block announces more bytes than there is room for. */
  export class BrotliOutput {
    buffer: Uint8Array;
  }
}
