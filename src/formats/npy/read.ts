import type { Attribute, ByteSource, TypedArray } from '../../core/index.ts';
import { buildCloud } from '../build-cloud.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { BIN_LAYOUT_NAMES, BIN_LAYOUTS, type BinLayoutName, judgeColumns } from '../float-bin/layout.ts';
import { attributesOfLayout } from '../float-bin/name-columns.ts';
import { attributesOf, type NamedColumn } from '../ply/columns.ts';
import { previewRows } from '../preview.ts';
import {
  CELL_BYTES,
  type CellType,
  type PointRows,
  type RowField,
  type RowLayout,
  readPoints,
  readRows,
  requireCount,
} from '../row-table.ts';
import { guessNames } from '../text/name-columns.ts';
import { attributesOfTable } from '../text/point-table.ts';
import { fail, NPY, type NpyHeader, readNpyHeader } from './header.ts';

/**
 * NPY arrays of shape (…, C) with C ≥ 3 (leading axes flattened), or structured rows with x, y, z fields. 64-bit integers
 * become float64, half floats float32, booleans uint8. Columns beyond x y z are kept: named when they look like intensity,
 * ring or colour (said in `BIN_LAYOUT`), else `column3`, `column4`, ….
 * @throws FormatError, LimitError, CancelledError
 */
export async function readNpy(source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  const header = await readNpyHeader(source);
  if (header.isStructured) return readStructured(source, header, options);
  const table = plainTable(source, header);
  if (table.isTransposed) {
    const message = `The array has ${table.columnCount} rows of ${table.count}: each was taken for a column of the points`;
    options.diagnostics?.info('NPY_TRANSPOSED', message);
  }
  const isByColumn = header.fortranOrder !== table.isTransposed;
  return isByColumn ? readFortran(source, table, options) : readPlain(source, table, options);
}

async function readStructured(source: ByteSource, header: NpyHeader, options: ReadOptions): Promise<DecodedCloud> {
  const { shape, bodyOffset, itemBytes } = header;
  const fields = withAxes(header.fields);
  const count = requireCount(
    shape.reduce((a, b) => a * b, 1),
    source,
    NPY,
    'shape',
  );
  const axis = (name: string): number => {
    const found = fields.findIndex((field) => field.components === 1 && field.name.toLowerCase() === name);
    if (found < 0) throw fail(source, 'FORMAT_FIELD', `its rows have no field ${name}`, 'descr', 10);
    return found;
  };
  const axes = [axis('x'), axis('y'), axis('z')] as const;
  const table = { ...header, fields, byteOffset: bodyOffset, rowBytes: itemBytes, count };
  const toCloud = ({ coordinates, columns }: PointRows, said: ReadOptions): DecodedCloud => {
    const scalars: NamedColumn[] = [];
    const vectors: Attribute[] = [];
    fields.forEach(({ name, components }, i) => {
      const values = columns[i];
      if (!values) return;
      if (components === 1) scalars.push({ name, values });
      else vectors.push({ name, components, values });
    });
    const attributes = [...attributesOf(scalars, false, said.diagnostics), ...vectors];
    return buildCloud({ name: source.name, format: NPY, coordinates, attributes }, said);
  };
  await previewRows(source, table, axes, NPY, options, (sample) => toCloud(sample, {}));
  return toCloud(await readPoints(source, table, axes, NPY, options), options);
}

/** A vector of three that is the place, where there are no fields x, y and z, as these three. */
function withAxes(fields: readonly RowField[]): readonly RowField[] {
  if (fields.some(({ name }) => name.toLowerCase() === 'x')) return fields;
  const place = fields.find(({ name, components }) => components === 3 && PLACE.test(name));
  if (!place) return fields;
  const axes = ['x', 'y', 'z'].map((name, c): RowField => {
    return { name, type: place.type, offset: place.offset + c * CELL_BYTES[place.type], components: 1 };
  });
  return fields.flatMap((field) => (field === place ? axes : [field]));
}

