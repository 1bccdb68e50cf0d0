import { type ByteSource, FormatError, throwIfCancelled, type Vec3 } from '../core/index.ts';
import type { DecodedCloud, ReadOptions } from './decoded-cloud.ts';
import { readExact } from './read-exact.ts';
import { type PointRows, PointTable, type RowLayout } from './row-table.ts';

/** Smaller files are there as soon as a sample of them would be. */
const PREVIEW_FROM_BYTES = 50 << 20;
/** A first picture: so many pieces of the file, evenly spread. */
const PIECES = 64;
const PIECE_BYTES = 64 << 10;

/** Whether somebody wants to see points of this file before it is read whole. */
export function wantsPreview(source: ByteSource, { onPreview }: ReadOptions): boolean {
  return onPreview !== undefined && source.size >= PREVIEW_FROM_BYTES;
}

/** Points that a first picture is made of, where a file comes in pieces of its own: enough to know a place by. */
const PICTURE_POINTS = 300_000;

/** Of pieces of so many rows, some from all over that together have enough for a picture; none where that would be most of the file. */
export function piecesForPreview<T>(pieces: readonly T[], rowsOf: (piece: T) => number): readonly T[] {
  const total = pieces.reduce((sum, piece) => sum + rowsOf(piece), 0);
  const share = Math.min(1, PICTURE_POINTS / Math.max(1, total));
  const wanted = Math.max(1, Math.round(pieces.length * share));
  if (wanted * 2 > pieces.length) return [];
  return Array.from({ length: wanted }, (_, i) => pieces[Math.floor(((i + 0.5) * pieces.length) / wanted)]!);
}

/** So many of `counts` points that all together are enough for a picture, from each its share. */
export function sharesForPreview(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => Math.min(count, Math.ceil((PICTURE_POINTS * count) / Math.max(1, total))));
}

/** Shows what there is; a sample without a single point shows nothing. */
export function showPreview({ onPreview }: ReadOptions, make: () => DecodedCloud): void {
  try {
    onPreview?.(make().cloud);
  } catch (error) {
    // The file as a whole will say what is wrong with it.
    if (!(error instanceof FormatError)) throw error;
  }
}

/** Shows points from all over a table of fixed rows, where that is wanted. */
export async function previewRows(
  source: ByteSource,
  layout: RowLayout,
  axes: Vec3,
  format: string,
  options: ReadOptions,
  toCloud: (rows: PointRows) => DecodedCloud,
): Promise<void> {
  const { byteOffset, rowBytes, count } = layout;
  if (!wantsPreview(source, options) || byteOffset + rowBytes * count > source.size) return;
  const rows = Math.max(1, Math.floor(PIECE_BYTES / rowBytes));
  if (rows * PIECES > count) return;
  const table = new PointTable(source.name, layout, axes, rows * PIECES);
  for (let piece = 0; piece < PIECES; piece++) {
    throwIfCancelled(options.signal, 'reading');
    const start = byteOffset + Math.floor(((count - rows) * piece) / (PIECES - 1)) * rowBytes;
    table.add(await readExact(source, start, start + rows * rowBytes, format, 'the points'), rows);
  }
  showPreview(options, () => toCloud(table));
}
