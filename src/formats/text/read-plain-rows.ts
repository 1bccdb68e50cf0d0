import { type ByteSource, FormatError, type StageOptions } from '../../core/index.ts';
import { LineWindow } from './line-window.ts';
import { BLANKS, RowScanner } from './row-scanner.ts';

/** Where rows of numbers go, a block at a time. */
export interface PlainRows {
  /** Numbers a row has. */
  readonly cells: number;
  readonly block: Float64Array;
  /** Where in `block` the next row goes. */
  readonly at: number;
  /** Rows taken so far. */
  readonly rows: number;
  commit(): void;
}

/**
 * Reads rows as long as each is a line of numbers.
 * @param most rows. @returns where in the file to go on, for a reader that goes by values and not by lines
 */
export async function readPlainRows(
  source: ByteSource,
  format: string,
  byteOffset: number,
  most: number,
  table: PlainRows,
  options: StageOptions,
): Promise<number> {
  const window = new LineWindow(source, format, options, { byteOffset, line: 1 });
  const scanner = new RowScanner(window, BLANKS);
  const { cells, block } = table;
  let linesEnd = byteOffset;
  try {
    while (table.rows < most && (await window.more())) {
      while (window.pos < window.end && table.rows < most) {
        const before = window.pos;
        const found = scanner.readRow(block, table.at, cells);
        if (found === 0) continue;
        if (found !== cells) {
          window.pos = before;
          return window.bytesRead;
        }
        table.commit();
      }
      linesEnd = window.bytesRead;
    }
  } catch (error) {
    // A line without end is no fault here.
    if (!(error instanceof FormatError)) throw error;
  }
  return linesEnd;
}
