import type { SchemaElement } from 'hyparquet';
import { type ByteSource, FormatError, type ScalarType, type TypedArray, throwIfCancelled } from '../../core/index.ts';
import { checkRatio } from '../archive/limits.ts';
import { buildCloud } from '../build-cloud.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { narrow } from '../npy/read.ts';
import { piecesForPreview, showPreview, wantsPreview } from '../preview.ts';
import { allocateColumn, requireCount } from '../row-table.ts';
import { namesOfHeader } from '../text/name-columns.ts';
import { attributesOfTable } from '../text/point-table.ts';
import { type LeafColumn, leafColumns, type RowGroup } from './column-chunk.ts';
import type { DecodedPage } from './decode-page.ts';
import { PARQUET } from './format.ts';
import { columnsOf, damagedParquet, type ParquetColumn, readParquetMetadata } from './metadata.ts';
import { readPlainColumn } from './plain-column.ts';
import { WorkBudget } from './work-budget.ts';

const MAX_CELL_BYTES = 8;

/**
 * Parquet tables with columns x, y and z, any codec. Numbers and booleans are kept in their own type (64-bit integers where
 * they fit int32, else float64), missing values are NaN or 0; text, lists and structs are left out and said. Row groups are
 * read one after the other.
 * @throws FormatError FORMAT_FIELD when there are no such columns or they are lists; LimitError, CancelledError
 */
export async function readParquet(source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  const metadata = await readParquetMetadata(source);
  const { plain, nested } = columnsOf(metadata);
  const numeric = plain.filter(({ isNumeric }) => isNumeric);
  const { names } = namesOfHeader(
    numeric.map(({ name }) => name),
    numeric.length,
  );
  requireAxes(source, names, plain, nested);
  const others = [...plain.filter(({ isNumeric }) => !isNumeric).map(({ name }) => name), ...nested];
  if (others.length > 0) {
    const message = `columns of text, lists and structs were left out: ${others.slice(0, 8).join(', ')}`;
    options.diagnostics?.warn('PARQUET_COLUMNS_LEFT_OUT', message, others.length);
  }
  const groups = metadata.row_groups;
  const count = rowCount(source, groups);
  checkRatio(source.name, count * numeric.length * MAX_CELL_BYTES, source.size);
  const leaves = leafColumns(metadata);
  const wanted = numeric.map(({ element }) => leaves.find((leaf) => leaf.element === element)!);
  const table = { names, elements: numeric.map(({ element }) => element), leaves: wanted };
  if (wantsPreview(source, options)) {
    const some = piecesForPreview(groups, ({ num_rows: rows }) => Number(rows));
    const sample = some.length > 0 ? await readGroups(source, table, some, { signal: options.signal }) : undefined;
    if (sample) showPreview(options, () => cloudOf(source, table, sample, {}));
  }
  return cloudOf(source, table, await readGroups(source, table, groups, options), options);
}

interface WantedTable {
  readonly names: readonly string[];
  readonly elements: readonly SchemaElement[];
  readonly leaves: readonly LeafColumn[];
}

function rowCount(source: ByteSource, groups: readonly RowGroup[]): number {
  return groups.reduce((sum, group) => sum + requireCount(Number(group.num_rows), source, PARQUET, 'row count'), 0);
}

/** All rows of these groups, one column after the other. */
async function readGroups(
  source: ByteSource,
  { elements, leaves }: WantedTable,
  groups: readonly RowGroup[],
  options: ReadOptions,
): Promise<readonly TypedArray[]> {
  const count = rowCount(source, groups);
  const columns = elements.map((element) =>
    allocateColumn({ type: columnTypeOf(element), components: 1 }, count, source.name),
  );
  const budget = new WorkBudget(source.name, source.size);
  let [row, missing] = [0, 0];
  for (const group of groups) {
    throwIfCancelled(options.signal, 'reading');
    missing += await readGroup(source, group, leaves, columns, row, budget);
    row += Number(group.num_rows);
    options.onProgress?.({ stage: 'reading', done: row, total: count });
  }
  if (missing > 0) {
    const message = `${missing} values are missing: not a number, or 0 among integers`;
    options.diagnostics?.warn('PARQUET_VALUES_MISSING', message, missing);
  }
  return columns;
}

