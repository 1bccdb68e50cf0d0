import type { ByteSource } from '../../../core/index.ts';
import { readExact, truncated } from '../../read-exact.ts';
import { fail, LAZ, type LasHeader } from '../header.ts';
import { ArithmeticDecoder } from './arithmetic-decoder.ts';
import { IntegerDecoder } from './integer-decoder.ts';
import type { LazScheme } from './scheme.ts';

/** Where a chunk's bytes lie, and how many points they hold. */
export interface LazChunk {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
}

/** Longest that an entry of the compressed table can be: two 32-bit numbers, each at most a symbol and 31 bits. */
const MOST_ENTRY_BYTES = 16;

/**
 * The chunks of a LAZ file, in the order of their points. Counts come from the table, or from the chunk size and the header.
 * @throws FormatError FORMAT_TRUNCATED when the file ends before the table or a chunk
 */
export async function readChunkTable(source: ByteSource, header: LasHeader, scheme: LazScheme): Promise<LazChunk[]> {
  const { pointsOffset, count } = header;
  if (scheme.layout === 'whole') return [{ offset: pointsOffset, size: source.size - pointsOffset, count }];
  const tableAt = await findTable(source, pointsOffset);
  const head = toView(await readExact(source, tableAt, tableAt + 8, LAZ, 'the table of chunks'));
  const chunkCount = head.getUint32(4, true);
  const firstAt = pointsOffset + 8;
  // The first point of each chunk is stored as it is.
  if (chunkCount * scheme.recordBytes > Math.max(0, source.size - firstAt)) {
    throw fail(source, 'FORMAT_FIELD', tableAt + 4, `its table says ${chunkCount} chunks of points`, 'chunk table');
  }
  const start = tableAt + 8;
  const bytes = await source.read(start, Math.min(source.size, start + 16 + chunkCount * MOST_ENTRY_BYTES));
  const decoder = new ArithmeticDecoder(bytes, 0, bytes.length);
  const numbers = new IntegerDecoder(decoder, 32, 2);
  const chunks: LazChunk[] = [];
  let [offset, left, size, points] = [firstAt, count, 0, 0];
  for (let i = 0; i < chunkCount; i++) {
    points = scheme.chunkSize ?? numbers.next(points, 0) >>> 0;
    size = numbers.next(size, 1) >>> 0;
    if (offset + size > source.size) throw truncated(source, LAZ, `chunk ${i} of the points`, offset + size);
    const held = scheme.chunkSize === undefined ? points : Math.min(points, left);
    if (held > 0) chunks.push({ offset, size, count: held });
    left -= held;
    offset += size;
  }
  return chunks;
}

async function findTable(source: ByteSource, pointsOffset: number): Promise<number> {
  const stored = async (at: number) =>
    Number(toView(await readExact(source, at, at + 8, LAZ, 'the place of the chunk table')).getBigInt64(0, true));
  let tableAt = await stored(pointsOffset);
  // A writer that could not go back left −1, and wrote the place at the very end.
  if (tableAt === -1 && source.size >= pointsOffset + 16) tableAt = await stored(source.size - 8);
  if (tableAt > source.size) throw truncated(source, LAZ, 'the table of chunks', tableAt + 8);
  if (tableAt >= pointsOffset + 8) return tableAt;
  const why = 'the table of its compressed chunks was never written';
  throw fail(
    source,
    'FORMAT_FIELD',
    pointsOffset,
    why,
    'chunk table',
    'Whatever wrote it was interrupted: export it again.',
  );
}

function toView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
