import type { TypedArray } from '../../core/index.ts';
import { Coordinates } from '../coordinates.ts';
import { allocateColumn, type PointRows } from '../row-table.ts';
import type { PlyElement } from './header.ts';

/** One column a property, in declared order; undefined for x, y, z and lists. */
export interface VertexRows extends PointRows {
  /** uint8 [count × 3] where the colours were read as one column; they are none of `columns` then. */
  readonly rgb?: Uint8Array;
}

/** Rows on their way to points: few enough to stay in the processor's cache. */
export const BLOCK_ROWS = 2048;

/** Which properties are x, y and z. They are there: the header was asked. */
export function axesOf({ properties }: PlyElement): readonly [number, number, number] {
  const at = (axis: string) =>
    properties.findIndex(({ kind, name }) => kind === 'scalar' && name.toLowerCase() === axis);
  return [at('x'), at('y'), at('z')];
}

/** Collects rows that are read number by number: each property in its own type, coordinates in float64. */
export class VertexTable implements VertexRows {
  readonly coordinates: Coordinates;
  readonly columns: readonly (TypedArray | undefined)[];
  /** float64 [BLOCK_ROWS × cells]: rows come here first. */
  readonly block: Float64Array;
  readonly cells: number;
  /** Where the next row belongs in `block`. */
  at = 0;
  private readonly axes: readonly [number, number, number];
  private flushed = 0;

  /** @param count most rows that come */
  constructor(file: string, vertex: PlyElement, count: number) {
    const { properties } = vertex;
    this.axes = axesOf(vertex);
    this.cells = properties.length;
    this.block = new Float64Array(Math.min(BLOCK_ROWS, Math.max(1, count)) * this.cells);
    this.coordinates = new Coordinates(file, count);
    this.columns = properties.map((property, i) =>
      property.kind === 'list' || this.axes.includes(i)
        ? undefined
        : allocateColumn({ ...property, components: 1 }, count, file),
    );
  }

  get rows(): number {
    return this.flushed + this.at / this.cells;
  }

  /** The row at `at` is complete. */
  commit(): void {
    this.at += this.cells;
    if (this.at === this.block.length) this.flush();
  }

  /** Call after the last row. */
  flush(): void {
    const { block, cells, columns, flushed } = this;
    const rows = this.at / cells;
    if (rows === 0) return;
    this.coordinates.add(block, this.axes, cells, rows);
    columns.forEach((column, c) => {
      if (!column) return;
      for (let row = 0, from = c; row < rows; row++, from += cells) column[flushed + row] = block[from]!;
    });
    this.flushed += rows;
    this.at = 0;
  }
}
