import type { Attribute, TypedArray } from '../../core/index.ts';
import type { Coordinates } from '../coordinates.ts';
import { attributesOf, type NamedColumn } from '../ply/columns.ts';
import { isAxis, type PcdField } from './header.ts';

/** A field's values, `count` a point, interleaved. */
export interface PcdColumn {
  readonly field: PcdField;
  readonly values: TypedArray;
}

/** Points of a file. A second field of an axis' name is none of the columns. */
export interface PcdPoints {
  readonly coordinates: Coordinates;
  /** Those beside x, y, z. */
  readonly columns: readonly PcdColumn[];
}

/** Pairs fields with their values, where these are columns beside x, y and z. */
export function columnsOf(fields: readonly PcdField[], values: readonly (TypedArray | undefined)[]): PcdColumn[] {
  return fields.flatMap((field, i) => {
    const own = values[i];
    return own && !['x', 'y', 'z'].some((axis) => isAxis(field, axis)) ? [{ field, values: own }] : [];
  });
}

/** Columns beside x, y, z as attributes: packed colours become `rgb` (and `alpha` where it says anything), triples one attribute. */
export function pcdAttributes(columns: readonly PcdColumn[]): Attribute[] {
  const scalars: NamedColumn[] = [];
  const others: Attribute[] = [];
  for (const { field, values } of columns) {
    if (isPackedColor(field)) others.push(...unpackColor(values));
    else if (field.count === 1) scalars.push({ name: field.name, values });
    else others.push({ name: field.name, components: field.count, values });
  }
  return [...others, ...attributesOf(scalars)];
}

/** PCL's colours: bytes B, G, R, A of one 4-byte cell, whatever type the header gives it. */
export function isPackedColor({ name, type, count }: PcdField): boolean {
  return /^rgba?$/i.test(name) && count === 1 && (type === 'float32' || type === 'uint32' || type === 'int32');
}

function unpackColor(values: TypedArray): Attribute[] {
  // The bits, not the number: colours are often declared as floats.
  const packed = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const rgb = new Uint8Array(packed.length * 3);
  const alpha = new Uint8Array(packed.length);
  let varies = false;
  for (let i = 0; i < packed.length; i++) {
    const bits = packed[i]!;
    rgb[i * 3] = (bits >>> 16) & 255;
    rgb[i * 3 + 1] = (bits >>> 8) & 255;
    rgb[i * 3 + 2] = bits & 255;
    alpha[i] = bits >>> 24;
    if (alpha[i] !== alpha[0]) varies = true;
  }
  const colors: Attribute = { name: 'rgb', components: 3, values: rgb };
  return varies ? [colors, { name: 'alpha', components: 1, values: alpha }] : [colors];
}
