import { transfer } from 'comlink';
import type { ByteSource } from '../core/index.ts';
import { type ReadFile, type RemoteFile, reply, unpack } from './protocol.ts';

/** The worker's side: byte sources whose bytes are asked of the page. */
export function remoteSources(files: readonly RemoteFile[], read: ReadFile): ByteSource[] {
  return files.map(({ name, path, size }, index) => ({
    name,
    path,
    size,
    read: async (start, end) => unpack(await read(index, start, end)),
    release: ({ buffer }) => void (buffer as Transferable).transfer?.(0),
  }));
}

/** Bytes came in a message, so that their memory is this side's own: taken out of the array, it is free. Older browsers wait for the collector. */
interface Transferable {
  readonly transfer?: (byteLength: number) => ArrayBuffer;
}

/** The page's side: what describes the sources, and what answers for their bytes. A read's own array is handed over, not copied. */
export function serveSources(sources: readonly ByteSource[]): { files: RemoteFile[]; read: ReadFile } {
  return {
    files: sources.map(({ name, path, size }) => ({ name, path, size })),
    read: async (file, start, end) => {
      const packed = await reply(async () => (sources[file] as ByteSource).read(start, end));
      if (!packed.ok) return packed;
      const bytes = packed.value;
      // A source over memory gives views of one shared buffer: that must not be given away.
      const isWhole = bytes.byteLength === bytes.buffer.byteLength && sources[file]?.size !== bytes.byteLength;
      return isWhole && bytes.buffer instanceof ArrayBuffer ? transfer(packed, [bytes.buffer]) : packed;
    },
  };
}
