import { type ByteSource, FormatError } from '../../core/index.ts';
import type { Sniffed } from '../sniffed.ts';
import { isCloudTable, readArrowNames } from './read.ts';

/** What a table is, by its columns: a cloud, a part of an Argoverse 2 log, or neither. */
export async function sniffArrow(source: ByteSource): Promise<Sniffed> {
  let names: string[];
  try {
    names = await readArrowNames(source);
  } catch (error) {
    // A damaged table is read as a cloud, so that its own error says what is wrong with it.
    if (error instanceof FormatError) return { kind: 'cloud', format: 'arrow' };
    throw error;
  }
  return whatTableIs(names);
}

/** A stream has no mark but four bytes that floats may be, too (NaN): undefined where no schema follows them. */
export async function sniffArrowStream(source: ByteSource): Promise<Sniffed | undefined> {
  try {
    return whatTableIs(await readArrowNames(source));
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

function whatTableIs(names: readonly string[]): Sniffed {
  if (isCloudTable(names)) return { kind: 'cloud', format: 'arrow' };
  const has = (...wanted: string[]) => wanted.every((name) => names.includes(name));
  if (has('track_uuid', 'length_m', 'tx_m')) return { kind: 'part', format: 'av2-annotations' };
  if (has('timestamp_ns', 'qw', 'tx_m')) return { kind: 'part', format: 'av2-poses' };
  if (has('sensor_name')) return { kind: 'part', format: 'av2-calibration' };
  const name = `an Arrow table with the columns ${names.slice(0, 6).join(', ')}`;
  return { kind: 'known', file: { name, advice: 'A cloud needs columns x, y and z.' } };
}
