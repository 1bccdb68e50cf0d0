import {
  type Attribute,
  type Diagnostics,
  FormatError,
  findAttribute,
  IGNORE_LABEL,
  labelSet,
  type PointCloud,
  type ScalarType,
} from '../../core/index.ts';
import { outOfMemory } from '../out-of-memory.ts';
import { CELL_BYTES } from '../row-table.ts';
import { LAS, RECORD_BYTES } from './header.ts';
import { labelCodes, UNLABELLED_CODE } from './label-codes.ts';
import { pointLayout } from './point-fields.ts';
import { extraFields, standardFields, type WrittenField, writeField } from './write-fields.ts';

/** Labels of a cloud's points, true or predicted. */
export interface LasLabels {
  readonly labelSet: string;
  /** [count] class index, or `IGNORE_LABEL`. */
  readonly semantic?: ArrayLike<number> | undefined;
  /** uint32 [count], 0 is none. */
  readonly instance?: Uint32Array | undefined;
  /** float32 [count], 0–1. */
  readonly confidence?: Float32Array | undefined;
}

export interface LasWriteOptions {
  /** Well-known text of the coordinate system that the cloud's true coordinates are in. */
  readonly wkt?: string | undefined;
  /** Gets what the format cannot hold. */
  readonly diagnostics?: Diagnostics | undefined;
}

const HEADER_BYTES = 375;
const VLR_BYTES = 54;
const DESCRIPTOR_BYTES = 192;
const LOOKUP_BYTES = 256 * 16;
const WKT_ENCODING = 16;
/** Steps finer than a thousandth of a millimetre are noise. */
const FINEST_STEP_M = 1e-6;
const LARGEST_STORED = 2 ** 31 - 1;

/**
 * LAS 1.4, point format 6 to 8. Coordinates are true ones in metres (x, y horizontal, z up), in steps of 1 µm or as fine as 32 bits hold.
 * Classes are ASPRS codes where one means the same, else 64 + class index, with their names in the classification lookup record;
 * `instance` and `confidence` are extra bytes, as is each attribute that the format has no place for. A `classification` that labels
 * replace is kept as `source_classification`. `readLas` gives the same attributes back; a `rgb` of black throughout is no colour to it.
 * @throws FormatError when there are more columns than LAS can describe, LimitError LIMIT_MEMORY
 */
export function writeLas(cloud: PointCloud, labels?: LasLabels, options: LasWriteOptions = {}): Uint8Array {
  const attributes = labelledAttributes(cloud, labels);
  const rgb = attributes.find(({ name, components, values }) => {
    return name === 'rgb' && components === 3 && values instanceof Uint8Array;
  });
  const hasInfrared = findAttribute(cloud, 'nir')?.components === 1;
  const pointFormat = hasInfrared ? 8 : rgb ? 7 : 6;
  const standard = standardFields(pointFormat, attributes);
  const taken = new Set<string>(standard.map(({ name }) => name));
  if (rgb) taken.add('rgb');
  const left = attributes.filter(({ name }) => !taken.has(name));
  const extra = extraFields(left, RECORD_BYTES[pointFormat]!);
  sayLosses(left, options.diagnostics);
  const plainBytes = RECORD_BYTES[pointFormat]!;
  const recordBytes = Math.max(plainBytes, ...extra.map(({ offset, type }) => offset + CELL_BYTES[type]));
  if (recordBytes > 65535 || extra.length * DESCRIPTOR_BYTES > 65535) throw tooWide(cloud, extra.length);
  const records = [
    ...(extra.length > 0 ? [{ userId: 'LASF_Spec', recordId: 4, data: descriptors(extra) }] : []),
    ...(labels?.semantic ? [{ userId: 'LASF_Spec', recordId: 0, data: lookup(labels.labelSet) }] : []),
    ...(options.wkt
      ? [{ userId: 'LASF_Projection', recordId: 2112, data: new TextEncoder().encode(`${options.wkt}\0`) }]
      : []),
  ];
  const pointsOffset = records.reduce((sum, { data }) => sum + VLR_BYTES + data.length, HEADER_BYTES);
  const bytes = allocateFile(pointsOffset + recordBytes * cloud.count, cloud);
  const view = new DataView(bytes.buffer);
  const step = stepOf(cloud);
  writeHeader(view, cloud, { pointFormat, recordBytes, pointsOffset, recordCount: records.length, step });
  let at = HEADER_BYTES;
  for (const { userId, recordId, data } of records) {
    writeText(bytes, at + 2, userId);
    view.setUint16(at + 18, recordId, true);
    view.setUint16(at + 20, data.length, true);
    bytes.set(data, at + VLR_BYTES);
    at += VLR_BYTES + data.length;
  }
  writeCoordinates(view, cloud, pointsOffset, recordBytes, step);
  for (const field of [...standard, ...extra]) writeField(view, field, pointsOffset, recordBytes, cloud.count);
  if (rgb) writeColours(view, rgb, pointsOffset + pointLayout(pointFormat).colourOffset!, recordBytes, cloud.count);
  return bytes;
}

function labelledAttributes(cloud: PointCloud, labels: LasLabels | undefined): Attribute[] {
  if (!labels) return [...cloud.attributes];
  const { semantic, instance, confidence } = labels;
  const replaced = new Set<string>([...(instance ? ['instance'] : []), ...(confidence ? ['confidence'] : [])]);
  const kept = cloud.attributes
    .filter(({ name }) => !replaced.has(name))
    .map((attribute) => {
      return semantic && attribute.name === 'classification'
        ? { ...attribute, name: 'source_classification' }
        : attribute;
    });
  const codes = labelCodes(labelSet(labels.labelSet).classes);
  const toCode = (label: number) => (label === IGNORE_LABEL ? UNLABELLED_CODE : codes[label]!);
  const column = (name: string, values: Attribute['values']) => ({ name, components: 1, values });
  return [
    ...(semantic ? [column('classification', Uint8Array.from(semantic, toCode))] : []),
    ...kept,
    ...(instance ? [column('instance', instance)] : []),
    ...(confidence ? [column('confidence', confidence)] : []),
  ];
}

