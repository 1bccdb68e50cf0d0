import type { Attribute, ByteSource, TypedArray } from '../../core/index.ts';
import { FormatError } from '../../core/index.ts';
import { ZipArchive } from '../archive/zip-archive.ts';
import { readZipDirectory } from '../archive/zip-directory.ts';
import { buildCloud } from '../build-cloud.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { CELL_BYTES, type RowField, readRows, requireCount } from '../row-table.ts';
import { type NpyHeader, readNpyHeader } from './header.ts';
import { narrow, readNpy } from './read.ts';

export const NPZ = 'npz';

/** What people call the array of points, the likeliest first. */
const POINT_NAMES =
  /^(points?|xyz|coords?|coordinates?|positions?|pos|pc|pcd|point_?clouds?|clouds?|vertices|verts|lidar|data|arr_0)$/i;
const MAX_COMPONENTS = 512;

interface NamedArray {
  readonly name: string;
  readonly source: ByteSource;
  readonly header: NpyHeader;
}

/**
 * NPZ: a ZIP of arrays. The points are the array that is called so (`points`, `xyz`, `coords`, …), else the longest one of
 * three or more columns, or three arrays x, y and z. Every other array with one row a point is an attribute of its own name;
 * colours and normals become `rgb` and `normal`. What is left over is said.
 * @throws FormatError, LimitError, CancelledError
 */
export async function readNpz(source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  const arrays = await openArrays(source, options);
  const axes = ['x', 'y', 'z'].flatMap((axis) => arrays.find(({ name }) => name.toLowerCase() === axis) ?? []);
  const points = axes.length === 3 ? undefined : choosePoints(arrays);
  if (axes.length !== 3 && !points) {
    const names = arrays.map(({ name, header }) => `${name} (${header.shape.join(', ')})`).slice(0, 6);
    const message = `"${source.name}" holds no array of points: ${names.join('; ') || 'no arrays at all'}. Save one array "points" of shape (N, 3) or wider.`;
    throw new FormatError('FORMAT_FIELD', message, { file: source.name, format: NPZ, field: 'points' });
  }
  const decoded = points ? await readNpy(points.source, options) : await readAxes(source, axes, options);
  const attributes: Attribute[] = [...decoded.cloud.attributes];
  const leftOut: string[] = [];
  for (const array of arrays) {
    if (array === points || axes.includes(array)) continue;
    if (array.header.isStructured || rowsOf(array) !== decoded.sourceCount || componentsOf(array) > MAX_COMPONENTS) {
      leftOut.push(`${array.name} (${array.header.shape.join(', ')})`);
      continue;
    }
    const attribute = asAttribute(array, await readRowsOfArray(array, options), decoded.keptRows);
    const isTaken = attributes.some(({ name }) => name === attribute.name);
    attributes.push(isTaken ? { ...attribute, name: `${attribute.name}_2` } : attribute);
  }
  const what = points ? `the array "${points.name}"` : 'the arrays x, y and z';
  options.diagnostics?.info('NPZ_POINTS', `Points are ${what} of ${arrays.length} arrays`);
  if (leftOut.length > 0) {
    const message = `arrays without one row a point were left out: ${leftOut.slice(0, 6).join(', ')}`;
    options.diagnostics?.info('NPZ_ARRAYS_LEFT_OUT', message, leftOut.length);
  }
  return { ...decoded, cloud: { ...decoded.cloud, name: source.name, format: NPZ, attributes } };
}

async function openArrays(source: ByteSource, options: ReadOptions): Promise<NamedArray[]> {
  const archive = new ZipArchive(source);
  const arrays: NamedArray[] = [];
  for (const entry of await readZipDirectory(source)) {
    if (!entry.name.endsWith('.npy')) continue;
    const name = entry.name.slice(0, -4);
    const array = archive.open(entry, `${source.name}:${entry.name}`, source.path);
    try {
      arrays.push({ name, source: array, header: await readNpyHeader(array) });
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      // An array of text or of Python objects beside the points takes nothing from them.
      options.diagnostics?.warn('NPZ_ARRAY_UNREADABLE', `the array "${name}" was left out: ${error.message}`);
    }
  }
  return arrays;
}

