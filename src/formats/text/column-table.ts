import type { TypedArray } from '../../core/index.ts';
import { Coordinates } from '../coordinates.ts';
import { WideningColumn } from './widening-column.ts';

/** Rows that are scanned before they go into their columns. */
const BLOCK_ROWS = 4096;

/** A table of text as columns. */
export interface TableRows {
  /** Where the columns x, y and z went; absent where there are no such columns. */
  readonly coordinates: Coordinates | undefined;
  /** One a name; undefined for x, y, z and what was left out. */
  readonly columns: readonly (TypedArray | undefined)[];
}

/** Rows in, columns out: the scanner fills one row of a block after the other, full blocks go into growing columns. */
export class ColumnTable {
  /** Row-major. The next row belongs at `at`. */
  readonly block: Float64Array;
  at = 0;
  private readonly cells: number;
  private readonly axes: readonly [number, number, number];
  private readonly coordinates: Coordinates | undefined;
  private readonly columns: readonly (WideningColumn | undefined)[];
  private flushed = 0;

  /**
   * @param names one a column; `x`, `y` and `z` become coordinates
   * @param expectedRows what the size of the file promises: exceeding it costs a copy, not more
   * @param isLeftOut columns that are scanned but not kept
   */
  constructor(file: string, names: readonly string[], expectedRows: number, isLeftOut: readonly boolean[] = []) {
    this.cells = names.length;
    this.block = new Float64Array(BLOCK_ROWS * this.cells);
    const rows = Math.ceil(expectedRows) + 16;
    this.axes = [names.indexOf('x'), names.indexOf('y'), names.indexOf('z')];
    this.coordinates = this.axes.includes(-1) ? undefined : new Coordinates(file, rows);
    this.columns = names.map((_, c) => {
      const isAxis = this.coordinates !== undefined && this.axes.includes(c);
      return isLeftOut[c] || isAxis ? undefined : new WideningColumn(file, rows);
    });
  }

  get rows(): number {
    return this.flushed + this.at / this.cells;
  }

  /** The row at `at` is complete. */
  commit(): void {
    this.at += this.cells;
    if (this.at === this.block.length) this.flush();
  }

  finish(): TableRows {
    this.flush();
    return { coordinates: this.coordinates, columns: this.columns.map((column) => column?.finish()) };
  }

  private flush(): void {
    const rows = this.at / this.cells;
    if (rows > 0) {
      this.columns.forEach((column, c) => void column?.append(this.block, c, this.cells, rows));
      this.coordinates?.add(this.block, this.axes, this.cells, rows);
    }
    this.flushed += rows;
    this.at = 0;
  }
}
