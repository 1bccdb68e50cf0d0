import type { StageOptions } from '../../core/index.ts';
import type { CellType } from '../row-table.ts';
import { CELL_BYTES } from '../row-table.ts';
import { type LasHeader, RECORD_BYTES } from './header.ts';
import { findRecord, type LasRecord, untilNul } from './records.ts';

/** A column behind the standard part of a point record. */
export interface ExtraField {
  readonly name: string;
  readonly type: CellType;
  /** Bytes from the start of the record. */
  readonly offset: number;
  readonly components: number;
  /** value = raw · scale + shift for each component, where the file says so. */
  readonly scale?: readonly number[];
  readonly shift?: readonly number[];
  /** The raw value that means "none", for each component, where the file says so. */
  readonly noData?: readonly number[];
}

const DESCRIPTOR_BYTES = 192;
/** By data type 1–10; 11–20 are pairs and 21–30 triples of the same. */
const TYPES: readonly CellType[] = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'uint64',
  'int64',
  'float32',
  'float64',
];
const HAS_NO_DATA = 1;
const HAS_SCALE = 8;
const HAS_SHIFT = 16;

/**
 * The extra bytes of each point, described by the record LASF_Spec/4 (LAS 1.4 R15, table 24). Bytes that nothing describes are
 * kept as one uint8 column `extra_bytes`.
 */
export function extraFields(
  header: LasHeader,
  records: readonly LasRecord[],
  options: StageOptions,
): readonly ExtraField[] {
  const standard = RECORD_BYTES[header.pointFormat]!;
  const fields: ExtraField[] = [];
  let offset = standard;
  const described = findRecord(records, 'LASF_Spec', 4) ?? new Uint8Array(0);
  const view = new DataView(described.buffer, described.byteOffset, described.byteLength);
  for (let at = 0; at + DESCRIPTOR_BYTES <= described.length; at += DESCRIPTOR_BYTES) {
    const field = readDescriptor(described, view, at, offset, fields.length);
    const bytes = field ? CELL_BYTES[field.type] * field.components : 0;
    if (!field || offset + bytes > header.recordBytes) {
      const message = 'the description of the extra bytes does not fit the points: the rest is kept as plain bytes';
      options.diagnostics?.warn('LAS_EXTRA_BYTES', message);
      break;
    }
    if (bytes > 0) fields.push(field);
    offset += bytes;
  }
  const left = header.recordBytes - offset;
  if (left > 0) fields.push({ name: 'extra_bytes', type: 'uint8', offset, components: left });
  return fields;
}

function readDescriptor(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  offset: number,
  index: number,
): ExtraField | undefined {
  const dataType = view.getUint8(at + 2);
  const flags = view.getUint8(at + 3);
  const name = untilNul(bytes.subarray(at + 4, at + 36)) || `extra${index}`;
  // Type 0 is opaque, and its options byte is its length.
  if (dataType === 0) return { name, type: 'uint8', offset, components: flags };
  const type = TYPES[(dataType - 1) % 10];
  if (!type || dataType > 30) return undefined;
  const components = 1 + Math.floor((dataType - 1) / 10);
  const each = (read: (at: number) => number, from: number) =>
    Array.from({ length: components }, (_, c) => read(at + from + c * 8));
  const float = (place: number) => view.getFloat64(place, true);
  return {
    name,
    type,
    offset,
    components,
    ...(flags & HAS_SCALE ? { scale: each(float, 112) } : {}),
    ...(flags & HAS_SHIFT ? { shift: each(float, 136) } : {}),
    ...(flags & HAS_NO_DATA ? { noData: each((place) => noDataAt(view, place, type), 40) } : {}),
  };
}

/** Stored as the widest type of its kind, whatever the width of the column. */
function noDataAt(view: DataView, at: number, type: CellType): number {
  if (type.startsWith('float')) return view.getFloat64(at, true);
  return Number(type.startsWith('u') ? view.getBigUint64(at, true) : view.getBigInt64(at, true));
}
