import type { Attribute, Diagnostics, TypedArray } from '../../core/index.ts';
import { attributesOf, type NamedColumn, unpackColor } from '../ply/columns.ts';

const COLOR = ['red', 'green', 'blue'] as const;

/**
 * Columns beside the coordinates as attributes. Numbers in text have no type, so the depth of colours is taken from their
 * largest value (0–1, 8 or 16 bit) and said; a packed `rgb` column is unpacked. Names used twice get a number.
 */
export function attributesOfTable(columns: readonly NamedColumn[], diagnostics: Diagnostics | undefined): Attribute[] {
  const color = COLOR.flatMap((name) => columns.find((column) => column.name === name) ?? []);
  const bytes =
    color.length === 3
      ? toBytes(
          color.map(({ values }) => values),
          diagnostics,
        )
      : undefined;
  const rest = columns.filter((column) => !bytes || !color.includes(column));
  const packed = bytes
    ? undefined
    : rest.find(({ name, values }) => /^(rgba?|argb)$/i.test(name) && isPackedColor(values));
  const own = uniqueNames(rest.filter((column) => column !== packed));
  const attributes = attributesOf(own);
  if (packed) attributes.unshift({ name: 'rgb', components: 3, values: unpackColor(packed.values) });
  if (bytes) attributes.unshift({ name: 'rgb', components: 3, values: bytes });
  return attributes;
}

/** Colours in 0–255, or undefined when the numbers are no colours after all. */
function toBytes(columns: readonly TypedArray[], diagnostics: Diagnostics | undefined): Uint8Array | undefined {
  let [min, max] = [Infinity, -Infinity];
  let isInteger = true;
  for (const values of columns) {
    if (values instanceof Float32Array || values instanceof Float64Array) isInteger = false;
    for (const value of values) {
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  if (!(min >= 0) || max > 65535) {
    const message = `the columns red, green and blue reach from ${min} to ${max}, which is no colour: kept as plain numbers`;
    diagnostics?.warn('COLOR_RANGE', message);
    return undefined;
  }
  const [depth, scale] = max <= 1 ? ['0–1', 255] : max <= 255 ? ['8 bit', 1] : ['16 bit', 1 / 256];
  diagnostics?.info('COLOR_DEPTH', `Colours read as ${depth}: their largest value is ${max}`);
  const count = columns[0]!.length;
  // Clamped arrays round; 16 bits lose their low byte, as everywhere here.
  const scaled = isInteger && scale < 1 ? new Uint8Array(count * 3) : new Uint8ClampedArray(count * 3);
  columns.forEach((values, c) => {
    for (let i = 0, to = c; i < count; i++, to += 3) scaled[to] = values[i]! * scale;
  });
  return new Uint8Array(scaled.buffer);
}

function isPackedColor(values: TypedArray): boolean {
  return (values instanceof Uint32Array || values instanceof Int32Array) && values.length > 0;
}

/** `rgb` and `normal` mean three components here: a lone column of that name is told apart. */
function uniqueNames(columns: readonly NamedColumn[]): NamedColumn[] {
  const used = new Set<string>(['rgb', 'normal']);
  // Thousands of columns may have one name: each goes on counting where the last one stopped.
  const counts = new Map<string, number>();
  return columns.map(({ name, values }) => {
    let unique = name;
    let n = counts.get(name) ?? 2;
    for (; used.has(unique); n++) unique = `${name}_${n}`;
    counts.set(name, n);
    used.add(unique);
    return { name: unique, values };
  });
}
