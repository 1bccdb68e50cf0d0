import type { Attribute, Diagnostics, TypedArray } from '../../core/index.ts';

export interface NamedColumn {
  readonly name: string;
  readonly values: TypedArray;
}

const COLOR_NAMES = [
  ['red', 'green', 'blue'],
  ['r', 'g', 'b'],
  ['diffuse_red', 'diffuse_green', 'diffuse_blue'],
] as const;
const NORMAL_NAMES = [
  ['nx', 'ny', 'nz'],
  ['normal_x', 'normal_y', 'normal_z'],
] as const;
/** Zeroth spherical-harmonic coefficients of a Gaussian splat; colour = 0.5 + Y₀·f, Y₀ = 1 / (2·√π). */
const SPLAT_NAMES = ['f_dc_0', 'f_dc_1', 'f_dc_2'] as const;
const SPLAT_Y0 = 0.5 / Math.sqrt(Math.PI);
const WELL_KNOWN = ['intensity', 'classification', 'label', 'instance', 'return', 'ring', 'timestamp', 'elongation'];

/**
 * Columns beside x, y, z as attributes: colours become `rgb` (uint8, scaled by their type), normals `normal`, the rest keep
 * name and type. CloudCompare's `scalar_` prefix goes, and well-known names are spelled in lower case.
 * @param hasColour the colours are a column of their own already
 * @param diagnostics is told the depth of colours that are not plain bytes
 */
export function attributesOf(
  columns: readonly NamedColumn[],
  hasColour = false,
  diagnostics?: Diagnostics,
): Attribute[] {
  const used = new Set(['x', 'y', 'z']);
  const attributes: Attribute[] = [];
  const color = hasColour ? undefined : findTriple(columns, COLOR_NAMES);
  const normal = findTriple(columns, NORMAL_NAMES);
  const splat = color || hasColour ? undefined : findTriple(columns, [SPLAT_NAMES]);
  if (color)
    attributes.push({
      name: 'rgb',
      components: 3,
      values: interleave(toByteScale(color, diagnostics), Uint8ClampedArray),
    });
  else if (splat) {
    const scaled = splat.map(({ values }) => Float32Array.from(values, (value) => 255 * (0.5 + SPLAT_Y0 * value)));
    attributes.push({ name: 'rgb', components: 3, values: interleave(scaled, Uint8ClampedArray) });
  }
  if (normal) {
    const values = interleave(
      normal.map((column) => column.values),
      Float32Array,
    );
    attributes.push({ name: 'normal', components: 3, values });
  }
  for (const column of [...(color ?? []), ...(normal ?? [])]) used.add(column.name);
  const packed = color || splat || hasColour ? undefined : columns.find(isPackedColor);
  if (packed) {
    attributes.unshift({ name: 'rgb', components: 3, values: unpackColor(packed.values) });
    used.add(packed.name);
  }
  for (const { name, values } of columns) {
    // `rgb` and `normal` mean three components here: a lone number of that name is told apart.
    const own = /^(rgb|normal)$/i.test(name) ? `${name}_value` : ownName(name);
    if (!used.has(name)) attributes.push({ name: own, components: 1, values });
  }
  return attributes;
}

/** 0xAARRGGBB in one number of 32 bits: those of a float are to be taken, not its value, as PCL writes it. */
function isPackedColor({ name, values }: NamedColumn): boolean {
  const isWord = values instanceof Uint32Array || values instanceof Int32Array || values instanceof Float32Array;
  return /^(rgba?|argb)$/i.test(name) && isWord;
}

/** Red, green and blue of words 0xAARRGGBB. */
export function unpackColor(words: TypedArray): Uint8Array {
  const values = words instanceof Float32Array ? new Uint32Array(words.buffer, words.byteOffset, words.length) : words;
  const bytes = new Uint8Array(values.length * 3);
  for (let i = 0, to = 0; i < values.length; i++) {
    const color = values[i]!;
    bytes[to++] = color >>> 16;
    bytes[to++] = color >>> 8;
    bytes[to++] = color;
  }
  return bytes;
}

function ownName(name: string): string {
  const bare = name.replace(/^scalar_/i, '');
  return WELL_KNOWN.includes(bare.toLowerCase()) ? bare.toLowerCase() : bare || name;
}

function findTriple(
  columns: readonly NamedColumn[],
  spellings: readonly (readonly string[])[],
): NamedColumn[] | undefined {
  for (const names of spellings) {
    const found = names.flatMap((name) => columns.find((column) => column.name.toLowerCase() === name) ?? []);
    if (found.length === 3) return found;
  }
  return undefined;
}

/**
 * 0–255 by type: 16-bit colours lose their low byte, unless no channel goes beyond 255 (8-bit values in wide columns are
 * common); floats are 0–1 unless a channel goes beyond. Decided once for the three channels: dark points decide nothing.
 */
function toByteScale(channels: readonly NamedColumn[], diagnostics: Diagnostics | undefined): ArrayLike<number>[] {
  const isWithin = (limit: number) => channels.every(({ values }) => values.every((value) => !(value > limit)));
  const decide = (limit: number, within: string, beyond: string): boolean => {
    const is = isWithin(limit);
    const why = is ? `no channel is above ${limit}` : `a channel is above ${limit}`;
    diagnostics?.info('COLOR_DEPTH', `Colours read as ${is ? within : beyond}: ${why}`);
    return is;
  };
  let is8Bit: boolean | undefined;
  let isUnit: boolean | undefined;
  return channels.map(({ values }) => {
    if (values instanceof Int8Array) return Uint8Array.from(values, (value) => value & 255);
    if (values instanceof Uint16Array) {
      is8Bit ??= decide(255, '8 bit', '16 bit, of which the upper 8 are kept');
      return is8Bit ? values : Uint8Array.from(values, (value) => value >> 8);
    }
    if (values instanceof Float32Array || values instanceof Float64Array) {
      isUnit ??= decide(1, '0–1', '0–255');
      return isUnit ? Float32Array.from(values, (value) => value * 255) : values;
    }
    return values;
  });
}

function interleave(columns: readonly ArrayLike<number>[], Kind: typeof Uint8ClampedArray): Uint8Array;
function interleave(columns: readonly ArrayLike<number>[], Kind: typeof Float32Array): Float32Array;
function interleave(
  columns: readonly ArrayLike<number>[],
  Kind: typeof Uint8ClampedArray | typeof Float32Array,
): TypedArray {
  const count = columns[0]?.length ?? 0;
  const values = new Kind(count * 3);
  for (let c = 0; c < 3; c++) {
    const column = columns[c]!;
    for (let i = 0; i < count; i++) values[i * 3 + c] = column[i]!;
  }
  // Clamped while filling, plain bytes for everyone after.
  return values instanceof Uint8ClampedArray ? new Uint8Array(values.buffer) : values;
}
