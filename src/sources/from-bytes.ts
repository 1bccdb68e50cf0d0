import type { ByteSource } from '../core/index.ts';

/** Bytes already in memory as a source. Ranges are views, not copies: nobody writes into what a source hands out. */
export function fromBytes(name: string, bytes: Uint8Array, path: string = name): ByteSource {
  return {
    name,
    path,
    size: bytes.length,
    read: (start, end) => Promise.resolve(bytes.subarray(Math.max(0, start), Math.max(0, start, end))),
  };
}
