import type { TypedArray, Vec3 } from '../../core/index.ts';
import { Coordinates } from '../coordinates.ts';
import { axesOfNames } from './name-columns.ts';
import { WideningColumn } from './widening-column.ts';

/** Rows that are scanned before they go into their columns. */
const BLOCK_ROWS = 4096;
/** A block of thousands of columns has fewer rows. */
const MAX_BLOCK_CELLS = 1 << 20;
/** WGS 84: half axis, and the square of the first eccentricity. */
const [EARTH_M, EARTH_E2] = [6_378_137, 0.00669437999014];

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
  private readonly axes: Vec3;
  private readonly isGeographic: boolean;
  /** Longitude and latitude that metres are counted from: of the first row that has them. */
  private first: readonly [number, number] | undefined;
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
    this.block = new Float64Array(
      Math.max(1, Math.min(BLOCK_ROWS, Math.floor(MAX_BLOCK_CELLS / this.cells))) * this.cells,
    );
    const rows = Math.ceil(expectedRows) + 16;
    const axes = axesOfNames(names);
    this.axes = axes.map((name) => names.indexOf(name)) as unknown as Vec3;
    this.isGeographic = axes[0] !== 'x';
    this.coordinates = this.axes.includes(-1) ? undefined : new Coordinates(file, rows);
    this.columns = names.map((_, c) => {
      // Degrees become metres, and are kept beside them.
      const isAxis =
        this.coordinates !== undefined && this.axes.includes(c) && (!this.isGeographic || c === this.axes[2]);
      return isLeftOut[c] || isAxis
        ? undefined
        : new WideningColumn(file, rows, this.isGeographic && this.axes.includes(c));
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
      if (this.coordinates && this.isGeographic) this.toMetres(rows);
      this.coordinates?.add(this.block, this.axes, this.cells, rows);
    }
    this.flushed += rows;
    this.at = 0;
  }

  /** East and north of the first row, on the plane that touches the ellipsoid there. */
  private toMetres(rows: number): void {
    const { block, cells } = this;
    const [lon, lat] = this.axes;
    for (let row = 0, at = 0; row < rows; row++, at += cells) {
      const [degreesEast, degreesNorth] = [block[at + lon]!, block[at + lat]!];
      if (!(Math.abs(degreesEast) <= 360 && Math.abs(degreesNorth) <= 90)) {
        block[at + lon] = NaN;
        continue;
      }
      this.first ??= [degreesEast, degreesNorth];
      const [east, north] = metresPerDegree(this.first[1]);
      block[at + lon] = (degreesEast - this.first[0]) * east;
      block[at + lat] = (degreesNorth - this.first[1]) * north;
    }
  }
}

function metresPerDegree(latitudeDeg: number): readonly [east: number, north: number] {
  const radians = Math.PI / 180;
  const flatness = 1 - EARTH_E2 * Math.sin(latitudeDeg * radians) ** 2;
  const east = (EARTH_M / Math.sqrt(flatness)) * Math.cos(latitudeDeg * radians);
  return [east * radians, ((EARTH_M * (1 - EARTH_E2)) / flatness ** 1.5) * radians];
}
