import type { ByteSource } from '../../core/index.ts';
import { asNumber, asNumbers, asRecord, badJson, type JsonRecord, readJson } from '../read-json.ts';

/** A row of a nuScenes table: fields are asked for by kind, so that a damaged one is said and never guessed. */
export class NuscenesRow {
  private readonly source: ByteSource;
  private readonly record: JsonRecord;

  constructor(source: ByteSource, record: JsonRecord) {
    this.source = source;
    this.record = record;
  }

  /** Own members only; absent ones are `''`. */
  text(name: string): string {
    const value = Object.hasOwn(this.record, name) ? this.record[name] : undefined;
    return typeof value === 'string' ? value : '';
  }

  number(name: string): number | undefined {
    return Object.hasOwn(this.record, name) ? asNumber(this.record[name]) : undefined;
  }

  /** @throws FormatError FORMAT_FIELD */
  numbers(name: string, length: number): number[] {
    const found = asNumbers(Object.hasOwn(this.record, name) ? this.record[name] : undefined, length);
    if (!found) throw badJson(this.source, 'nuscenes-table', name, 'Download the metadata again.');
    return found;
  }
}

/** One `v1.0-…/<table>.json`: an array of records. @throws FormatError FORMAT_FIELD, FORMAT_TRUNCATED */
export async function readNuscenesTable(source: ByteSource): Promise<NuscenesRow[]> {
  const parsed = await readJson(source, 'nuscenes-table');
  if (!Array.isArray(parsed)) throw badJson(source, 'nuscenes-table', 'token', 'Download the metadata again.');
  return parsed.flatMap((entry: unknown) => {
    const record = asRecord(entry);
    return record ? [new NuscenesRow(source, record)] : [];
  });
}
