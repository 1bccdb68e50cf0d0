import { type ByteSource, throwIfCancelled } from '../../core/index.ts';
import { LF } from './line-window.ts';

const PLACES = 64;
const PLACE_BYTES = 1 << 16;

/** Whole lines from places all over a file, as a file of their own. */
export async function sampleLines(
  source: ByteSource,
  byteOffset: number,
  signal: AbortSignal | undefined,
): Promise<ByteSource> {
  const step = Math.max(PLACE_BYTES, (source.size - byteOffset) / PLACES);
  const pieces: Uint8Array[] = [];
  for (let at = byteOffset; at < source.size; at += step) {
    throwIfCancelled(signal, 'reading');
    const start = Math.floor(at);
    const bytes = await source.read(start, start + PLACE_BYTES);
    const first = start === byteOffset ? 0 : bytes.indexOf(LF) + 1;
    const last = bytes.lastIndexOf(LF) + 1;
    if (last > first) pieces.push(bytes.subarray(first, last));
  }
  const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const lines = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    lines.set(piece, at);
    at += piece.length;
  }
  const read = (start: number, end: number) => Promise.resolve(lines.subarray(start, end));
  return { name: source.name, path: source.path, size, read };
}
