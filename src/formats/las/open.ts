import type { ByteSource } from '../../core/index.ts';
import type { ReadOptions } from '../decoded-cloud.ts';
import { sayCrs } from './crs.ts';
import { extraFields } from './extra-bytes.ts';
import { type LasHeader, readLasHeader } from './header.ts';
import { LasColumns } from './las-columns.ts';
import { pointLayout } from './point-fields.ts';
import { type LasRecord, readRecords } from './records.ts';

/** Everything but the points. */
export interface OpenLas {
  readonly header: LasHeader;
  readonly records: readonly LasRecord[];
  /** Empty columns for so many points. @throws LimitError LIMIT_MEMORY */
  makeColumns(capacity: number): LasColumns;
}

/** Reads header and records, and says what they mean. @throws FormatError */
export async function openLas(source: ByteSource, options: ReadOptions): Promise<OpenLas> {
  const header = await readLasHeader(source);
  const records = await readRecords(source, header, options);
  sayCrs(records, options);
  if (pointLayout(header.pointFormat).hasWaves) {
    options.diagnostics?.warn('LAS_WAVES', 'The points have wave packets: the points are shown, the waves are not');
  }
  const extras = extraFields(header, records, options);
  return { header, records, makeColumns: (capacity) => new LasColumns(header, extras, capacity, source.name) };
}
