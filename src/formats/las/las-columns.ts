import type { Attribute, StageOptions, TypedArray } from '../../core/index.ts';
import { type CellRows, decodeCells } from '../decode-cells.ts';
import { allocateColumn, CELL_BYTES } from '../row-table.ts';
import type { ExtraField } from './extra-bytes.ts';
import type { LasHeader } from './header.ts';
import { anyBit, joinedRecords } from './joined-records.ts';
import { type PointField, pointLayout } from './point-fields.ts';

/** Rows decoded before the next column's turn: a block of records stays in the processor's cache. */
const BLOCK_ROWS = 2048;

interface Standard {
  readonly field: PointField;
  /** Made at the first value that is not 0: LAS has no other way to say "not recorded". */
  values: TypedArray | undefined;
}

interface Extra {
  readonly field: ExtraField;
  readonly values: TypedArray;
}

/**
 * Point records → columns. Coordinates stay the stored integers until the last one is known, so that the cloud's origin can be chosen
 * from their bounds. Columns that are 0 throughout are left out, but for the classification and the extra bytes.
 */
export class LasColumns {
  /** int32 [capacity × 3] as stored. */
  readonly coordinates: Int32Array;
  /** Least and most of the stored x, y and z. */
  readonly min: [number, number, number] = [Infinity, Infinity, Infinity];
  readonly max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  rows = 0;
  private readonly capacity: number;
  private readonly stride: number;
  private readonly file: string;
  private readonly standard: readonly Standard[];
  private readonly extras: readonly Extra[];
  private readonly colourOffset: number | undefined;
  /** uint8 [capacity × 3]: the low bytes while all high ones are 0, the high ones from then on. */
  private colours: Uint8Array | undefined;
  private isWideColour = false;

  constructor(header: LasHeader, extras: readonly ExtraField[], capacity: number, file: string) {
    const layout = pointLayout(header.pointFormat);
    this.capacity = capacity;
    this.stride = header.recordBytes;
    this.file = file;
    this.colourOffset = layout.colourOffset;
    this.coordinates = this.column('int32', 3) as Int32Array;
    this.standard = layout.fields.map((field) => ({
      field,
      values: field.name === 'classification' ? this.column('uint8', 1) : undefined,
    }));
    this.extras = extras.map((field) => ({
      field,
      values: this.column(field.scale || field.shift ? 'float64' : field.type, field.components),
    }));
  }

  /** Decodes `rows` records that start at `at`. Rows beyond the capacity are not taken. */
  add(bytes: Uint8Array, at: number, rows: number): void {
    const taken = Math.min(rows, this.capacity - this.rows);
    for (let row = 0; row < taken; row += BLOCK_ROWS) {
      this.addBlock(bytes, at + row * this.stride, Math.min(BLOCK_ROWS, taken - row));
    }
  }

  attributes(options: StageOptions): Attribute[] {
    const attributes: Attribute[] = [];
    if (this.colours) attributes.push({ name: 'rgb', components: 3, values: this.cut(this.colours, 3) });
    if (this.colours && !this.isWideColour) {
      const message = 'No colour is above 255: they were read as 8 bits, not as the 16 that the format asks for';
      options.diagnostics?.info('COLOR_DEPTH', message);
    }
    for (const { field, values } of this.standard) {
      if (values) attributes.push({ name: field.name, components: 1, values: this.cut(values, 1) });
    }
    for (const { field, values } of this.extras) {
      const name = freeName(field.name, attributes);
      attributes.push({ name, components: field.components, values: this.cut(values, field.components) });
    }
    return attributes;
  }

  private addBlock(bytes: Uint8Array, at: number, rows: number): void {
    const { stride } = this;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.addCoordinates(view, at, rows);
    const cells = { view, bytes, littleEndian: true, stride };
    const isComplete = this.standard.every(({ values }) => values) && (!this.colourOffset || this.isWideColour);
    // What no record of the block has set need not be looked for column by column.
    const joined = isComplete ? undefined : joinedRecords(view, at, stride, rows);
    for (const column of this.standard) this.addStandard(column, cells, at, rows, joined);
    if (this.colourOffset !== undefined) this.addColours(bytes, at, this.colourOffset, rows, joined);
    for (const { field, values } of this.extras) this.addExtra(field, values, cells, at, rows);
    this.rows += rows;
  }

