import { type ByteSource, FormatError, type StageOptions } from '../../core/index.ts';
import { ColumnTable, type TableRows } from './column-table.ts';
import type { DetectedTable } from './detect-table.ts';
import type { LineWindow } from './line-window.ts';
import { parseNumberText } from './number-text.ts';
import { MALFORMED, RowScanner } from './row-scanner.ts';

/**
 * All rows of a table.
 * @throws FormatError FORMAT_FIELD naming the line of the first row that lacks a cell or has words where numbers are due
 */
export async function readRowsOfText(
  source: ByteSource,
  window: LineWindow,
  table: DetectedTable,
  names: readonly string[],
  options: StageOptions,
): Promise<TableRows> {
  const { cells, isText, rowBytes } = table;
  // A little more than the first rows predict: growing copies the column.
  const expected = Math.min((source.size - table.byteOffset) / rowBytes, source.size / 2) * 1.02;
  const columns = new ColumnTable(source.name, names, expected, isText);
  const { block } = columns;
  const scanner = new RowScanner(window, table.dialect, Uint8Array.from(isText, Number));
  let [surplus, surplusLine] = [0, 0];
  let declared = table.declaredRows ?? 0;
  while (await window.more()) {
    while (window.pos < window.end) {
      const { at } = columns;
      let found = scanner.readRow(block, at, cells);
      if (found === MALFORMED) found = readDirtyRow(window, table, block, at);
      if (found >= cells) {
        if (found > cells && surplus++ === 0) surplusLine = window.line - 1;
        columns.commit();
      } else if (found === 1 && isCount(block[at]!)) declared += block[at]!;
      else if (found !== 0) throw badRow(source, window, names, found, cells);
    }
  }
  const total = columns.rows;
  if (declared > 0 && declared !== total) {
    const message = `the file promises ${declared} points and has ${total}: what is there is read`;
    options.diagnostics?.warn('TEXT_COUNT_WRONG', message);
  }
  if (surplus > 0) {
    const message = `${surplus} rows (line ${surplusLine} first) have more than ${cells} columns: the rest of them was left out`;
    options.diagnostics?.warn('TEXT_SURPLUS_CELLS', message, surplus);
  }
  return columns.finish();
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/**
 * A row with control bytes (S3DIS has one inside a number): read without them, or, where a cell is then missing, as blanks.
 * @returns cells found, or `MALFORMED` with the window still at the line
 */
function readDirtyRow(window: LineWindow, { dialect, cells }: DetectedTable, out: Float64Array, at: number): number {
  const line = window.peekLine();
  const controls = Array.from(line).filter((character) => isControl(character));
  if (controls.length === 0) return MALFORMED;
  for (const substitute of ['', ' ']) {
    const clean = Array.from(line, (character) => (isControl(character) ? substitute : character)).join('');
    const separator = dialect.separator === 0 ? /\s+/ : String.fromCharCode(dialect.separator);
    const values = clean
      .trim()
      .split(separator)
      .map((cell) => parseNumberText(cell, dialect.decimal));
    if (values.length !== cells || values.includes(undefined)) continue;
    values.forEach((value, c) => void (out[at + c] = value!));
    window.takeLine();
    return cells;
  }
  return MALFORMED;
}

function isControl(character: string): boolean {
  const code = character.charCodeAt(0);
  return code < 32 && code !== 9;
}

function badRow(
  source: ByteSource,
  window: LineWindow,
  names: readonly string[],
  found: number,
  cells: number,
): FormatError {
  const isMalformed = found === MALFORMED;
  const line = isMalformed ? window.line : window.line - 1;
  const missing = names[found] ?? names.at(-1)!;
  const what = isMalformed
    ? `"${window.peekLine().trim().slice(0, 60)}" holds something that is no number`
    : `the row has ${found} of ${cells} columns (${missing} is missing)`;
  const message = `"${source.name}", line ${line}: ${what}. Correct that line or export the file again.`;
  const field = isMalformed ? 'row' : missing;
  return new FormatError('FORMAT_FIELD', message, { file: source.name, format: 'text', field, line });
}