function tooWide(cloud: PointCloud, columns: number): FormatError {
  const message = `"${cloud.name}" has ${columns} columns beside the ones that LAS knows, more than a LAS file can describe. Write it as PLY.`;
  return new FormatError('FORMAT_FIELD', message, { file: cloud.name, format: LAS, field: 'extra bytes' });
}

function sayLosses(left: readonly Attribute[], diagnostics: Diagnostics | undefined): void {
  const many = left.filter(({ name, components }) => components > 1 && name !== 'normal').map(({ name }) => name);
  if (many.length === 0) return;
  const message = `LAS holds one number a column: ${many.join(', ')} became a column for each component`;
  diagnostics?.warn('LAS_COMPONENTS', message, many.length);
}

function allocateFile(size: number, cloud: PointCloud): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(size);
  } catch (cause) {
    throw outOfMemory(cloud.count, cloud.name, cause);
  }
}

/** The smallest power of ten in metres with which every position fits into 32 bits. */
function stepOf({ positions }: PointCloud): number {
  let furthest = 0;
  for (let i = 0; i < positions.length; i++) furthest = Math.max(furthest, Math.abs(positions[i]!));
  let step = FINEST_STEP_M;
  while (furthest / step > LARGEST_STORED) step *= 10;
  return Number(step.toPrecision(1));
}

interface Layout {
  readonly pointFormat: number;
  readonly recordBytes: number;
  readonly pointsOffset: number;
  readonly recordCount: number;
  readonly step: number;
}

function writeHeader(view: DataView, cloud: PointCloud, layout: Layout): void {
  const bytes = new Uint8Array(view.buffer);
  writeText(bytes, 0, 'LASF');
  view.setUint16(6, WKT_ENCODING, true);
  view.setUint8(24, 1);
  view.setUint8(25, 4);
  writeText(bytes, 26, 'voxelens');
  writeText(bytes, 58, 'voxelens');
  view.setUint16(94, HEADER_BYTES, true);
  view.setUint32(96, layout.pointsOffset, true);
  view.setUint32(100, layout.recordCount, true);
  view.setUint8(104, layout.pointFormat);
  view.setUint16(105, layout.recordBytes, true);
  view.setBigUint64(247, BigInt(cloud.count), true);
  for (let axis = 0; axis < 3; axis++) {
    const offset = cloud.origin[axis]!;
    view.setFloat64(131 + axis * 8, layout.step, true);
    view.setFloat64(155 + axis * 8, offset, true);
    let [low, high] = [Infinity, -Infinity];
    for (let i = axis; i < cloud.positions.length; i += 3) {
      const value = Math.round(cloud.positions[i]! / layout.step) * layout.step + offset;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    // Trap: the largest comes first.
    view.setFloat64(179 + axis * 16, high, true);
    view.setFloat64(187 + axis * 16, low, true);
  }
  const returns = findAttribute(cloud, 'return')?.values;
  for (let i = 0; returns && i < returns.length; i++) {
    const at = 255 + (returns[i]! - 1) * 8;
    if (returns[i]! >= 1 && returns[i]! <= 15) view.setBigUint64(at, view.getBigUint64(at, true) + 1n, true);
  }
}

function writeCoordinates(view: DataView, cloud: PointCloud, first: number, stride: number, step: number): void {
  const { positions, count } = cloud;
  for (let i = 0, at = first; i < count; i++, at += stride) {
    for (let axis = 0; axis < 3; axis++)
      view.setInt32(at + axis * 4, Math.round(positions[i * 3 + axis]! / step), true);
  }
}

/** 16 bits, as the format asks: 255 becomes 65535, and the high byte is what it was. */
function writeColours(view: DataView, { values }: Attribute, first: number, stride: number, count: number): void {
  for (let i = 0, at = first; i < count; i++, at += stride) {
    for (let c = 0; c < 3; c++) view.setUint16(at + c * 2, values[i * 3 + c]! * 257, true);
  }
}

const DATA_TYPES: Readonly<Record<ScalarType, number>> = {
  uint8: 1,
  int8: 2,
  uint16: 3,
  int16: 4,
  uint32: 5,
  int32: 6,
  float32: 9,
  float64: 10,
};

function descriptors(fields: readonly WrittenField[]): Uint8Array {
  const bytes = new Uint8Array(fields.length * DESCRIPTOR_BYTES);
  for (const [i, { name, type }] of fields.entries()) {
    bytes[i * DESCRIPTOR_BYTES + 2] = DATA_TYPES[type];
    writeText(bytes, i * DESCRIPTOR_BYTES + 4, name);
  }
  return bytes;
}

/** The classification lookup: 256 times a code and 15 bytes of name. */
function lookup(name: string): Uint8Array {
  const bytes = new Uint8Array(LOOKUP_BYTES);
  const { classes } = labelSet(name);
  for (const [index, code] of labelCodes(classes).entries()) {
    bytes[code * 16] = code;
    writeText(bytes, code * 16 + 1, classes[index]!.name.slice(0, 15));
  }
  return bytes;
}

function writeText(bytes: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
}
