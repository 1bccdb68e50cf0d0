import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ByteSource } from '../core/index.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../shared/data');

/** Bytes of a file of the shared test data, which lies beside the checkout. A missing file fails the test. */
export function sharedBytes(relative: string): Uint8Array {
  return new Uint8Array(readFileSync(path.join(ROOT, relative)));
}

export function memorySource(name: string, bytes: Uint8Array | string): ByteSource {
  const content = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  return {
    name,
    path: name,
    size: content.length,
    read: (start, end) => Promise.resolve(new Uint8Array(content.subarray(start, Math.max(start, end)))),
    // As in the page: who looks at bytes that were given back finds none.
    release: ({ buffer }) => void structuredClone(buffer, { transfer: [buffer as ArrayBuffer] }),
  };
}

export function sharedSource(relative: string): ByteSource {
  return memorySource(path.basename(relative), sharedBytes(relative));
}
