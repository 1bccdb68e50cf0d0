import type { Attribute, ScalarType, StageOptions, TypedArray } from '../../core/index.ts';
import { allocateColumn } from '../row-table.ts';
import { applyPose, sphericalToCartesian, turnNormals } from './place-points.ts';
import type { E57Field } from './prototype.ts';
import type { E57Scan, Limits } from './scans.ts';
import { type StreamDecoder, streamDecoder } from './stream-decoder.ts';

const CARTESIAN = ['cartesianX', 'cartesianY', 'cartesianZ'];
const SPHERICAL = ['sphericalRange', 'sphericalAzimuth', 'sphericalElevation'];
const INVALID = ['cartesianInvalidState', 'sphericalInvalidState'];
const COLOURS = ['colorRed', 'colorGreen', 'colorBlue'];
const NORMALS = ['normalX', 'normalY', 'normalZ'];
/** Names that the rest of the program knows. */
const WELL_KNOWN: Readonly<Record<string, string>> = {
  returnIndex: 'return',
  returnCount: 'return_count',
  timeStamp: 'timestamp',
};

type Axes = readonly [TypedArray, TypedArray, TypedArray];

/** Whether a scan says where its points are. */
export function hasPlace({ fields }: E57Scan): boolean {
  const has = (name: string) => fields.some((field) => field.name === name);
  return CARTESIAN.every(has) || SPHERICAL.every(has);
}

/**
 * All scans' points as common columns, in the file's frame. A column that a scan does not have is 0 there (NaN where the column is
 * real). Points that a scan marks as invalid get NaN coordinates.
 */
export class ScanColumns {
  readonly axes: Axes;
  invalid = 0;
  private readonly file: string;
  private readonly total: number;
  private readonly columns = new Map<string, TypedArray>();
  private readonly rgb: TypedArray | undefined;
  private readonly normals: Float32Array | undefined;
  private readonly scan: TypedArray | undefined;

  constructor(scans: readonly E57Scan[], total: number, file: string) {
    this.file = file;
    this.total = total;
    const fields = scans.flatMap((scan) => scan.fields);
    const axisFields = fields.filter(({ name }) => CARTESIAN.includes(name) || SPHERICAL.includes(name));
    const isSingle = axisFields.every(({ type }) => type === 'float32') && scans.every(({ pose }) => !pose);
    const axis = () => this.column(isSingle ? 'float32' : 'float64', total);
    this.axes = [axis(), axis(), axis()];
    const has = (names: readonly string[]) => scans.some((scan) => hasAll(scan, names));
    this.rgb = has(COLOURS) ? this.column('uint8', total * 3) : undefined;
    this.normals = has(NORMALS) ? (this.column('float32', total * 3) as Float32Array) : undefined;
    this.scan = scans.length > 1 ? this.column(scans.length > 65535 ? 'uint32' : 'uint16', total) : undefined;
    for (const name of new Set(fields.filter(isPlain).map((field) => field.name))) {
      this.columns.set(name, this.plainColumn(name, scans));
    }
  }

  /**
   * Decoders for the streams of one scan, whose points are the rows from `from` on; `finish` is called when they are through.
   */
  open(scan: E57Scan, index: number, from: number): { streams: readonly StreamDecoder[]; finish: () => void } {
    const { count } = scan;
    const isCartesian = hasAll(scan, CARTESIAN);
    const places = isCartesian ? CARTESIAN : SPHERICAL;
    const ofScan = new Map<string, TypedArray>();
    const streams = scan.fields.map((field) => {
      const decoder = (column: TypedArray, at: number) => streamDecoder(field.coding, column, at, count);
      const axis = places.indexOf(field.name);
      if (axis >= 0) return decoder(this.axes[axis]!, from);
      const shared = this.columns.get(field.name);
      if (shared && isPlain(field)) return decoder(shared, from);
      const isWanted = [...INVALID, ...COLOURS, ...NORMALS].includes(field.name) && field.coding.kind !== 'string';
      if (!isWanted) return streamDecoder(field.coding, undefined, 0, count);
      const own = this.column(field.type, count);
      ofScan.set(field.name, own);
      return decoder(own, 0);
    });
    const finish = () => {
      if (!isCartesian) sphericalToCartesian(this.axes, from, from + count);
      if (scan.pose) applyPose(scan.pose, this.axes, from, from + count);
      this.dropInvalid(ofScan.get(isCartesian ? INVALID[0]! : INVALID[1]!), from, count);
      this.addColours(scan, ofScan, from);
      this.addNormals(scan, ofScan, from);
      this.scan?.fill(index, from, from + count);
    };
    return { streams, finish };
  }

