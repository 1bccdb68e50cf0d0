import { type ByteSource, throwIfCancelled } from '../../core/index.ts';
import type { ReadOptions } from '../decoded-cloud.ts';
import { readExact, truncated } from '../read-exact.ts';
import { eachChunk } from '../row-table.ts';
import { LAS, type LasHeader } from './header.ts';
import type { LasColumns } from './las-columns.ts';

/** A first picture: so many pieces of the file, evenly spread. */
const SAMPLE_PIECES = 64;
const SAMPLE_PIECE_BYTES = 64 << 10;

/**
 * Uncompressed records, a chunk at a time; the next chunk is fetched while one is decoded. `showSample` gets points from all over the
 * file before that.
 * @throws FormatError FORMAT_TRUNCATED when not even one point is there
 */
export async function readPlainPoints(
  source: ByteSource,
  header: LasHeader,
  makeColumns: (capacity: number) => LasColumns,
  options: ReadOptions,
  showSample?: (columns: LasColumns) => void,
): Promise<LasColumns> {
  const { pointsOffset, recordBytes } = header;
  const present = Math.floor((source.size - pointsOffset) / recordBytes);
  const count = Math.min(header.count, present);
  if (count === 0 && header.count > 0) {
    throw truncated(source, LAS, `a table of ${header.count} points`, pointsOffset + header.count * recordBytes);
  }
  if (count < header.count) {
    const message = `the header says ${header.count} points, and the file ends after ${count}: these are shown`;
    options.diagnostics?.warn('LAS_TRUNCATED', message, header.count - count);
  }
  const table = { start: pointsOffset, recordBytes, count };
  if (showSample) showSample(await readSample(source, table, makeColumns, options));
  const columns = makeColumns(count);
  const layout = { byteOffset: pointsOffset, rowBytes: recordBytes, count };
  await eachChunk(source, layout, LAS, options, (bytes, _, rows) => columns.add(bytes, 0, rows));
  return columns;
}

async function readSample(
  source: ByteSource,
  table: { readonly start: number; readonly recordBytes: number; readonly count: number },
  makeColumns: (capacity: number) => LasColumns,
  options: ReadOptions,
): Promise<LasColumns> {
  const { start, recordBytes, count } = table;
  const rows = Math.min(count, Math.max(1, Math.floor(SAMPLE_PIECE_BYTES / recordBytes)));
  const columns = makeColumns(rows * SAMPLE_PIECES);
  for (let piece = 0; piece < SAMPLE_PIECES; piece++) {
    throwIfCancelled(options.signal, 'reading');
    const from = start + Math.floor(((count - rows) * piece) / (SAMPLE_PIECES - 1)) * recordBytes;
    columns.add(await readExact(source, from, from + rows * recordBytes, LAS, 'the points'), 0, rows);
  }
  return columns;
}
