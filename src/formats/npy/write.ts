import { type PointCloud, type ScalarType, scalarTypeOf, type TypedArray } from '../../core/index.ts';
import { labelledColumns, type PointLabelColumns } from '../labelled-columns.ts';
import { columnOf, type OnRows, type WrittenColumn, writeRows } from '../write-rows.ts';

const DESCR: Readonly<Record<ScalarType, string>> = {
  int8: '|i1',
  uint8: '|u1',
  int16: '<i2',
  uint16: '<u2',
  int32: '<i4',
  uint32: '<u4',
  float32: '<f4',
  float64: '<f8',
};

/**
 * NPY of structured rows: `x y z` are true coordinates (float32, or float64 where the cloud has an origin), then every attribute under
 * its own name and type, with sub-arrays for those of several components, then `label` (−1 = none), `instance` and `confidence`.
 */
export function writeNpyCloud(cloud: PointCloud, labels: PointLabelColumns, onRows?: OnRows): Uint8Array<ArrayBuffer> {
  const isFar = cloud.origin.some((value) => value !== 0);
  const type = isFar ? 'float64' : 'float32';
  const used = new Set(['x', 'y', 'z']);
  const rest = labelledColumns(cloud, labels).map((column) => {
    let name = fieldName(column.name);
    for (let n = 2; used.has(name.toLowerCase()); n++) name = `${fieldName(column.name)}_${n}`;
    used.add(name.toLowerCase());
    return { ...column, name };
  });
  const fields = [
    ...['x', 'y', 'z'].map((axis) => `('${axis}', '${DESCR[type]}')`),
    ...rest.map(({ name, type: own, components }) => {
      return `('${name}', '${DESCR[own]}'${components > 1 ? `, (${components},)` : ''})`;
    }),
  ];
  const positions: WrittenColumn = { name: 'xyz', type, components: 3, values: cloud.positions, plus: cloud.origin };
  const head = npyHead(`[${fields.join(', ')}]`, `(${cloud.count},)`);
  return writeRows(head, [positions, ...rest], cloud, onRows);
}

/** One C-ordered array. `components` undefined gives it one axis, else a second one of that length. */
export function writeNpyArray(values: TypedArray, components?: number): Uint8Array<ArrayBuffer> {
  const count = values.length / (components ?? 1);
  const shape = components === undefined ? `(${count},)` : `(${count}, ${components})`;
  const head = npyHead(`'${DESCR[scalarTypeOf(values)]}'`, shape);
  return writeRows(head, [columnOf('', values, components ?? 1)], { count, name: 'array' });
}

/** Text as numpy stores it: UTF-32, as wide as the longest. */
export function writeNpyTexts(texts: readonly string[]): Uint8Array {
  const points = texts.map((text) => Array.from(text, (character) => character.codePointAt(0)!));
  const width = Math.max(1, ...points.map(({ length }) => length));
  const head = npyHead(`'<U${width}'`, `(${texts.length},)`);
  const values = new Uint32Array(texts.length * width);
  points.forEach((row, i) => void values.set(row, i * width));
  return writeRows(head, [columnOf('', values, width)], { count: texts.length, name: 'texts' });
}

/** Arrays in the order given, as `numpy.savez` names them: `points`, an array an attribute, `label`, `instance`, `confidence`. */
export function npzArrays(cloud: PointCloud, labels: PointLabelColumns): { name: string; bytes: Uint8Array }[] {
  const isFar = cloud.origin.some((value) => value !== 0);
  const { positions, origin } = cloud;
  const points = isFar ? Float64Array.from(positions, (value, i) => value + origin[i % 3]!) : positions;
  const used = new Set(['points']);
  const arrays = labelledColumns(cloud, labels).map(({ name, type, components, values }) => {
    let entry = fileName(name);
    for (let n = 2; used.has(entry.toLowerCase()); n++) entry = `${fileName(name)}_${n}`;
    used.add(entry.toLowerCase());
    const typed = ArrayBuffer.isView(values) && scalarTypeOf(values as TypedArray) === type ? values : undefined;
    const array = (typed as TypedArray | undefined) ?? Int32Array.from(values);
    return { name: `${entry}.npy`, bytes: writeNpyArray(array, components === 1 ? undefined : components) };
  });
  return [{ name: 'points.npy', bytes: writeNpyArray(points, 3) }, ...arrays];
}

/** Version 1 where the header is ASCII and short, else 3, whose header is UTF-8. Padded so that the body starts at a multiple of 64. */
function npyHead(descr: string, shape: string): Uint8Array {
  const dict = new TextEncoder().encode(`{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`);
  const isPlain = dict.length < 60_000 && dict.every((byte) => byte < 128);
  const start = isPlain ? 10 : 12;
  const size = Math.ceil((start + dict.length + 1) / 64) * 64;
  const head = new Uint8Array(size).fill(32);
  head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, isPlain ? 1 : 3, 0]);
  const view = new DataView(head.buffer);
  if (isPlain) view.setUint16(8, size - start, true);
  else view.setUint32(8, size - start, true);
  head.set(dict, start);
  head[size - 1] = 10;
  return head;
}

/** What a dict literal can hold between single quotes. */
function fieldName(name: string): string {
  return name.replaceAll(/['"\\()[\]\p{Control}]/gu, '_') || 'column';
}

/** What every file system can hold. */
function fileName(name: string): string {
  return name.replaceAll(/[/\\:*?"<>|\p{Control}]/gu, '_') || 'column';
}
