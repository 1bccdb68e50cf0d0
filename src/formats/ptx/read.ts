import { type ByteSource, FormatError } from '../../core/index.ts';
import { buildCloud } from '../build-cloud.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { emptyFile } from '../read-exact.ts';
import { ColumnTable } from '../text/column-table.ts';
import { LineWindow } from '../text/line-window.ts';
import { attributesOfTable } from '../text/point-table.ts';
import { BLANKS, RowScanner } from '../text/row-scanner.ts';

export const PTX = 'ptx';

/** Numbers on the lines of a scan's header: columns, rows, scanner position, three axes, a 4×4 matrix. */
const HEADER = [1, 1, 3, 3, 3, 3, 4, 4, 4, 4] as const;
/** Bytes of the shortest usual row. */
const ROW_BYTES = 28;

/** First lines of a PTX file. */
export function isPtx(text: string): boolean {
  const lines = text.split(/\r\n|\n|\r/, HEADER.length);
  return (
    lines.length === HEADER.length &&
    lines.every((line, i) => {
      const cells = line.trim().split(/\s+/);
      return cells.length === HEADER[i] && cells.every((cell) => cell !== '' && Number.isFinite(Number(cell)));
    })
  );
}

/**
 * Leica PTX: scans one after the other, each with a header and rows `x y z intensity [r g b]` in its own frame. The 4×4
 * matrix (row vectors, translation in its last line) takes them to the common frame. Rows `0 0 0` are directions without a
 * return: dropped and counted. Declared columns and rows are not trusted. Of several scans the attribute `scan` tells the
 * number.
 * @throws FormatError FORMAT_FIELD naming the line; LimitError, CancelledError
 */
export async function readPtx(source: ByteSource, options: ReadOptions = {}): Promise<DecodedCloud> {
  if (source.size === 0) throw emptyFile(source, PTX);
  const names = ['x', 'y', 'z', 'intensity', 'red', 'green', 'blue', 'scan'];
  const reader = new PtxReader(source, new ColumnTable(source.name, names, source.size / ROW_BYTES / 1.5), options);
  const { columns, hasColor, scans, noReturn, declared, rows } = await reader.read();
  if (noReturn > 0) {
    const message = `${noReturn} of ${rows} rows are directions without a return (0 0 0) and were dropped`;
    options.diagnostics?.info('PTX_NO_RETURN', message, noReturn);
  }
  if (declared !== rows) {
    const message = `the headers promise ${declared} points (columns × rows) and there are ${rows}: what is there is read`;
    options.diagnostics?.warn('PTX_COUNT_WRONG', message);
  }
  const message = `${scans} ${scans === 1 ? 'scan, placed by its own matrix' : 'scans, each placed by its own matrix'}`;
  options.diagnostics?.info('PTX_SCANS', message, scans);
  const { coordinates, columns: values } = columns.finish();
  const kept = names.slice(3).flatMap((name, i) => {
    const isKept = name === 'intensity' || (name === 'scan' ? scans > 1 : hasColor);
    return isKept ? [{ name, values: values[i + 3]! }] : [];
  });
  const attributes = attributesOfTable(kept, options.diagnostics);
  return buildCloud({ name: source.name, format: PTX, coordinates: coordinates!, attributes }, options);
}

class PtxReader {
  readonly columns: ColumnTable;
  hasColor = false;
  scans = 0;
  noReturn = 0;
  declared = 0;
  rows = 0;
  private readonly source: ByteSource;
  private readonly window: LineWindow;
  private readonly header: number[] = [];
  private headerLine = 0;
  private readonly matrix = new Float64Array(12);

  constructor(source: ByteSource, columns: ColumnTable, options: ReadOptions) {
    this.source = source;
    this.columns = columns;
    this.window = new LineWindow(source, PTX, options, { byteOffset: 0, line: 1 });
  }

  async read(): Promise<this> {
    const { window, columns } = this;
    const scanner = new RowScanner(window, BLANKS);
    const { block } = columns;
    while (await window.more()) {
      while (window.pos < window.end) {
        const { at } = columns;
        const found = scanner.readRow(block, at, 7);
        if (found === 0) continue;
        if (this.headerLine < HEADER.length || found === 1) this.takeHeader(block, at, found);
        else this.takeRow(block, at, found);
      }
    }
    if (this.headerLine < HEADER.length) throw this.bad('the header of a scan', 'header', window.line);
    return this;
  }

  private takeHeader(block: Float64Array, at: number, found: number): void {
    if (this.headerLine === HEADER.length) this.headerLine = 0;
    const expected = HEADER[this.headerLine]!;
    if (found !== expected) {
      const what = `line ${this.headerLine + 1} of a scan's header has ${expected} numbers, this one`;
      throw this.bad(what, 'header', this.lineOf(found));
    }
    if (this.headerLine === 0) this.header.length = 0;
    for (let c = 0; c < expected; c++) this.header.push(block[at + c]!);
    if (++this.headerLine === HEADER.length) this.startScan();
  }

  private startScan(): void {
    const [columnCount, rowCount] = [this.header[0]!, this.header[1]!];
    if (![columnCount, rowCount].every((count) => Number.isSafeInteger(count) && count >= 0)) {
      throw this.bad('columns and rows have to be whole numbers, and one', 'columns', this.window.line - HEADER.length);
    }
    const m = this.header.slice(14);
    const determinant =
      m[0]! * (m[5]! * m[10]! - m[6]! * m[9]!) -
      m[1]! * (m[4]! * m[10]! - m[6]! * m[8]!) +
      m[2]! * (m[4]! * m[9]! - m[5]! * m[8]!);
    const isAffine = m[3] === 0 && m[7] === 0 && m[11] === 0 && m[15] === 1;
    // Taking a broken matrix for none would put this scan in a wrong place without a word.
    if (!m.every(Number.isFinite) || !isAffine || !(Math.abs(determinant) > 1e-9)) {
      throw this.bad('the 4×4 matrix places no scan: it', 'matrix', this.window.line - 4);
    }
    this.declared += columnCount * rowCount;
    this.matrix.set([0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14].map((i) => m[i]!));
    this.scans++;
  }

  private takeRow(block: Float64Array, at: number, found: number): void {
    if (found !== 4 && found !== 7 && found !== 3) {
      throw this.bad('a row has 3, 4 or 7 numbers (x y z intensity r g b), this one', 'row', this.lineOf(found));
    }
    this.rows++;
    const [x, y, z] = [block[at]!, block[at + 1]!, block[at + 2]!];
    if (x === 0 && y === 0 && z === 0) {
      this.noReturn++;
      return;
    }
    const m = this.matrix;
    block[at] = x * m[0]! + y * m[3]! + z * m[6]! + m[9]!;
    block[at + 1] = x * m[1]! + y * m[4]! + z * m[7]! + m[10]!;
    block[at + 2] = x * m[2]! + y * m[5]! + z * m[8]! + m[11]!;
    if (found === 7) this.hasColor = true;
    else block.fill(0, at + found, at + 7);
    block[at + 7] = this.scans;
    this.columns.commit();
  }

  /** A row that could not be read is still ahead, any other was just passed. */
  private lineOf(found: number): number {
    return found < 0 ? this.window.line : this.window.line - 1;
  }

  private bad(what: string, field: string, line: number): FormatError {
    const message = `"${this.source.name}", line ${line}: ${what} is damaged. Export the scan again as PTX.`;
    return new FormatError('FORMAT_FIELD', message, { file: this.source.name, format: PTX, field, line });
  }
}
