import type { ByteSource } from '../../core/index.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { finishCloud } from './finish-cloud.ts';
import { LAS, LAZ } from './header.ts';
import { readLazPoints } from './laz/read-laz-points.ts';
import { openLas } from './open.ts';
import { readPlainPoints } from './read-plain-points.ts';

/**
 * LAS and LAZ 1.0–1.4, point formats 0–10. Attributes: `rgb` (8 bits, or the high byte of 16, by the file's largest value), `intensity`,
 * `classification` (ASPRS code), `return`, `return_count`, `timestamp` (GPS, as stored), `scan_angle` (degrees), the flags, `nir`,
 * and the extra bytes under their own names, scaled as described; what is 0 throughout is left out. Wave packets are not read.
 * A file with fewer points than it declares gives those that are there (`LAS_TRUNCATED`).
 * @throws FormatError, LimitError, CancelledError
 */
export async function readLas(source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  const { header, records, makeColumns } = await openLas(source, options);
  const columns = header.isCompressed
    ? await readLazPoints(source, header, records, makeColumns, options)
    : await readPlainPoints(source, header, makeColumns, options);
  return finishCloud({ name: source.name, format: header.isCompressed ? LAZ : LAS, header }, columns, options);
}
