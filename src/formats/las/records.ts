import type { ByteSource, StageOptions } from '../../core/index.ts';
import { latin1 } from '../latin1.ts';
import type { LasHeader } from './header.ts';

/** A variable-length record: what a LAS file says beside its points. */
export interface LasRecord {
  readonly userId: string;
  readonly recordId: number;
  readonly data: Uint8Array;
}

const VLR_HEADER = 54;
const EVLR_HEADER = 60;
/** More than this before the points is not read: the records that matter come first and are small. */
const MOST_VLR_BYTES = 16 << 20;
/** Waveforms are gigabytes in one record; what we read of the others is small. */
const MOST_EVLR_BYTES = 4 << 20;
const MOST_EVLRS = 1000;

/**
 * The records between header and points, then those behind the points. Counts lie often (a garbage count, one too many): the walk
 * ends where the points start or where the file ends, and says so in `LAS_RECORDS`.
 */
export async function readRecords(source: ByteSource, header: LasHeader, options: StageOptions): Promise<LasRecord[]> {
  const records = await readVlrs(source, header, options);
  await readEvlrs(source, header, records, options);
  return records;
}

export function findRecord(records: readonly LasRecord[], userId: string, recordId: number): Uint8Array | undefined {
  return records.find((record) => record.userId === userId && record.recordId === recordId)?.data;
}

async function readVlrs(source: ByteSource, header: LasHeader, options: StageOptions): Promise<LasRecord[]> {
  const end = Math.min(header.pointsOffset, header.headerBytes + MOST_VLR_BYTES);
  const bytes = await source.read(header.headerBytes, end);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: LasRecord[] = [];
  let at = 0;
  while (records.length < header.vlrCount && at + VLR_HEADER <= bytes.length) {
    const from = at + VLR_HEADER;
    const to = from + view.getUint16(at + 20, true);
    if (to > bytes.length) break;
    records.push({ ...readName(bytes, view, at), data: bytes.slice(from, to) });
    at = to;
  }
  if (records.length < header.vlrCount) {
    const message = `the header says ${header.vlrCount} records come before the points, and ${records.length} are there`;
    options.diagnostics?.warn('LAS_RECORDS', message);
  }
  return records;
}

async function readEvlrs(
  source: ByteSource,
  header: LasHeader,
  records: LasRecord[],
  options: StageOptions,
): Promise<void> {
  let at = header.evlrOffset;
  const count = Math.min(header.evlrCount, MOST_EVLRS);
  for (let i = 0; i < count; i++) {
    const head = at >= header.headerBytes && at <= source.size ? await source.read(at, at + EVLR_HEADER) : undefined;
    if (!head || head.length < EVLR_HEADER) {
      options.diagnostics?.warn(
        'LAS_RECORDS',
        `the header says ${header.evlrCount} records follow, and ${i} are there`,
      );
      return;
    }
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    const length = Number(view.getBigUint64(20, true));
    const from = at + EVLR_HEADER;
    const isRead = length <= MOST_EVLR_BYTES && from + length <= source.size;
    const data = isRead ? await source.read(from, from + length) : new Uint8Array(0);
    records.push({ ...readName(head, view, 0), data });
    at = from + length;
  }
}

function readName(bytes: Uint8Array, view: DataView, at: number): { userId: string; recordId: number } {
  return { userId: untilNul(bytes.subarray(at + 2, at + 18)), recordId: view.getUint16(at + 18, true) };
}

/** Text in a field of fixed width: up to the first NUL. */
export function untilNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return latin1(end < 0 ? bytes : bytes.subarray(0, end)).trim();
}
