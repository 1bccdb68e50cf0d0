import type { ByteSource } from '../../core/index.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { finishCloud, previewCloud } from './finish-cloud.ts';
import { LAS, LAZ } from './header.ts';
import type { LasColumns } from './las-columns.ts';
import { readLazPoints } from './laz/read-laz-points.ts';
import { openLas } from './open.ts';
import { readPlainPoints } from './read-plain-points.ts';

/** Smaller files are there as soon as a sample of them would be. */
const SAMPLE_FROM_BYTES = 50 << 20;

/**
 * LAS and LAZ 1.0–1.4, point formats 0–10. Attributes: `rgb` (8 bits, or the high byte of 16, by the file's largest value), `intensity`,
 * `classification` (ASPRS code), `return`, `return_count`, `timestamp` (GPS, as stored), `scan_angle` (degrees), the flags, `nir`,
 * and the extra bytes under their own names, scaled as described; what is 0 throughout is left out. Wave packets are not read.
 * `onPreview` gets a sample from all over a file of more than 50 MB before it is read whole.
 * A file with fewer points than it declares gives those that are there (`LAS_TRUNCATED`).
 * @throws FormatError, LimitError, CancelledError
 */
export async function readLas(source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  const { header, records, makeColumns } = await openLas(source, options);
  const file = { name: source.name, format: header.isCompressed ? LAZ : LAS, header };
  const { onPreview } = options;
  const isShown = onPreview !== undefined && source.size > SAMPLE_FROM_BYTES;
  const showSample = isShown ? (sample: LasColumns) => onPreview(previewCloud(file, sample)) : undefined;
  const columns = header.isCompressed
    ? await readLazPoints(source, header, records, makeColumns, options, showSample)
    : await readPlainPoints(source, header, makeColumns, options, showSample);
  return finishCloud(file, columns, options);
}
