import { type ByteSource, FormatError } from '../../core/index.ts';
import type { Sniffed } from '../sniffed.ts';
import { areOfPoints, namesOfHeader } from '../text/name-columns.ts';
import { LIDAR_COMPONENT, WAYMO_V2, waymoV2Component } from '../waymo/v2/format.ts';
import { PARQUET } from './format.ts';

/** A Parquet file is a cloud when it has columns x, y and z; Waymo's lidar component is one too, joined with the others. */
export async function sniffParquet(source: ByteSource): Promise<Sniffed> {
  const { columnsOf, readParquetMetadata } = await import('./metadata.ts');
  try {
    const { plain, nested } = columnsOf(await readParquetMetadata(source));
    const names = plain.map(({ name }) => name);
    const component = waymoV2Component([...names, ...nested]);
    if (component === LIDAR_COMPONENT) return { kind: 'cloud', format: WAYMO_V2 };
    if (component !== undefined) return { kind: 'part', format: 'waymo-v2-component' };
    if (areOfPoints(namesOfHeader(names, names.length))) return { kind: 'cloud', format: PARQUET };
  } catch (error) {
    // Reading it will say what is wrong.
    if (error instanceof FormatError) return { kind: 'cloud', format: PARQUET };
    throw error;
  }
  const advice = 'Write a table with one point a row and columns x, y, z.';
  return { kind: 'known', file: { name: 'a Parquet table without columns x, y and z', advice } };
}
