import { type ByteSource, FormatError } from '../../core/index.ts';
import { buildCloud } from '../build-cloud.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { showPreview, wantsPreview } from '../preview.ts';
import { emptyFile } from '../read-exact.ts';
import type { TableRows } from './column-table.ts';
import { type DetectedTable, detectTable } from './detect-table.ts';
import { LineWindow } from './line-window.ts';
import { areOfPoints, axesOfNames, guessNames, type NamedColumns, namesOfHeader } from './name-columns.ts';
import { attributesOfTable } from './point-table.ts';
import { readRowsOfText } from './read-rows.ts';
import { sampleText } from './sample-text.ts';

export const TEXT = 'text';
/** Some lines of a table of thousands of columns. */
const HEAD_BYTES = 1 << 18;

/**
 * Points as text, one a line: XYZ, TXT, ASC, CSV, PTS. Separator, decimal sign, header and columns are found out and said in
 * `TEXT_COLUMNS`. Words are left out, empty cells are NaN. A lone whole number between rows is the count of a PTS block.
 * `columns` overrides what the columns are called. `onPreview` gets a sample from all over a file of more than 50 MB before it is read whole.
 * @throws FormatError FORMAT_FIELD naming line and column, FORMAT_UNKNOWN when it is no table; LimitError, CancelledError
 */
export async function readText(source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  if (source.size === 0) throw emptyFile(source, TEXT);
  const table = detectTable(await source.read(0, HEAD_BYTES), source.size <= HEAD_BYTES);
  const isPts = table?.declaredRows !== undefined || /\.pts$/i.test(source.name);
  const named = table && nameColumns(table, isPts, options.columns);
  if (!table || !named || !areOfPoints(named)) {
    const message = `"${source.name}" is text, but not rows of numbers x y z …. Export the points as text with one point a line.`;
    throw new FormatError('FORMAT_UNKNOWN', message, { file: source.name, format: TEXT });
  }
  requireAxes(source, table, named);
  sayColumns(table, named, options);
  if (wantsPreview(source, options)) {
    const sample = await sampleText(source, table, named.names, options.signal);
    if (sample) showPreview(options, () => toCloud(source, named, sample, {}));
  }
  const window = new LineWindow(source, TEXT, options, table);
  return toCloud(source, named, await readRowsOfText(source, window, table, named.names, options), options);
}

function toCloud(
  source: ByteSource,
  { names }: NamedColumns,
  { coordinates, columns }: TableRows,
  options: ReadOptions,
): DecodedCloud {
  const own = names.flatMap((name, c) => (columns[c] && name !== '_' ? [{ name, values: columns[c] }] : []));
  const attributes = attributesOfTable(own, options.diagnostics);
  // The three axes are there: `requireAxes` saw to it.
  return buildCloud({ name: source.name, format: TEXT, coordinates: coordinates!, attributes }, options);
}

function nameColumns(table: DetectedTable, isPts: boolean, chosen?: readonly string[]): NamedColumns {
  if (chosen) return { ...namesOfHeader(chosen, table.cells), reason: 'these names were chosen' };
  return table.names ? namesOfHeader(table.names, table.cells) : guessNames(table, isPts);
}

/**
 * Whether the head of a text file is that of a cloud. Small bare matrices (poses, intrinsics) and rows of 12 or 16 numbers
 * without names (trajectories) are not: they lie beside clouds by the thousand.
 */
export function isTextCloud(name: string, head: Uint8Array, isWhole: boolean): boolean {
  const table = detectTable(head, isWhole);
  if (!table || !areOfPoints(nameColumns(table, false))) return false;
  const { names, cells, sample, declaredRows } = table;
  if (names || declaredRows !== undefined) return true;
  if (/\.(xyz\w*|pts|asc|csv)$/i.test(name)) return true;
  const isMatrix = isWhole && sample.length >= 3 && sample.length <= 4 && (cells === 4 || cells === sample.length);
  return !isMatrix && cells !== 12 && cells !== 16;
}

/** Every axis exactly once, as numbers. */
function requireAxes(source: ByteSource, { names: header, isText }: DetectedTable, { names }: NamedColumns): void {
  for (const axis of axesOfNames(names)) {
    const found = names.flatMap((name, c) => (name === axis ? [c] : []));
    if (found.length === 1 && !isText[found[0]!]) continue;
    const given = (header ?? names).join(', ');
    const what =
      found.length === 0
        ? `has no column ${axis}`
        : found.length > 1
          ? `has ${found.length} columns ${axis}`
          : `has words in its column ${axis}`;
    const message = `"${source.name}" ${what}: its columns are ${given.slice(0, 200)}. Name three columns x, y and z in the first line.`;
    throw new FormatError('FORMAT_FIELD', message, { file: source.name, format: TEXT, field: axis, line: 1 });
  }
}

const SEPARATOR_NAMES: Readonly<Record<number, string>> = {
  0: 'blanks',
  9: 'tabs',
  44: 'commas',
  59: 'semicolons',
  124: 'bars',
};

const SAID_NAMES = 40;

function sayColumns({ dialect, isText }: DetectedTable, { names, reason }: NamedColumns, options: ReadOptions): void {
  const decimal = dialect.decimal === ',' ? ', decimal comma' : '';
  const separator = SEPARATOR_NAMES[dialect.separator];
  const message = `Columns (between ${separator}${decimal}) read as ${inShort(names, ' ')}, because ${reason}`;
  options.diagnostics?.info('TEXT_COLUMNS', message);
  options.onColumns?.({ names, reason, alternatives: [] });
  if (axesOfNames(names)[0] === 'longitude') {
    const placed =
      'Longitude and latitude were turned into metres east and north of the first point, and are kept beside';
    options.diagnostics?.info('CRS', placed);
  }
  const words = names.filter((_, c) => isText[c]);
  if (words.length > 0) {
    const left = `columns of words were left out: ${inShort(words, ', ')}`;
    options.diagnostics?.warn('TEXT_COLUMN_LEFT_OUT', left, words.length);
  }
}

function inShort(names: readonly string[], separator: string): string {
  const more = names.length > SAID_NAMES ? ` and ${names.length - SAID_NAMES} more` : '';
  return `${names.slice(0, SAID_NAMES).join(separator)}${more}`;
}
