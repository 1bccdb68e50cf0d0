import { type Attribute, FormatError, type StageOptions, type TypedArray, type Vec3 } from '../core/index.ts';
import { type Coordinates, type PlacedPoints, placeColumns } from './coordinates.ts';
import type { DecodedCloud } from './decoded-cloud.ts';

/** Where the points are, in metres in the file's frame: on their way already, or as columns of the source's types, one entry a row. */
type PointPlaces =
  | { readonly coordinates: Coordinates }
  | { readonly x: TypedArray; readonly y: TypedArray; readonly z: TypedArray };

export type CloudColumns = PointPlaces & {
  readonly name: string;
  readonly format: string;
  readonly attributes: readonly Attribute[];
  /** Added to the origin: what the file says its coordinates are already relative to. */
  readonly statedOrigin?: Vec3 | undefined;
  readonly comments?: readonly string[];
};

/**
 * The last step of every reader: drops rows whose coordinates are not finite, or too far away for
 * float32 (all columns alike, counted in `NON_FINITE_DROPPED`), subtracts one origin in float64 and interleaves to float32.
 * @throws FormatError FORMAT_EMPTY when no point is left.
 */
export function buildCloud(columns: CloudColumns, options: StageOptions): DecodedCloud {
  const { name, format, comments = [] } = columns;
  const { positions, origin, count, sourceCount, keptRows } = placesOf(columns);
  if (sourceCount === 0) throw empty(name, format, 'it holds no points');
  if (count === 0) throw empty(name, format, `none of its ${sourceCount} points has finite coordinates`);
  const dropped = sourceCount - count;
  if (dropped > 0) {
    const message = `${dropped} of ${sourceCount} points have coordinates that are not finite and were dropped`;
    options.diagnostics?.warn('NON_FINITE_DROPPED', message, dropped);
  }
  for (const attribute of columns.attributes) sayRounded(attribute, options);
  const [ox, oy, oz] = origin;
  const [sx, sy, sz] = columns.statedOrigin ?? [0, 0, 0];
  const attributes = columns.attributes.map((attribute) => ({
    ...attribute,
    values: pick(attribute.values, attribute.components, keptRows),
  }));
  const cloud = { name, format, count, origin: [ox + sx, oy + sy, oz + sz] as const, positions, attributes };
  return { cloud, sourceCount, comments, ...(keptRows === undefined ? {} : { keptRows }) };
}

/** 64-bit whole numbers are held as doubles: nanoseconds since 1970 lose their last three digits. */
function sayRounded({ name, values }: Attribute, { diagnostics }: StageOptions): void {
  if (!diagnostics || !(values instanceof Float64Array)) return;
  if (!values.some((value) => Math.abs(value) > Number.MAX_SAFE_INTEGER) || !values.every(Number.isInteger)) return;
  diagnostics.warn('INTEGERS_ROUNDED', `"${name}" holds whole numbers beyond 2^53: their first 16 digits are kept`);
}

function placesOf(columns: CloudColumns): PlacedPoints {
  return 'coordinates' in columns
    ? columns.coordinates.place()
    : placeColumns(columns.name, columns.x, columns.y, columns.z);
}

function pick(values: TypedArray, components: number, rows: Uint32Array | undefined): TypedArray {
  if (rows === undefined) return values;
  const picked = new (values.constructor as new (length: number) => TypedArray)(rows.length * components);
  for (let i = 0, at = 0; i < rows.length; i++) {
    for (let c = 0; c < components; c++) picked[at++] = values[rows[i]! * components + c]!;
  }
  return picked;
}

function empty(file: string, format: string, why: string): FormatError {
  return new FormatError('FORMAT_EMPTY', `"${file}" has nothing to show: ${why}. Choose another file.`, {
    file,
    format,
  });
}
