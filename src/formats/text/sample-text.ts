import { type ByteSource, FormatError, type TypedArray } from '../../core/index.ts';
import type { DetectedTable } from './detect-table.ts';
import { LF, LineWindow } from './line-window.ts';
import { readRowsOfText } from './read-rows.ts';

/** From here on a sample is shown before the file is read. */
export const SAMPLE_FROM_BYTES = 50 * 2 ** 20;
const PLACES = 64;
const PLACE_BYTES = 1 << 16;

/**
 * Rows from places all over a file, in its columns; undefined where they cannot be read, as the whole file will then tell why,
 * with the right line.
 */
export async function sampleText(
  source: ByteSource,
  table: DetectedTable,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<(TypedArray | undefined)[] | undefined> {
  const step = Math.max(PLACE_BYTES, (source.size - table.byteOffset) / PLACES);
  const pieces: Uint8Array[] = [];
  for (let at = table.byteOffset; at < source.size; at += step) {
    const start = Math.floor(at);
    const bytes = await source.read(start, start + PLACE_BYTES);
    const first = start === table.byteOffset ? 0 : bytes.indexOf(LF) + 1;
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
  const inMemory: ByteSource = {
    name: source.name,
    path: source.path,
    size,
    read: (start, end) => Promise.resolve(lines.subarray(start, end)),
  };
  const whole = { ...table, byteOffset: 0, declaredRows: undefined };
  try {
    return await readRowsOfText(inMemory, new LineWindow(inMemory, 'text', { signal }, whole), whole, names, {
      signal,
    });
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
