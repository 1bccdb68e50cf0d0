import { latin1 } from '../latin1.ts';
import { parseNumberText } from './number-text.ts';
import type { Dialect } from './row-scanner.ts';

/** What the first lines of a text file say about the rest. */
export interface DetectedTable {
  readonly dialect: Dialect;
  /** Names as in the file; undefined where it has none. An empty name is a column without one. */
  readonly names: readonly string[] | undefined;
  /** Cells of a row. */
  readonly cells: number;
  /** Rows that a count line before the rows promises. */
  readonly declaredRows: number | undefined;
  /** First byte and 1-based line of the rows. */
  readonly byteOffset: number;
  readonly line: number;
  readonly endsWithCr: boolean;
  /** Columns whose cells are words. */
  readonly isText: readonly boolean[];
  /** Numbers of the first rows, row by row; NaN for words and empty cells. */
  readonly sample: readonly (readonly number[])[];
  /** Bytes that a row takes on average in the sample. */
  readonly rowBytes: number;
}

const SAMPLE_ROWS = 400;
const MAX_CELLS = 8192;
/** What is longer is no name, and takes long to look through for quotes and brackets. */
const MAX_NAME = 200;
/** Lines about a project that some programs write above the header. */
const MAX_PREAMBLE = 40;
const COMMENT = /^\s*(?:#|\/\/|%)/;
const COUNT = /^\s*\d+\s*$/;

interface Line {
  readonly text: string;
  readonly byteOffset: number;
  readonly number: number;
}

/**
 * Finds separator, decimal sign, header, count line and column number from the head of a file.
 * @param isWhole the head is the whole file, so that its last line is complete
 * @returns undefined when the lines are not rows of at least three numbers
 */
export function detectTable(head: Uint8Array, isWhole: boolean): DetectedTable | undefined {
  const text = latin1(head);
  const endsWithCr = !text.includes('\n') && text.includes('\r');
  const lines = splitLines(text, endsWithCr ? '\r' : '\n', isWhole);
  const named = lines.findIndex(({ text: line }, i) => i <= MAX_PREAMBLE && hasXyz(wordsOf(line)));
  const above = lines.slice(0, Math.max(0, named)).map(({ text: line }) => line);
  if (named > 0 && !above.some((line) => COMMENT.test(line) || isRow(line))) {
    const table = detectFrom(lines, named, head.length, endsWithCr);
    // Prose speaks of x, y and z, too.
    if (table?.names && table.sample.length > 0 && table.isText.filter((is) => !is).length >= 3) return table;
  }
  return detectFrom(lines, 0, head.length, endsWithCr);
}

function isRow(line: string): boolean {
  return wordsOf(line).filter((word) => parseNumberText(word, '.') !== undefined).length >= 3;
}

function detectFrom(
  lines: readonly Line[],
  start: number,
  headBytes: number,
  endsWithCr: boolean,
): DetectedTable | undefined {
  let at = start;
  let names: string[] | undefined;
  let declaredRows: number | undefined;
  for (; at < lines.length; at++) {
    const line = lines[at]!.text;
    if (line.trim() === '' || /^sep=.\s*$/i.test(line)) continue;
    if (COMMENT.test(line)) {
      const words = wordsOf(line);
      if (hasXyz(words)) names = words;
    } else if (COUNT.test(line)) declaredRows = Number(line);
    else break;
  }
  const rest = lines.slice(at, at + SAMPLE_ROWS).filter(({ text: line }) => line.trim() !== '' && !COMMENT.test(line));
  const [first, ...others] = rest;
  if (!first) return undefined;
  const isCount = ({ text: line }: Line) => COUNT.test(line);
  const candidates = others.filter((line) => !isCount(line));
  const dialect = detectDialect((candidates.length > 0 ? candidates : [first]).map((line) => line.text));
  const header = headerOf(first.text, dialect);
  if (header) {
    names = header;
    if (others[0] && isCount(others[0])) declaredRows = Number(others[0].text);
  }
  const rows = (header ? others : rest).filter((line) => !isCount(line));
  const firstRow = (header ? others : rest).find((line) => !isCount(line));
  const split = rows.map(({ text: line }) => splitRow(line, dialect));
  const common = mostCommon(split.map((cells) => cells.length));
  if (names && common === names.length + 1 && isRowNumber(split)) names = ['', ...names];
  const cells = Math.max(names?.length ?? 0, common);
  if (!names && (common < 3 || common > MAX_CELLS)) return undefined;
  const numbers = split.map((row) => row.map((cell) => parseNumberText(cell, dialect.decimal)));
  const isText = Array.from({ length: cells }, (_, c) => {
    const words = numbers.filter((row) => c < row.length && row[c] === undefined).length;
    return words * 2 > numbers.length;
  });
  // Prose has lines of three words, too.
  if (!names && isText.filter((is) => !is).length < 3) return undefined;
  if (!names && numbers.filter((row) => row.length === cells && Number.isFinite(row[0])).length * 2 < numbers.length)
    return undefined;
  const byteOffset = firstRow?.byteOffset ?? headBytes;
  const last = rows.at(-1);
  return {
    dialect,
    names,
    cells,
    declaredRows,
    byteOffset,
    line: firstRow?.number ?? lines.length + 1,
    endsWithCr,
    isText,
    sample: numbers.filter((row) => row.length === cells).map((row) => row.map((value) => value ?? NaN)),
    rowBytes: last ? (last.byteOffset + last.text.length + 1 - byteOffset) / rows.length : 1,
  };
}

function splitLines(text: string, lineBreak: string, isWhole: boolean): Line[] {
  const lines: Line[] = [];
  let start = text.startsWith('\xef\xbb\xbf') ? 3 : 0;
  while (start < text.length) {
    const end = text.indexOf(lineBreak, start);
    if (end < 0 && !isWhole) break;
    const stop = end < 0 ? text.length : end;
    lines.push({ text: text.slice(start, stop), byteOffset: start, number: lines.length + 1 });
    start = stop + 1;
  }
  return lines;
}

function wordsOf(line: string): string[] {
  return line
    .replace(/^[\s#/%]+/, '')
    .replaceAll('"', '')
    .split(/[\s,;|]+/)
    .filter((word) => word !== '');
}

function hasXyz(words: readonly string[]): boolean {
  const lower = words.map((word) => word.toLowerCase());
  return ['x', 'y', 'z'].every((axis) => lower.includes(axis));
}

/** Blanks always separate; what else does, and whether the comma is the decimal sign. */
function detectDialect(lines: readonly string[]): Dialect {
  const most = (test: (line: string) => boolean) => lines.filter(test).length * 2 > lines.length;
  const decimalOf = (separator: string) => {
    const cells = lines.flatMap((line) => line.split(separator)).map((cell) => cell.trim());
    const withComma = cells.filter((cell) => /^[+-]?\d*,\d+(e[+-]?\d+)?$/i.test(cell)).length;
    return withComma > 0 && cells.every((cell) => !/^[+-]?\d*\.\d/.test(cell)) ? ',' : '.';
  };
  for (const separator of [';', '|']) {
    if (most((line) => line.includes(separator))) {
      return { separator: separator.charCodeAt(0), decimal: decimalOf(separator) };
    }
  }
  // Tabs in a row line up columns; a single one is a separator, so that an empty cell stays a cell.
  if (most((line) => line.trim().includes('\t')) && !most((line) => line.trim().includes('\t\t'))) {
    return { separator: 9, decimal: decimalOf('\t') };
  }
  if (!most((line) => line.includes(','))) return { separator: 0, decimal: '.' };
  const isDecimalComma = most((line) => {
    const cells = line.trim().split(/\s+/);
    return cells.length >= 3 && cells.every((cell) => /^[+-]?\d*(,\d+)?(e[+-]?\d+)?$/i.test(cell));
  });
  return isDecimalComma ? { separator: 0, decimal: ',' } : { separator: 44, decimal: '.' };
}

/** Names, when no cell of the line is a number. Quotes, units in brackets and a byte-order mark go. */
function headerOf(line: string, dialect: Dialect): string[] | undefined {
  const separator =
    dialect.separator === 0 || !line.includes(String.fromCharCode(dialect.separator))
      ? headerSeparator(line)
      : dialect.separator;
  const cells = separator === 0 ? line.trim().split(/[ \t\r]+/) : line.split(String.fromCharCode(separator));
  if (cells.length > MAX_CELLS || cells.some((cell) => cell.length > MAX_NAME)) return undefined;
  // Decoded before blanks go: half of a letter looks like one (the second byte of "à").
  const names = cells.map((cell) =>
    decodeName(cell)
      .trim()
      .replace(/^["']+|["']+$/g, '')
      .trim(),
  );
  if (names.at(-1) === '') names.pop();
  const isNumber = (name: string) => !Number.isNaN(parseNumberText(name, name.includes('.') ? '.' : ',') ?? NaN);
  if (names.length < 2 || names.some(isNumber)) return undefined;
  return names.some((name) => /\p{L}/u.test(name)) ? names : undefined;
}

/** A header may be written with commas above rows with blanks. */
function headerSeparator(line: string): number {
  return [';', '\t', ','].find((separator) => line.split(separator).length >= 3)?.charCodeAt(0) ?? 0;
}

/** UTF-8, or what programs of before write: two bytes a character in China, one in the West. */
function decodeName(name: string): string {
  const bytes = Uint8Array.from(name, (character) => character.charCodeAt(0));
  const pairs = name.match(/[\x80-\xff]+/g)?.every((run) => run.length % 2 === 0);
  for (const encoding of ['utf-8', pairs ? 'gb18030' : 'windows-1252']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // The next one.
    }
  }
  return new TextDecoder().decode(bytes);
}

/** Cells of a line as `RowScanner` sees them. */
function splitRow(line: string, { separator }: Dialect): string[] {
  const bare = line.replace(/\s(?:#|\/\/).*$/, '').trim();
  if (separator === 0) return bare.split(/\s+/);
  const cells =
    bare.match(
      separator === 9
        ? /\t|"[^"]*"|[^\t"]+/g
        : new RegExp(`\\${String.fromCharCode(separator)}|"[^"]*"|[^${String.fromCharCode(separator)}"]+`, 'g'),
    ) ?? [];
  const mark = String.fromCharCode(separator);
  const split: string[] = [''];
  for (const cell of cells) {
    if (cell === mark) split.push('');
    else split[split.length - 1] += cell;
  }
  if (split.at(-1) === '') split.pop();
  return split.flatMap((cell) => (/\d\s+[-+.\d]/.test(cell) ? cell.trim().split(/\s+/) : [cell]));
}

function mostCommon(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

/** Statistics programs write row names that the header has no name for. */
function isRowNumber(rows: readonly (readonly string[])[]): boolean {
  const first = Number((rows[0]?.[0] ?? '').replaceAll('"', ''));
  return (
    rows.every((row, i) => Number((row[0] ?? '').replaceAll('"', '')) === first + i) && (first === 0 || first === 1)
  );
}
