import {
  type Attribute,
  FormatError,
  LimitError,
  type StageOptions,
  type TypedArray,
  type Vec3,
} from '../core/index.ts';
import type { DecodedCloud } from './decoded-cloud.ts';
import { boundsOf, chooseOrigin, FURTHEST_M } from './origin.ts';

export interface CloudColumns {
  readonly name: string;
  readonly format: string;
  /** One entry a row, source type, metres in the file's frame. */
  readonly x: TypedArray;
  readonly y: TypedArray;
  readonly z: TypedArray;
  readonly attributes: readonly Attribute[];
  /** Added to the origin: what the file says its coordinates are already relative to. */
  readonly statedOrigin?: Vec3;
  readonly comments?: readonly string[];
}

/**
 * The last step of every reader: drops rows whose coordinates are not finite, or too far away for
 * float32 (all columns alike, counted in `NON_FINITE_DROPPED`), subtracts one origin in float64 and interleaves to float32.
 * @throws FormatError FORMAT_EMPTY when no point is left.
 */
export function buildCloud(columns: CloudColumns, options: StageOptions): DecodedCloud {
  const { name, format, comments = [] } = columns;
  const sourceCount = columns.x.length;
  if (sourceCount === 0) throw empty(name, format, 'it holds no points');
  const keptRows = finiteRows(columns.x, columns.y, columns.z);
  const dropped = keptRows === undefined ? 0 : sourceCount - keptRows.length;
  if (dropped === sourceCount) throw empty(name, format, `none of its ${sourceCount} points has finite coordinates`);
  if (dropped > 0) {
    const message = `${dropped} of ${sourceCount} points have coordinates that are not finite and were dropped`;
    options.diagnostics?.warn('NON_FINITE_DROPPED', message, dropped);
  }
  const [x, y, z] = [columns.x, columns.y, columns.z].map((values) => pick(values, 1, keptRows)) as [
    TypedArray,
    TypedArray,
    TypedArray,
  ];
  const bounds = boundsOf([x, y, z]);
  const [ox, oy, oz] = chooseOrigin(bounds);
  const count = x.length;
  const positions = allocatePositions(count, name);
  for (let i = 0, at = 0; i < count; i++) {
    positions[at++] = x[i]! - ox;
    positions[at++] = y[i]! - oy;
    positions[at++] = z[i]! - oz;
  }
  const [sx, sy, sz] = columns.statedOrigin ?? [0, 0, 0];
  const attributes = columns.attributes.map((attribute) => ({
    ...attribute,
    values: pick(attribute.values, attribute.components, keptRows),
  }));
  const cloud = { name, format, count, origin: [ox + sx, oy + sy, oz + sz] as const, positions, attributes };
  return { cloud, sourceCount, comments, ...(keptRows === undefined ? {} : { keptRows }) };
}

function finiteRows(x: TypedArray, y: TypedArray, z: TypedArray): Uint32Array | undefined {
  // False for NaN too.
  const isNear = (value: number) => Math.abs(value) < FURTHEST_M;
  const isKept = (i: number) => isNear(x[i]!) && isNear(y[i]!) && isNear(z[i]!);
  let kept = 0;
  for (let i = 0; i < x.length; i++) if (isKept(i)) kept++;
  if (kept === x.length) return undefined;
  const rows = new Uint32Array(kept);
  for (let i = 0, at = 0; i < x.length; i++) if (isKept(i)) rows[at++] = i;
  return rows;
}

function pick(values: TypedArray, components: number, rows: Uint32Array | undefined): TypedArray {
  if (rows === undefined) return values;
  const picked = new (values.constructor as new (length: number) => TypedArray)(rows.length * components);
  for (let i = 0, at = 0; i < rows.length; i++) {
    for (let c = 0; c < components; c++) picked[at++] = values[rows[i]! * components + c]!;
  }
  return picked;
}

function allocatePositions(count: number, file: string): Float32Array {
  try {
    return new Float32Array(count * 3);
  } catch (cause) {
    throw outOfMemory(count, file, cause);
  }
}

export function outOfMemory(count: number, file: string, cause: unknown): LimitError {
  const message = `"${file}" has ${count} points, more than the memory of this page can hold. Try a smaller cut of it.`;
  return new LimitError('LIMIT_MEMORY', message, { limit: 'points', needed: count, file }, cause);
}

function empty(file: string, format: string, why: string): FormatError {
  return new FormatError('FORMAT_EMPTY', `"${file}" has nothing to show: ${why}. Choose another file.`, {
    file,
    format,
  });
}
