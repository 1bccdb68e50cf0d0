import { type ByteSource, FormatError } from '../core/index.ts';
import { readText } from './read-exact.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** Any annotation of one scene is far smaller; parsed JSON takes several times its text. */
const MAX_JSON_BYTES = 256 << 20;

/** @throws FormatError FORMAT_TRUNCATED for text that is no JSON, FORMAT_FIELD for one too large to parse, FORMAT_EMPTY */
export async function readJson(source: ByteSource, format: string): Promise<unknown> {
  if (source.size > MAX_JSON_BYTES) {
    const message = `"${source.name}" is too large for an annotation (${source.size} bytes). Drop the file of one scene.`;
    throw new FormatError('FORMAT_FIELD', message, { file: source.name, format, field: 'size' });
  }
  const text = await readText(source, format);
  try {
    return parse(text);
  } catch (cause) {
    const message = `"${source.name}" is no whole JSON file. Copy or download it again.`;
    throw new FormatError('FORMAT_TRUNCATED', message, { file: source.name, format }, cause);
  }
}

/** Python writes NaN and Infinity, which are no JSON: they are read as null. Strings that hold these words stay as they are. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    if (!/\b(NaN|Infinity)\b/.test(text)) throw cause;
    const clean = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) =>
      token.startsWith('"') ? token : 'null',
    );
    return JSON.parse(clean) as unknown;
  }
}

export function asRecord(value: unknown): JsonRecord | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : undefined;
}

/** Own members only: `__proto__` and `constructor` are no fields of a file. */
export function member(value: unknown, name: string): unknown {
  const record = asRecord(value);
  return record && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Finite numbers of an array of exactly that many; strings of digits count, some tools write them. */
export function asNumbers(value: unknown, length: number): number[] | undefined {
  if (!Array.isArray(value) || value.length !== length) return undefined;
  const numbers = value.map(asNumber);
  return numbers.every((number) => number !== undefined) ? numbers : undefined;
}

export function asNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** A matrix as rows, or already flat. */
export function asMatrix(value: unknown, rows: number, columns: number): number[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return asNumbers(value.length === rows && Array.isArray(value[0]) ? value.flat() : value, rows * columns);
}

/** `{x, y, z}` under a name. */
export function vectorOf(
  value: unknown,
  name: string,
  axes: readonly [string, string, string],
): [number, number, number] | undefined {
  const record = member(value, name);
  return asNumbers(
    axes.map((axis) => member(record, axis)),
    3,
  ) as [number, number, number] | undefined;
}

export function badJson(source: ByteSource, format: string, field: string, next: string): FormatError {
  const message = `"${source.name}" has no usable "${field}". ${next}`;
  return new FormatError('FORMAT_FIELD', message, { file: source.name, format, field });
}
