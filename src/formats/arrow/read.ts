import { type ByteSource, FormatError, type StageOptions, type TypedArray } from '../../core/index.ts';
import { buildCloud } from '../build-cloud.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { attributesOf, type NamedColumn } from '../ply/columns.ts';
import { piecesForPreview, showPreview, wantsPreview } from '../preview.ts';
import { namesOfHeader } from '../text/name-columns.ts';
import { type ArrowColumn, type ArrowTable, readArrowColumns } from './columns.ts';
import { ARROW, readArrowMessages } from './messages.ts';

/**
 * A table of an Arrow IPC file or stream, or of a Feather v2 file: numbers, booleans, text and dictionaries of these, stored
 * plain, as LZ4 frames or as ZSTD. Half floats become float32; 64-bit integers stay exact.
 * @throws FormatError, LimitError, CancelledError
 */
export async function readArrowTable(
  source: ByteSource,
  options: StageOptions & { readonly wanted?: (name: string) => boolean } = {},
): Promise<ArrowTable> {
  return readArrowColumns(source, await readArrowMessages(source), options);
}

/** Column names of a table, from its first kilobytes. @throws FormatError */
export async function readArrowNames(source: ByteSource): Promise<string[]> {
  return (await readArrowMessages(source, true)).fields.map(({ name }) => name);
}

export function isCloudTable(names: readonly string[]): boolean {
  const spelled = spelledNames(names);
  return ['x', 'y', 'z'].every((axis) => spelled.includes(axis));
}

/** Names with x, y and z in our spelling; where the table has none, those that headers of text have for them. */
function spelledNames(names: readonly string[]): readonly string[] {
  const plain = names.map((name) => (/^[xyz]$/i.test(name) ? name.toLowerCase() : name));
  const isPlain = ['x', 'y', 'z'].every((axis) => plain.includes(axis));
  return isPlain ? plain : namesOfHeader(names, names.length).names;
}

/**
 * A table with columns x, y, z as a cloud; the other columns of numbers become attributes, text columns are left out and said.
 * @throws FormatError, LimitError, CancelledError
 */
export async function readArrow(source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  const file = await readArrowMessages(source);
  const names = file.fields.map(({ name }) => name);
  if (!isCloudTable(names)) {
    const message = `"${source.name}" is a table without columns x, y, z (it has ${names.slice(0, 8).join(', ')}). Rename its coordinate columns.`;
    throw new FormatError('FORMAT_FIELD', message, { file: source.name, format: ARROW, field: 'x' });
  }
  if (wantsPreview(source, options)) {
    const batches = piecesForPreview(file.batches, ({ rows }) => rows);
    if (batches.length > 0) {
      const sample = await readArrowColumns(source, { ...file, batches }, { signal: options.signal });
      showPreview(options, () => cloudOf(source, sample, {}));
    }
  }
  return cloudOf(source, await readArrowColumns(source, file, options), options);
}

function cloudOf(source: ByteSource, table: ArrowTable, options: ReadOptions): DecodedCloud {
  if (table.nulls > 0) {
    options.diagnostics?.warn('ARROW_NULLS', `${table.nulls} values are missing and were read as NaN`, table.nulls);
  }
  const named: NamedColumn[] = [];
  const leftOut = [...table.skipped];
  const columns = [...table.columns];
  const names = spelledNames(columns.map(([name]) => name));
  columns.forEach(([name, values], c) => {
    if (isText(values)) leftOut.push(name);
    else named.push({ name: names[c]!, values: toCells(values) });
  });
  if (leftOut.length > 0) {
    const message = `Columns that are not numbers were left out: ${leftOut.join(', ')}`;
    options.diagnostics?.info('ARROW_COLUMNS', message, leftOut.length);
  }
  const axis = (wanted: string): TypedArray => {
    const found = named.find(({ name }) => name === wanted);
    if (found) return found.values;
    const message = `"${source.name}" has a column ${wanted} that holds no numbers. Write coordinates as numbers.`;
    throw new FormatError('FORMAT_FIELD', message, { file: source.name, format: ARROW, field: wanted });
  };
  const attributes = attributesOf(named, false, options.diagnostics);
  const axes = { x: axis('x'), y: axis('y'), z: axis('z'), attributes };
  return buildCloud({ name: source.name, format: ARROW, ...axes }, options);
}

export function isText(values: ArrowColumn): values is readonly string[] {
  return Array.isArray(values);
}

/** Attributes have no 64-bit integers: int32 where they fit, else float64 (exact to 2⁵³). */
function toCells(values: Exclude<ArrowColumn, readonly string[]>): TypedArray {
  if (!(values instanceof BigInt64Array) && !(values instanceof BigUint64Array)) return values;
  const numbers = Float64Array.from(values as Iterable<bigint>, Number);
  return numbers.every((value) => Math.abs(value) < 2 ** 31) ? Int32Array.from(numbers) : numbers;
}
