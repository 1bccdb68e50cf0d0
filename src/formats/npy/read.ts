import type { Attribute, ByteSource, TypedArray } from '../../core/index.ts';
import { buildCloud } from '../build-cloud.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { BIN_LAYOUT_NAMES, BIN_LAYOUTS, type BinLayoutName, judgeColumns } from '../float-bin/layout.ts';
import { attributesOfLayout } from '../float-bin/name-columns.ts';
import { attributesOf, type NamedColumn } from '../ply/columns.ts';
import { CELL_BYTES, type RowField, readRows, requireCount } from '../row-table.ts';
import { fail, NPY, type NpyHeader, readNpyHeader } from './header.ts';

/**
 * NPY arrays of shape (…, C) with C ≥ 3 (leading axes flattened), or structured rows with x, y, z fields. 64-bit integers
 * become float64, half floats float32, booleans uint8. Columns beyond x y z are kept: named when they look like intensity,
 * ring or colour (said in `BIN_LAYOUT`), else `column3`, `column4`, ….
 * @throws FormatError, LimitError, CancelledError
 */
export async function readNpy(source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  const header = await readNpyHeader(source);
  const named = header.isStructured
    ? await readStructured(source, header, options)
    : await readPlain(source, header, options);
  const axis = (name: string) => {
    const found = named.columns.find((column) => column.name === name);
    if (!found) throw fail(source, 'FORMAT_FIELD', `its rows have no field ${name}`, 'descr', 10);
    return found.values;
  };
  const [x, y, z] = [axis('x'), axis('y'), axis('z')];
  return buildCloud({ name: source.name, format: NPY, x, y, z, attributes: named.attributes }, options);
}

interface NamedTable {
  readonly columns: readonly NamedColumn[];
  readonly attributes: readonly Attribute[];
}

async function readStructured(source: ByteSource, header: NpyHeader, options: ReadOptions): Promise<NamedTable> {
  const count = requireCount(
    header.shape.reduce((a, b) => a * b, 1),
    source,
    NPY,
    'shape',
  );
  const table = { ...header, byteOffset: header.bodyOffset, rowBytes: header.itemBytes, count };
  const values = await readRows(source, table, NPY, options);
  const scalars: NamedColumn[] = [];
  const vectors: Attribute[] = [];
  header.fields.forEach((field, i) => {
    const name = /^[xyz]$/i.test(field.name) ? field.name.toLowerCase() : field.name;
    if (field.components === 1) scalars.push({ name, values: values[i]! });
    else vectors.push({ name, components: field.components, values: values[i]! });
  });
  return { columns: scalars, attributes: [...attributesOf(scalars), ...vectors] };
}

async function readPlain(source: ByteSource, header: NpyHeader, options: ReadOptions): Promise<NamedTable> {
  const { shape, fields, itemBytes, bodyOffset, littleEndian, fortranOrder } = header;
  const columnCount = shape.at(-1) ?? 0;
  if (shape.length < 2 || columnCount < 3) {
    throw fail(
      source,
      'FORMAT_FIELD',
      `its shape is (${shape.join(', ')}), and points need three columns`,
      'shape',
      10,
    );
  }
  if (columnCount > MAX_COLUMNS) {
    throw fail(source, 'FORMAT_FIELD', `its shape is (${shape.join(', ')}), too wide for one point a row`, 'shape', 10);
  }
  const type = fields[0]!.type;
  const count = requireCount(
    shape.slice(0, -1).reduce((a, b) => a * b, 1),
    source,
    NPY,
    'shape',
  );
  let columns: TypedArray[];
  if (fortranOrder) {
    if (shape.length !== 2)
      throw fail(source, 'FORMAT_FIELD', 'it is Fortran-ordered with more than two axes', 'shape', 10);
    const field: RowField = { name: '', type, offset: 0, components: 1 };
    const table = { rowBytes: itemBytes, count, littleEndian, fields: [field] };
    columns = [];
    for (let c = 0; c < columnCount; c++) {
      const byteOffset = bodyOffset + c * count * itemBytes;
      columns.push(...(await readRows(source, { ...table, byteOffset }, NPY, options)));
    }
  } else {
    const rowFields = Array.from({ length: columnCount }, (_, c): RowField => {
      return { name: String(c), type, offset: c * CELL_BYTES[type], components: 1 };
    });
    const table = { byteOffset: bodyOffset, rowBytes: itemBytes * columnCount, count, littleEndian, fields: rowFields };
    columns = await readRows(source, table, NPY, options);
  }
  const named = ['x', 'y', 'z'].map((name, i) => ({ name, values: columns[i]! }));
  return { columns: named, attributes: nameExtraColumns(columns, options) };
}

/** Wider rows are matrices or images, not points with features. */
const MAX_COLUMNS = 512;
/** Rows looked at when extra columns are named. */
const SAMPLE_ROWS = 20_000;

function nameExtraColumns(columns: readonly TypedArray[], options: ReadOptions): Attribute[] {
  const layout = layoutOf(columns);
  if (layout) {
    options.diagnostics?.info(
      'BIN_LAYOUT',
      `Columns read as ${BIN_LAYOUTS[layout.name].join(' ')}, because ${layout.reason}`,
    );
    return attributesOfLayout(layout.name, columns);
  }
  return columns.slice(3).map((values, i) => ({ name: `column${i + 3}`, components: 1, values: narrow(values) }));
}

function layoutOf(columns: readonly TypedArray[]): { name: BinLayoutName; reason: string } | undefined {
  const rows = Math.min(columns[0]!.length, SAMPLE_ROWS);
  const step = Math.max(1, Math.floor(columns[0]!.length / Math.max(1, rows)));
  const sample = new Float32Array(rows * columns.length);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns.length; c++) sample[row * columns.length + c] = columns[c]![row * step]!;
  }
  const fitting = BIN_LAYOUT_NAMES.filter((name) => BIN_LAYOUTS[name].length === columns.length && columns.length > 3)
    .flatMap((name) => {
      const judged = judgeColumns(sample, name);
      return judged ? [{ name, ...judged }] : [];
    })
    .sort((a, b) => b.score - a.score);
  return fitting[0];
}

/** A float64 column that came from 64-bit integers goes back to int32 where every value fits: labels and ids mostly do. */
export function narrow(values: TypedArray): TypedArray {
  if (!(values instanceof Float64Array)) return values;
  return values.every((value) => Number.isInteger(value) && Math.abs(value) < 2 ** 31)
    ? Int32Array.from(values)
    : values;
}
