import type { TypedArray } from '../../core/index.ts';
import { Coordinates } from '../coordinates.ts';
import { allocateColumn } from '../row-table.ts';
import { columnsOf, isPackedColor, type PcdPoints } from './columns.ts';
import { axesOf, isPadding, type PcdField } from './header.ts';

const BLOCK_ROWS = 2048;
const MAX_BLOCK_CELLS = 1 << 20;

/** Collects rows of text: each field in its own type; coordinates in float64, text holds more digits than the declared float. */
export class AsciiTable {
  /** Values of a row, components and padding counted. */
  readonly cells: number;
  /** float64 [rows × cells]: rows come here first. */
  readonly block: Float64Array;
  /** One a cell: whether its values are wanted. */
  readonly isKept: readonly boolean[];
  /** One a cell: a packed colour that is declared as a float. Its bits go into `block`, as no number keeps those of a NaN. */
  readonly isFloatColour: readonly boolean[];
  /** One a cell. */
  readonly names: readonly string[];
  /** Where the next row belongs in `block`. */
  at = 0;
  private readonly fields: readonly PcdField[];
  private readonly starts: readonly number[];
  private readonly axes: readonly [number, number, number];
  private readonly coordinates: Coordinates;
  private readonly values: readonly (TypedArray | undefined)[];
  private flushed = 0;

  constructor(file: string, fields: readonly PcdField[], rows: number) {
    this.fields = fields;
    let cells = 0;
    this.starts = fields.map(({ count }) => {
      const start = cells;
      cells += count;
      return start;
    });
    this.cells = cells;
    const perCell = <T>(of: (field: PcdField) => T): T[] =>
      fields.flatMap((field) => Array(field.count).fill(of(field)));
    this.isKept = perCell((field) => !isPadding(field));
    this.isFloatColour = perCell((field) => isPackedColor(field) && field.type === 'float32');
    this.names = perCell(({ name }) => name);
    const axes = axesOf(fields);
    this.axes = [this.starts[axes[0]]!, this.starts[axes[1]]!, this.starts[axes[2]]!];
    this.coordinates = new Coordinates(file, rows);
    this.values = fields.map((field, i) =>
      isPadding(field) || axes.includes(i)
        ? undefined
        : allocateColumn({ type: field.type, components: field.count }, rows, file),
    );
    const blockRows = Math.max(1, Math.min(BLOCK_ROWS, rows, Math.floor(MAX_BLOCK_CELLS / cells)));
    this.block = new Float64Array(blockRows * cells);
  }

  get rows(): number {
    return this.flushed + this.at / this.cells;
  }

  get points(): PcdPoints {
    return { coordinates: this.coordinates, columns: columnsOf(this.fields, this.values) };
  }

  /** The row at `at` is complete. */
  commit(): void {
    this.at += this.cells;
    if (this.at === this.block.length) this.flush();
  }

  /** Call after the last row. */
  flush(): void {
    const { block, cells, flushed, fields, starts } = this;
    const rows = this.at / cells;
    if (rows === 0) return;
    this.coordinates.add(block, this.axes, cells, rows);
    this.values.forEach((values, f) => {
      if (!values) return;
      const { count } = fields[f]!;
      const column = this.isFloatColour[starts[f]!] ? new Uint32Array(values.buffer) : values;
      for (let row = 0, to = flushed * count; row < rows; row++) {
        const from = row * cells + starts[f]!;
        for (let c = 0; c < count; c++) column[to++] = block[from + c]!;
      }
    });
    this.flushed += rows;
    this.at = 0;
  }
}

const word = new Uint32Array(1);
const asFloat = new Float32Array(word.buffer);

/** The bits of a number as a float32. */
export function bitsOfFloat(value: number): number {
  asFloat[0] = value;
  return word[0]!;
}
