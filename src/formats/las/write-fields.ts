import { type Attribute, type ScalarType, scalarTypeOf, type TypedArray } from '../../core/index.ts';
import { CELL_BYTES } from '../row-table.ts';
import { type PointField, pointLayout } from './point-fields.ts';

/** A column of the file and where its values come from. */
export interface WrittenField {
  readonly name: string;
  readonly type: ScalarType;
  /** Bytes from the start of the record. */
  readonly offset: number;
  readonly bits: readonly [number, number] | undefined;
  /** What the value is divided by before it is stored. */
  readonly scale: number;
  readonly values: TypedArray;
  /** `values` has this many a point, of which this is one. */
  readonly components: number;
  readonly component: number;
}

/** Longest name of an extra-bytes column. */
const NAME_BYTES = 32;
const AXES = ['x', 'y', 'z'];
const RANGES: Readonly<Partial<Record<ScalarType, readonly [number, number]>>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65535],
  int16: [-32768, 32767],
};

/** Attributes that the format has a place for, in that place. One that does not fit its place, or is 0 throughout, is not taken. */
export function standardFields(pointFormat: number, attributes: readonly Attribute[]): WrittenField[] {
  return pointLayout(pointFormat).fields.flatMap((field) => {
    const found = attributes.find(({ name, components }) => name === field.name && components === 1);
    if (!found || !fits(field, found.values)) return [];
    const type = field.type as ScalarType;
    const scale = field.scale ?? 1;
    return [{ ...field, type, bits: field.bits, scale, values: found.values, components: 1, component: 0 }];
  });
}

function fits({ name, type, bits, scale = 1 }: PointField, values: TypedArray): boolean {
  if (type === 'float64') return values instanceof Float64Array && values.some((value) => value !== 0);
  const [low, high] = bits ? [0, (1 << bits[1]) - 1] : (RANGES[type as ScalarType] ?? [0, 0]);
  let isSet = name === 'classification';
  for (let i = 0; i < values.length; i++) {
    const stored = Math.round(values[i]! / scale);
    // As the reader makes it: a product of doubles in a float32.
    const isExact = scale === 1 ? stored === values[i] : Math.fround(stored * scale) === values[i];
    if (!isExact || stored < low || stored > high) return false;
    if (stored !== 0) isSet = true;
  }
  // The reader leaves out what is 0 throughout: as extra bytes it comes back.
  return isSet;
}

/** Everything else, as extra bytes from `offset` on. Several components become a column each: the format's own triples are deprecated. */
export function extraFields(attributes: readonly Attribute[], offset: number): WrittenField[] {
  const fields: WrittenField[] = [];
  let at = offset;
  for (const { name, components, values } of attributes) {
    const type = scalarTypeOf(values);
    for (let component = 0; component < components; component++) {
      const suffix = components === 1 ? '' : `_${components === 3 ? AXES[component] : component}`;
      const base = { type, bits: undefined, scale: 1, values, components, component };
      fields.push({ ...base, name: cutName(name, suffix), offset: at });
      at += CELL_BYTES[type];
    }
  }
  return fields;
}

function cutName(name: string, suffix: string): string {
  const plain = name.replace(/[^\x20-\x7e]/g, '_');
  return plain.slice(0, NAME_BYTES - suffix.length) + suffix;
}

/** Writes one field of every record. */
export function writeField(view: DataView, field: WrittenField, first: number, stride: number, count: number): void {
  const { values, components, component, bits, scale, type } = field;
  let at = first + field.offset;
  for (let i = component; i < count * components; i += components, at += stride) {
    const value = scale === 1 ? values[i]! : Math.round(values[i]! / scale);
    if (bits) view.setUint8(at, view.getUint8(at) | (value << bits[0]));
    else writeCell(view, type, at, value);
  }
}

function writeCell(view: DataView, type: ScalarType, at: number, value: number): void {
  switch (type) {
    case 'uint8':
      view.setUint8(at, value);
      break;
    case 'int8':
      view.setInt8(at, value);
      break;
    case 'uint16':
      view.setUint16(at, value, true);
      break;
    case 'int16':
      view.setInt16(at, value, true);
      break;
    case 'uint32':
      view.setUint32(at, value, true);
      break;
    case 'int32':
      view.setInt32(at, value, true);
      break;
    case 'float32':
      view.setFloat32(at, value, true);
      break;
    case 'float64':
      view.setFloat64(at, value, true);
      break;
  }
}