function choosePoints(arrays: readonly NamedArray[]): NamedArray | undefined {
  const fitting = arrays.filter(({ header }) => {
    if (header.isStructured)
      return ['x', 'y', 'z'].every((axis) => header.fields.some(({ name }) => name.toLowerCase() === axis));
    return header.shape.length >= 2 && header.shape.at(-1)! >= 3 && header.shape.at(-1)! <= MAX_COMPONENTS;
  });
  const longest = [...fitting].sort((a, b) => rowsOf(b) - rowsOf(a))[0];
  return fitting.find(({ name }) => POINT_NAMES.test(name)) ?? longest;
}

async function readAxes(source: ByteSource, axes: readonly NamedArray[], options: ReadOptions): Promise<DecodedCloud> {
  const [x, y, z] = axes as [NamedArray, NamedArray, NamedArray];
  for (const axis of axes) {
    if (!axis.header.isStructured && componentsOf(axis) === 1 && rowsOf(axis) === rowsOf(x)) continue;
    const message = `"${source.name}": x, y and z have to be three arrays of the same length, "${axis.name}" has shape (${axis.header.shape.join(', ')}). Save them again.`;
    throw new FormatError('FORMAT_FIELD', message, { file: source.name, format: NPZ, field: axis.name });
  }
  const columns = {
    x: await readRowsOfArray(x, options),
    y: await readRowsOfArray(y, options),
    z: await readRowsOfArray(z, options),
  };
  return buildCloud({ name: source.name, format: NPZ, ...columns, attributes: [] }, options);
}

function rowsOf({ header }: NamedArray): number {
  return header.shape[0] ?? 0;
}

function componentsOf({ header }: NamedArray): number {
  return header.shape.slice(1).reduce((product, length) => product * length, 1);
}

/** All numbers of an array, interleaved by row whatever its order on disk. */
async function readRowsOfArray(array: NamedArray, options: ReadOptions): Promise<TypedArray> {
  const { source, header } = array;
  const { itemBytes, bodyOffset, littleEndian } = header;
  const type = header.fields[0]!.type;
  const components = componentsOf(array);
  const count = requireCount(rowsOf(array), source, NPZ, 'shape');
  const field: RowField = { name: array.name, type, offset: 0, components };
  if (!header.fortranOrder || components === 1) {
    const rowBytes = CELL_BYTES[type] * components;
    const [values] = await readRows(
      source,
      { byteOffset: bodyOffset, rowBytes, count, littleEndian, fields: [field] },
      NPZ,
      options,
    );
    return values!;
  }
  const columns: TypedArray[] = [];
  for (let c = 0; c < components; c++) {
    const byteOffset = bodyOffset + c * count * itemBytes;
    const table = { byteOffset, rowBytes: itemBytes, count, littleEndian, fields: [{ ...field, components: 1 }] };
    columns.push(...(await readRows(source, table, NPZ, options)));
  }
  const Kind = columns[0]!.constructor as new (length: number) => TypedArray;
  const values = new Kind(count * components);
  columns.forEach((column, c) => {
    for (let i = 0; i < count; i++) values[i * components + c] = column[i]!;
  });
  return values;
}

function asAttribute(array: NamedArray, values: TypedArray, keptRows: Uint32Array | undefined): Attribute {
  const components = componentsOf(array);
  const kept = keptRows ? pickRows(values, components, keptRows) : values;
  if (components === 3 && /^(rgbs?|colou?rs?)$/i.test(array.name))
    return { name: 'rgb', components, values: toBytes(kept) };
  if (components === 3 && /^normals?$/i.test(array.name))
    return { name: 'normal', components, values: Float32Array.from(kept) };
  return { name: array.name, components, values: narrow(kept) };
}

/** Colours by type: bytes as they are, 16 bit lose the low byte, fractions are 0–1 unless the array goes beyond. */
function toBytes(values: TypedArray): Uint8Array {
  if (values instanceof Uint8Array) return values;
  let max = 0;
  for (const value of values) if (value > max) max = value;
  const isFloat = values instanceof Float32Array || values instanceof Float64Array;
  const scale = isFloat && max <= 1 ? 255 : 1;
  const bytes =
    max > 255
      ? Uint8Array.from(values, (value) => value / 256)
      : Uint8ClampedArray.from(values, (value) => value * scale);
  return new Uint8Array(bytes.buffer);
}

function pickRows(values: TypedArray, components: number, rows: Uint32Array): TypedArray {
  const picked = new (values.constructor as new (length: number) => TypedArray)(rows.length * components);
  for (let i = 0, at = 0; i < rows.length; i++) {
    for (let c = 0; c < components; c++) picked[at++] = values[rows[i]! * components + c]!;
  }
  return picked;
}
