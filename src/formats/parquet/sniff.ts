import { type ByteSource, FormatError } from '../../core/index.ts';
import type { Sniffed } from '../sniffed.ts';
import { areOfPoints, namesOfHeader } from '../text/name-columns.ts';
import { PARQUET } from './format.ts';

/** A Parquet file is a cloud when it has columns x, y and z; one of Waymo's components is said to be one. */
export async function sniffParquet(source: ByteSource): Promise<Sniffed> {
  const { columnsOf, readParquetMetadata } = await import('./metadata.ts');
  try {
    const { plain } = columnsOf(await readParquetMetadata(source));
    const names = plain.map(({ name }) => name);
    if (names.includes('key.segment_context_name')) {
      const advice = 'Waymo v2 is not read yet: use the v1 .tfrecord of the same segment.';
      return { kind: 'known', file: { name: 'a component of Waymo v2 (Parquet)', advice } };
    }
    if (areOfPoints(namesOfHeader(names, names.length))) return { kind: 'cloud', format: PARQUET };
  } catch (error) {
    // Reading it will say what is wrong.
    if (error instanceof FormatError) return { kind: 'cloud', format: PARQUET };
    throw error;
  }
  const advice = 'Write a table with one point a row and columns x, y, z.';
  return { kind: 'known', file: { name: 'a Parquet table without columns x, y and z', advice } };
}