  private addCoordinates(view: DataView, at: number, rows: number): void {
    const { stride, coordinates, min, max } = this;
    let [x0, y0, z0, x1, y1, z1] = [...min, ...max];
    for (let row = 0, from = at, to = this.rows * 3; row < rows; row++, from += stride, to += 3) {
      const x = view.getInt32(from, true);
      const y = view.getInt32(from + 4, true);
      const z = view.getInt32(from + 8, true);
      coordinates[to] = x;
      coordinates[to + 1] = y;
      coordinates[to + 2] = z;
      if (x < x0!) x0 = x;
      if (x > x1!) x1 = x;
      if (y < y0!) y0 = y;
      if (y > y1!) y1 = y;
      if (z < z0!) z0 = z;
      if (z > z1!) z1 = z;
    }
    [min[0], min[1], min[2]] = [x0!, y0!, z0!];
    [max[0], max[1], max[2]] = [x1!, y1!, z1!];
  }

  private addStandard(
    column: Standard,
    cells: CellRows,
    at: number,
    rows: number,
    joined: Uint8Array | undefined,
  ): void {
    const { type, offset, bits, scale } = column.field;
    const { bytes, stride } = cells;
    const from = at + offset;
    const mask = bits ? ((1 << bits[1]) - 1) << bits[0] : 255;
    if (!column.values) {
      if (joined && !anyBit(joined, offset, CELL_BYTES[type], mask)) return;
      column.values = this.column(scale === undefined ? type : 'float32', 1);
    }
    const { values } = column;
    if (bits) {
      const [shift] = bits;
      for (let i = this.rows, b = from; i < this.rows + rows; i++, b += stride) values[i] = (bytes[b]! & mask) >> shift;
      return;
    }
    decodeCells(type, cells, from, rows, values, this.rows, 1);
    if (scale !== undefined) for (let i = this.rows; i < this.rows + rows; i++) values[i]! *= scale;
  }

  private addColours(
    bytes: Uint8Array,
    at: number,
    offset: number,
    rows: number,
    joined: Uint8Array | undefined,
  ): void {
    const { stride } = this;
    const hasHigh = joined && [1, 3, 5].some((b) => anyBit(joined, offset + b, 1));
    if (!this.isWideColour && hasHigh) {
      this.isWideColour = true;
      // Everything so far was below 256: its high bytes are 0.
      if (this.colours) this.colours.fill(0);
      else this.colours = this.column('uint8', 3) as Uint8Array;
    }
    if (!this.colours) {
      if (joined && !anyBit(joined, offset, 6)) return;
      this.colours = this.column('uint8', 3) as Uint8Array;
    }
    const high = this.isWideColour ? 1 : 0;
    const { colours } = this;
    for (let row = 0, from = at + offset + high, to = this.rows * 3; row < rows; row++, from += stride, to += 3) {
      colours[to] = bytes[from]!;
      colours[to + 1] = bytes[from + 2]!;
      colours[to + 2] = bytes[from + 4]!;
    }
  }

  private addExtra(field: ExtraField, values: TypedArray, cells: CellRows, at: number, rows: number): void {
    const { components, type, scale, shift, noData } = field;
    const isReal = values instanceof Float32Array || values instanceof Float64Array;
    for (let c = 0; c < components; c++) {
      const first = this.rows * components + c;
      const end = first + rows * components;
      decodeCells(type, cells, at + field.offset + c * CELL_BYTES[type], rows, values, first, components);
      const none = isReal ? noData?.[c] : undefined;
      if (none !== undefined) for (let i = first; i < end; i += components) if (values[i] === none) values[i] = NaN;
      if (!scale && !shift) continue;
      const [times, plus] = [scale?.[c] ?? 1, shift?.[c] ?? 0];
      for (let i = first; i < end; i += components) values[i] = values[i]! * times + plus;
    }
  }

  private column(type: ExtraField['type'], components: number): TypedArray {
    return allocateColumn({ type, components }, this.capacity, this.file);
  }

  private cut(values: TypedArray, components: number): TypedArray {
    return this.rows === this.capacity ? values : values.slice(0, this.rows * components);
  }
}

function freeName(name: string, taken: readonly Attribute[]): string {
  let free = name;
  for (let i = 2; taken.some((attribute) => attribute.name === free); i++) free = `${name}_${i}`;
  return free;
}
