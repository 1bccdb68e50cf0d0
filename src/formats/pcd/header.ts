import { type ByteSource, FormatError } from '../../core/index.ts';
import { latin1 } from '../latin1.ts';
import { CELL_BYTES, type CellType, requireCount } from '../row-table.ts';

export const PCD = 'pcd';

export interface PcdField {
  readonly name: string;
  readonly type: CellType;
  /** Scalars of one point: 1, the length of a descriptor, or 0 (declared, not there). */
  readonly count: number;
}

export interface PcdHeader {
  readonly fields: readonly PcdField[];
  readonly points: number;
  /** Columns × rows of an organised cloud. */
  readonly width: number;
  readonly height: number;
  readonly encoding: 'ascii' | 'binary' | 'binary_compressed';
  /** `VIEWPOINT` as stored (tx ty tz qw qx qy qz): where the sensor was. Information only, points are not to be moved by it. */
  readonly viewpoint: readonly number[] | undefined;
  /** Byte after the line `DATA …`. */
  readonly bodyOffset: number;
}

/** Names of what only fills space between fields. */
export function isPadding({ name, count }: Pick<PcdField, 'name' | 'count'>): boolean {
  return name === '_' || count === 0;
}

/** Whether a field is the coordinate `x`, `y` or `z`. */
export function isAxis({ name, count }: Pick<PcdField, 'name' | 'count'>, axis: string): boolean {
  return count === 1 && name.toLowerCase() === axis;
}

/** Which of these fields are x, y and z: the first of each name. */
export function axesOf(fields: readonly PcdField[]): readonly [number, number, number] {
  const at = (axis: string): number => fields.findIndex((field) => isAxis(field, axis));
  return [at('x'), at('y'), at('z')];
}

export function fieldBytes({ type, count }: PcdField): number {
  return CELL_BYTES[type] * count;
}

const KEYS = [
  'version',
  'fields',
  'columns',
  'size',
  'type',
  'count',
  'width',
  'height',
  'viewpoint',
  'points',
  'data',
];
const MAX_HEADER_BYTES = 1 << 20;
/** More columns than any descriptor has: a count beyond is damage. */
const MAX_COMPONENTS = 65536;

/**
 * Header lines may be in any order and case, the first comment line may be missing, and `SIZE`, `TYPE`, `COUNT`, `HEIGHT` and
 * `POINTS` have defaults. A `#` starts a comment only at the start of a line: field names may hold one.
 * @throws FormatError FORMAT_MAGIC, FORMAT_TRUNCATED, FORMAT_FIELD
 */
export async function readPcdHeader(source: ByteSource): Promise<PcdHeader> {
  let head = latin1(await source.read(0, 1 << 13));
  let end = endOfHeader(head);
  if (!end && source.size > head.length) {
    head = latin1(await source.read(0, MAX_HEADER_BYTES));
    end = endOfHeader(head);
  }
  const entries = new Map<string, readonly string[]>();
  for (const line of head.slice(0, end?.lineEnd ?? head.length).split(/\r\n|\n|\r/)) {
    const [key = '', ...words] = line.trim().split(/\s+/);
    if (KEYS.includes(key.toLowerCase())) entries.set(key.toLowerCase(), words);
  }
  if (!end) {
    const code = entries.has('fields') ? 'FORMAT_TRUNCATED' : 'FORMAT_MAGIC';
    throw fail(source, code, head.length, 'its header has no DATA line', 'DATA');
  }
  return { ...parseEntries(source, entries), bodyOffset: end.bodyOffset };
}

function endOfHeader(head: string): { lineEnd: number; bodyOffset: number } | undefined {
  const match = /(?:^|[\r\n])data[ \t]+\w+[ \t]*(\r\n|\n|\r)/i.exec(head);
  if (!match) return undefined;
  const bodyOffset = match.index + match[0].length;
  return { lineEnd: bodyOffset, bodyOffset };
}

function parseEntries(
  source: ByteSource,
  entries: ReadonlyMap<string, readonly string[]>,
): Omit<PcdHeader, 'bodyOffset'> {
  const names = entries.get('fields') ?? entries.get('columns');
  if (!names || names.length === 0) throw fail(source, 'FORMAT_FIELD', 0, 'its header names no FIELDS', 'FIELDS');
  const perField = (key: string, fallback: string): readonly string[] => {
    const words = entries.get(key) ?? names.map(() => fallback);
    if (words.length === names.length) return words;
    const why = `${key.toUpperCase()} has ${words.length} entries for ${names.length} FIELDS`;
    throw fail(source, 'FORMAT_FIELD', 0, why, key.toUpperCase());
  };
  const [sizes, types, counts] = [perField('size', '4'), perField('type', 'F'), perField('count', '1')];
  const fields = names.map((name, i): PcdField => {
    const type = cellType(types[i]!, sizes[i]!);
    if (!type) {
      const why = `field "${name}" has the unknown TYPE ${types[i]} of SIZE ${sizes[i]}`;
      throw fail(source, 'FORMAT_FIELD', 0, why, 'TYPE');
    }
    const count = wholeNumber(source, counts[i], 'COUNT');
    if (count > MAX_COMPONENTS) throw fail(source, 'FORMAT_FIELD', 0, `field "${name}" has COUNT ${count}`, 'COUNT');
    return { name, type, count };
  });
  const one = (key: string) => entries.get(key)?.[0];
  const height = one('height') === undefined ? 1 : wholeNumber(source, one('height'), 'HEIGHT');
  const declared = one('points');
  const width = one('width') === undefined ? undefined : wholeNumber(source, one('width'), 'WIDTH');
  if (declared === undefined && width === undefined) {
    throw fail(source, 'FORMAT_FIELD', 0, 'its header states neither POINTS nor WIDTH', 'POINTS');
  }
  const points = declared === undefined ? width! * height : wholeNumber(source, declared, 'POINTS');
  const encoding = one('data')?.toLowerCase();
  if (encoding !== 'ascii' && encoding !== 'binary' && encoding !== 'binary_compressed') {
    throw fail(source, 'FORMAT_FIELD', 0, `DATA ${encoding ?? ''} is not a known encoding`, 'DATA');
  }
  const viewpoint = entries.get('viewpoint')?.map(Number);
  return {
    fields,
    points: requireCount(points, source, PCD, 'POINTS'),
    width: width ?? points,
    height,
    encoding,
    viewpoint: viewpoint?.length === 7 && viewpoint.every(Number.isFinite) ? viewpoint : undefined,
  };
}

function cellType(type: string, size: string): CellType | undefined {
  const types: Readonly<Record<string, CellType>> = {
    F2: 'float16',
    F4: 'float32',
    F8: 'float64',
    I1: 'int8',
    I2: 'int16',
    I4: 'int32',
    I8: 'int64',
    U1: 'uint8',
    U2: 'uint16',
    U4: 'uint32',
    U8: 'uint64',
  };
  const key = `${type.toUpperCase()}${size}`;
  return Object.hasOwn(types, key) ? types[key] : undefined;
}

function wholeNumber(source: ByteSource, word: string | undefined, field: string): number {
  return requireCount(/^\d+$/.test(word ?? '') ? Number(word) : -1, source, PCD, field);
}

export function fail(
  source: ByteSource,
  code: 'FORMAT_MAGIC' | 'FORMAT_TRUNCATED' | 'FORMAT_FIELD',
  byteOffset: number,
  why: string,
  field?: string,
): FormatError {
  const message = `"${source.name}" is not a PCD file that can be read: ${why}. Export it again as PCD.`;
  return new FormatError(code, message, { file: source.name, format: PCD, byteOffset, field });
}