function cloudOf(
  source: ByteSource,
  { names, elements }: WantedTable,
  columns: readonly TypedArray[],
  options: ReadOptions,
): DecodedCloud {
  const named = names.map((name, i) => ({ name, values: columns[i]! }));
  const axis = (name: string) => named.find((column) => column.name === name)!.values;
  const [x, y, z] = [axis('x'), axis('y'), axis('z')];
  const rest = named.flatMap(({ name, values }, i) => {
    if (/^[xyz]$/.test(name)) return [];
    return [{ name, values: elements[i]!.type === 'INT64' ? narrow(values) : values }];
  });
  const attributes = attributesOfTable(rest, options.diagnostics);
  return buildCloud({ name: source.name, format: PARQUET, x, y, z, attributes }, options);
}

/** Reads the rows of a group into all columns from `rowStart` on. @returns how many values are missing */
async function readGroup(
  source: ByteSource,
  group: RowGroup,
  leaves: readonly LeafColumn[],
  columns: readonly TypedArray[],
  rowStart: number,
  budget: WorkBudget,
): Promise<number> {
  let missing = 0;
  for (const [i, leaf] of leaves.entries()) {
    try {
      missing += await readPlainColumn(source, group, leaf, budget, (page, at) =>
        fill(columns[i]!, page, leaf.maxDefinition, rowStart + at),
      );
    } catch (cause) {
      throw damagedParquet(source, `its column "${leaf.name}"`, cause);
    }
  }
  return missing;
}

/** Missing values are NaN (0 in a column of integers). @returns how many are missing */
function fill(column: TypedArray, { cells, definition }: DecodedPage, maxDefinition: number, start: number): number {
  const values = cells as Exclude<typeof cells, readonly string[]>;
  if (!definition) {
    column.set(values, start);
    return 0;
  }
  let missing = 0;
  for (let i = 0, at = 0; i < definition.length; i++) {
    const isThere = definition[i] === maxDefinition;
    if (!isThere) missing++;
    column[start + i] = isThere ? values[at++]! : Number.NaN;
  }
  return missing;
}

function columnTypeOf({ type, converted_type: converted, logical_type: logical }: SchemaElement): ScalarType {
  if (logical?.type === 'FLOAT16' || type === 'FLOAT') return 'float32';
  if (type === 'BOOLEAN') return 'uint8';
  if (type !== 'INT32') return 'float64';
  const stated = logical?.type === 'INTEGER' ? `${logical.isSigned ? 'INT' : 'UINT'}_${logical.bitWidth}` : converted;
  switch (stated) {
    case 'UINT_8':
      return 'uint8';
    case 'INT_8':
      return 'int8';
    case 'UINT_16':
      return 'uint16';
    case 'INT_16':
      return 'int16';
    case 'UINT_32':
      return 'uint32';
    default:
      return 'int32';
  }
}

function requireAxes(
  source: ByteSource,
  names: readonly string[],
  plain: readonly ParquetColumn[],
  nested: readonly string[],
): void {
  for (const axis of ['x', 'y', 'z']) {
    const found = names.filter((name) => name === axis).length;
    if (found === 1) continue;
    const listed = nested.find((name) =>
      new RegExp(`^(${axis}|xyz|points?|coords?|position|geometry)$`, 'i').test(name),
    );
    const given = [...plain.map(({ name }) => name), ...nested].slice(0, 12).join(', ');
    const why = listed
      ? `its column "${listed}" holds lists, one table of points a row`
      : found > 1
        ? `it has ${found} columns ${axis}`
        : `it has no column ${axis} of numbers`;
    const message = `"${source.name}" cannot be shown: ${why} (its columns are ${given}). Write a table with one point a row and columns x, y, z.`;
    throw new FormatError('FORMAT_FIELD', message, { file: source.name, format: PARQUET, field: axis });
  }
}