  attributes(options: StageOptions): Attribute[] {
    const attributes: Attribute[] = [];
    if (this.rgb) attributes.push({ name: 'rgb', components: 3, values: this.rgb });
    if (this.normals) attributes.push({ name: 'normal', components: 3, values: this.normals });
    for (const [name, values] of this.columns) {
      const isFlag = /^is[A-Z].*Invalid$/.test(name);
      if (isFlag && !values.some((value) => value !== 0)) continue;
      attributes.push({ name: WELL_KNOWN[name] ?? name, components: 1, values });
    }
    if (this.scan) attributes.push({ name: 'scan', components: 1, values: this.scan });
    if (this.invalid > 0) {
      const message = `${this.invalid} of ${this.total} points are marked as invalid by their scanner: they are dropped`;
      options.diagnostics?.warn('E57_INVALID', message, this.invalid);
    }
    return attributes;
  }

  private plainColumn(name: string, scans: readonly E57Scan[]): TypedArray {
    const fields = scans.map((scan) => scan.fields.find((field) => field.name === name && isPlain(field)));
    const types = new Set(fields.flatMap((field) => (field ? [field.type] : [])));
    const [type] = types.size === 1 ? [...types] : (['float64'] as const);
    const column = this.column(type!, this.total);
    const isMissing = fields.includes(undefined);
    if (isMissing && (column instanceof Float32Array || column instanceof Float64Array)) column.fill(NaN);
    return column;
  }

  private dropInvalid(states: TypedArray | undefined, from: number, count: number): void {
    if (!states) return;
    for (let i = 0; i < count; i++) {
      // 1: only the direction is known; 2: nothing is.
      if (states[i] === 0) continue;
      this.axes[0][from + i] = NaN;
      this.invalid++;
    }
  }

  private addColours(scan: E57Scan, ofScan: ReadonlyMap<string, TypedArray>, from: number): void {
    COLOURS.forEach((name, channel) => {
      const values = ofScan.get(name);
      const field = scan.fields.find((candidate) => candidate.name === name);
      if (!values || !field || !this.rgb || !hasAll(scan, COLOURS)) return;
      const [low, high] = scan.colourLimits[channel] ?? field.range ?? defaultLimits(field);
      const scale = 255 / (high - low);
      for (let i = 0, to = from * 3 + channel; i < values.length; i++, to += 3) {
        this.rgb[to] = Math.max(0, Math.min(255, Math.round((values[i]! - low) * scale)));
      }
    });
  }

  private addNormals(scan: E57Scan, ofScan: ReadonlyMap<string, TypedArray>, from: number): void {
    if (!this.normals || !hasAll(scan, NORMALS)) return;
    NORMALS.forEach((name, axis) => {
      const values = ofScan.get(name);
      if (!values) return;
      for (let i = 0, to = from * 3 + axis; i < values.length; i++, to += 3) this.normals![to] = values[i]!;
    });
    if (scan.pose) turnNormals(scan.pose, this.normals, from, from + scan.count);
  }

  private column(type: ScalarType, length: number): TypedArray {
    return allocateColumn({ type, components: 1 }, length, this.file);
  }
}

function hasAll({ fields }: E57Scan, names: readonly string[]): boolean {
  return names.every((name) => fields.some((field) => field.name === name));
}

/** A column that is kept as it is. */
function isPlain({ name, coding }: E57Field): boolean {
  const isOther = [...CARTESIAN, ...SPHERICAL, ...INVALID, ...COLOURS, ...NORMALS].includes(name);
  return !isOther && coding.kind !== 'string';
}

/** Colours without limits: 0–1 where they are real, else 8 bits. */
function defaultLimits({ coding }: E57Field): Limits {
  return coding.kind === 'bits' ? [0, 255] : [0, 1];
}