const PLACE = /^(xyz|pos|positions?|points?|coords?|coordinates?|location)$/i;
/** An array of fewer rows than a point has numbers, and of far more columns, lies on its side. */
const MAX_SIDE = 9;
const MIN_SIDEWAYS = 33;

interface PlainTable {
  readonly isTransposed: boolean;
  readonly type: CellType;
  readonly columnCount: number;
  readonly count: number;
  readonly bodyOffset: number;
  readonly littleEndian: boolean;
}

function plainTable(source: ByteSource, header: NpyHeader): PlainTable {
  const { shape, fields, bodyOffset, littleEndian, fortranOrder } = header;
  const bad = (why: string) => fail(source, 'FORMAT_FIELD', why, 'shape', 10);
  const isTransposed = shape.length === 2 && shape[0]! >= 3 && shape[0]! <= MAX_SIDE && shape[1]! >= MIN_SIDEWAYS;
  const columnCount = (isTransposed ? shape[0] : shape.at(-1)) ?? 0;
  const said = `its shape is (${shape.join(', ')})`;
  if (shape.length < 2 || columnCount < 3) throw bad(`${said}, and points need three columns`);
  if (columnCount > MAX_COLUMNS) throw bad(`${said}, too wide for one point a row`);
  if (fortranOrder && shape.length !== 2) throw bad('it is Fortran-ordered with more than two axes');
  const product = isTransposed ? shape[1]! : shape.slice(0, -1).reduce((a, b) => a * b, 1);
  const count = requireCount(product, source, NPY, 'shape');
  return { isTransposed, type: fields[0]!.type, columnCount, count, bodyOffset, littleEndian };
}

async function readPlain(source: ByteSource, table: PlainTable, options: ReadOptions): Promise<DecodedCloud> {
  const { type, columnCount, count, bodyOffset, littleEndian } = table;
  const fields = Array.from({ length: columnCount }, (_, c): RowField => {
    return { name: String(c), type, offset: c * CELL_BYTES[type], components: 1 };
  });
  const rowBytes = CELL_BYTES[type] * columnCount;
  const layout = { byteOffset: bodyOffset, rowBytes, count, littleEndian, fields };
  const axes = [0, 1, 2] as const;
  const guess = await guessLayout(source, layout, options);
  const toCloud = ({ coordinates, columns }: PointRows, said: ReadOptions): DecodedCloud => {
    const attributes = nameExtraColumns(columns, guess);
    return buildCloud({ name: source.name, format: NPY, coordinates, attributes }, said);
  };
  await previewRows(source, layout, axes, NPY, options, (sample) => toCloud(sample, {}));
  return toCloud(await readPoints(source, layout, axes, NPY, options), options);
}

/** Column after column. */
async function readFortran(source: ByteSource, table: PlainTable, options: ReadOptions): Promise<DecodedCloud> {
  const { type, columnCount, count, bodyOffset, littleEndian } = table;
  const rowBytes = CELL_BYTES[type];
  const field: RowField = { name: '', type, offset: 0, components: 1 };
  const columns: TypedArray[] = [];
  for (let c = 0; c < columnCount; c++) {
    const byteOffset = bodyOffset + c * count * rowBytes;
    const column = { byteOffset, rowBytes, count, littleEndian, fields: [field] };
    columns.push(...(await readRows(source, column, NPY, options)));
  }
  const attributes = nameExtraColumns(columns, layoutOf(columns, options));
  const [x, y, z] = [columns[0]!, columns[1]!, columns[2]!];
  return buildCloud({ name: source.name, format: NPY, x, y, z, attributes }, options);
}

/** Wider rows are matrices or images, not points with features. */
const MAX_COLUMNS = 512;
/** Rows looked at when extra columns are named. */
const SAMPLE_ROWS = 20_000;
const SAMPLE_PIECES = 40;
const NAMED_ROWS = 400;

/** A layout of headerless files, or names as of a table of text. */
type GuessedColumns = BinLayoutName | readonly string[];

