import { type ByteSource, FormatError, LimitError, throwIfCancelled } from '../../../core/index.ts';
import type { ReadOptions } from '../../decoded-cloud.ts';
import { readExact } from '../../read-exact.ts';
import { LAZ, type LasHeader } from '../header.ts';
import type { LasColumns } from '../las-columns.ts';
import type { LasRecord } from '../records.ts';
import { openChunk } from './chunk-reader.ts';
import { type LazChunk, readChunkTable } from './chunk-table.ts';
import { DamagedChunk } from './damaged.ts';
import { type LazScheme, readLazScheme } from './scheme.ts';

/** Plain records decoded before they go into the columns. */
const PIECE_BYTES = 256 << 10;
/** Up to this much, a file may decode to whatever it says. */
const UNQUESTIONED_BYTES = 16 << 20;
/** Beyond it, to so many times its own size: measured clouds reach 30. */
const MOST_EXPANSION = 2000;
/** A first picture: so many chunks of the file, evenly spread. */
const SAMPLE_CHUNKS = 8;

/**
 * Compressed points, chunk by chunk; the next chunk is fetched while one is decoded. `showSample` gets points from all over the file
 * before that.
 * @throws FormatError, LimitError LIMIT_POINTS when the file would decode to far more than it can hold, CancelledError
 */
export async function readLazPoints(
  source: ByteSource,
  header: LasHeader,
  records: readonly LasRecord[],
  makeColumns: (capacity: number) => LasColumns,
  options: ReadOptions,
  showSample?: (columns: LasColumns) => void,
): Promise<LasColumns> {
  const scheme = readLazScheme(source, header, records);
  const chunks = header.count === 0 ? [] : await readChunkTable(source, header, scheme);
  const total = chunks.reduce((sum, chunk) => sum + chunk.count, 0);
  refuseBombs(source, header, total);
  if (total !== header.count) {
    const message = `the header says ${header.count} points, and the compressed chunks hold ${total}: these are shown`;
    options.diagnostics?.warn('LAS_TRUNCATED', message, Math.abs(header.count - total));
  }
  const sample = showSample ? spread(chunks, SAMPLE_CHUNKS) : [];
  if (showSample && sample.length > 0) {
    const sampled = makeColumns(sample.reduce((sum, chunk) => sum + chunk.count, 0));
    await readChunks(source, scheme, sample, sampled, { signal: options.signal });
    showSample(sampled);
  }
  const columns = makeColumns(total);
  await readChunks(source, scheme, chunks, columns, options);
  return columns;
}

/** So many of a list, from the middles of equal parts of it; none where they would be much of it anyway. */
export function spread<T>(list: readonly T[], count: number): T[] {
  if (list.length < count * 4) return [];
  return Array.from({ length: count }, (_, i) => list[Math.floor(((i + 0.5) * list.length) / count)]!);
}

/** Decodes chunks into columns, in the given order. Calls `onChunk` after each. */
export async function readChunks(
  source: ByteSource,
  scheme: LazScheme,
  chunks: readonly LazChunk[],
  columns: LasColumns,
  options: ReadOptions,
  onChunk?: (index: number) => void,
): Promise<void> {
  const total = chunks.reduce((sum, chunk) => sum + chunk.count, 0);
  const rowsPerPiece = Math.max(1, Math.floor(PIECE_BYTES / scheme.recordBytes));
  const piece = new Uint8Array(rowsPerPiece * scheme.recordBytes);
  const fetch = (chunk: LazChunk) => {
    const reading = readExact(source, chunk.offset, chunk.offset + chunk.size, LAZ, 'a chunk of points');
    // Its failure is met when it is awaited, not before.
    reading.catch(() => undefined);
    return reading;
  };
  let next = chunks[0] && fetch(chunks[0]);
  for (const [index, chunk] of chunks.entries()) {
    throwIfCancelled(options.signal, 'reading');
    const bytes = await next!;
    const following = chunks[index + 1];
    next = following && fetch(following);
    const reader = inChunk(source, index, chunk, () => openChunk(scheme, bytes, chunk.count));
    for (let row = 0; row < reader.count; row += rowsPerPiece) {
      const rows = Math.min(rowsPerPiece, reader.count - row);
      inChunk(source, index, chunk, () => reader.read(piece, rows));
      columns.add(piece, 0, rows);
      throwIfCancelled(options.signal, 'reading');
      options.onProgress?.({ stage: 'reading', done: columns.rows, total });
    }
    source.release?.(bytes);
    onChunk?.(index);
  }
}

function inChunk<T>(source: ByteSource, index: number, chunk: LazChunk, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof DamagedChunk)) throw cause;
    const message = `"${source.name}" cannot be read as LAZ: chunk ${index} of its points is damaged, ${cause.message}. Copy or download it again.`;
    const context = { file: source.name, format: LAZ, byteOffset: chunk.offset, field: `chunk ${index}` };
    throw new FormatError('FORMAT_FIELD', message, context, cause);
  }
}

/** A few bytes can say that billions of equal points follow. */
export function refuseBombs(source: ByteSource, header: LasHeader, points: number): void {
  const needed = points * header.recordBytes;
  const available = Math.max(UNQUESTIONED_BYTES, source.size * MOST_EXPANSION);
  if (needed <= available) return;
  const message = `"${source.name}" says it holds ${points} points in ${source.size} bytes, more than any cloud compresses to. The file is damaged; export it again.`;
  throw new LimitError('LIMIT_POINTS', message, { limit: 'decoded bytes', needed, available, file: source.name });
}