function nameExtraColumns(
  columns: readonly (TypedArray | undefined)[],
  guess: GuessedColumns | undefined,
): Attribute[] {
  if (typeof guess === 'string') return attributesOfLayout(guess, columns);
  if (guess) {
    const named = columns.slice(3).map((values, i) => ({ name: guess[i + 3]!, values: narrow(values!) }));
    return attributesOfTable(named, undefined);
  }
  return columns.slice(3).map((values, i) => ({ name: `column${i + 3}`, components: 1, values: narrow(values!) }));
}

/** The layout that rows from all over the array agree with. */
async function guessLayout(
  source: ByteSource,
  layout: RowLayout,
  options: ReadOptions,
): Promise<GuessedColumns | undefined> {
  const { byteOffset, rowBytes, count, fields } = layout;
  const isKnownWidth = fields.length > 3 && BIN_LAYOUT_NAMES.some((name) => BIN_LAYOUTS[name].length === fields.length);
  if (!(isKnownWidth || mayHaveColour(fields.length)) || byteOffset + rowBytes * count > source.size || count === 0)
    return undefined;
  const pieces = Math.min(SAMPLE_PIECES, count);
  const rows = Math.min(Math.floor(count / pieces), SAMPLE_ROWS / SAMPLE_PIECES);
  const sample = fields.map(() => new Float64Array(pieces * rows));
  for (let piece = 0; piece < pieces; piece++) {
    const first = Math.floor((piece * (count - rows)) / Math.max(1, pieces - 1));
    const some = { ...layout, byteOffset: byteOffset + first * rowBytes, count: rows };
    const columns = await readRows(source, some, NPY, { signal: options.signal });
    columns.forEach((values, c) => void sample[c]!.set(values, piece * rows));
  }
  return layoutOf(sample, options);
}

function mayHaveColour(columns: number): boolean {
  return columns >= 6 && columns <= 16;
}

/** Names where three columns are a colour or a normal: what is beside them is guessed as in text. */
function namesOf(columns: readonly TypedArray[], options: ReadOptions): readonly string[] | undefined {
  const { length } = columns[0]!;
  const rows = Math.min(length, NAMED_ROWS);
  const sample = Array.from({ length: rows }, (_, i) =>
    columns.map((values) => values[Math.floor((i * length) / rows)]!),
  );
  const { names, reason } = guessNames({ cells: columns.length, sample, isText: columns.map(() => false) }, false);
  if (names[0] !== 'x' || !(names.includes('red') || names.includes('nx'))) return undefined;
  options.diagnostics?.info('BIN_LAYOUT', `Columns read as ${names.join(' ')}, because ${reason}`);
  // What is guessed of a bare number is no truth that a network could be measured by.
  return names.map((name, c) => (name === 'label' ? `column${c}` : name));
}

function layoutOf(columns: readonly TypedArray[], options: ReadOptions): GuessedColumns | undefined {
  const rows = Math.min(columns[0]!.length, SAMPLE_ROWS);
  const step = Math.max(1, Math.floor(columns[0]!.length / Math.max(1, rows)));
  const sample = new Float32Array(rows * columns.length);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns.length; c++) sample[row * columns.length + c] = columns[c]![row * step]!;
  }
  const [best] = BIN_LAYOUT_NAMES.filter((name) => BIN_LAYOUTS[name].length === columns.length && columns.length > 3)
    .flatMap((name) => {
      const judged = judgeColumns(sample, name);
      return judged ? [{ name, ...judged }] : [];
    })
    .sort((a, b) => b.score - a.score);
  if (!best) return mayHaveColour(columns.length) ? namesOf(columns, options) : undefined;
  const message = `Columns read as ${BIN_LAYOUTS[best.name].join(' ')}, because ${best.reason}`;
  options.diagnostics?.info('BIN_LAYOUT', message);
  return best.name;
}

/** A float64 column that came from 64-bit integers goes back to int32 where every value fits: labels and ids mostly do. */
export function narrow(values: TypedArray): TypedArray {
  if (!(values instanceof Float64Array)) return values;
  return values.every((value) => Number.isInteger(value) && Math.abs(value) < 2 ** 31)
    ? Int32Array.from(values)
    : values;
}
