import { type ByteSource, type StageOptions, throwIfCancelled } from '../../core/index.ts';
import type { DecodedCloud, ReadOptions } from '../decoded-cloud.ts';
import { showPreview, wantsPreview } from '../preview.ts';
import { tooFewRows, truncated } from '../read-exact.ts';
import { readPlainRows } from '../text/read-plain-rows.ts';
import { sampleLines } from '../text/sample-lines.ts';
import { AsciiTable, bitsOfFloat } from './ascii-table.ts';
import { isPackedColor, type PcdPoints } from './columns.ts';
import { fail, PCD, type PcdHeader } from './header.ts';

const CHUNK_BYTES = 1 << 20;
/** Fewest bytes of one value: a digit and its separator. */
const TOKEN_BYTES = 2;
const MAX_TOKEN_BYTES = 1 << 16;

/**
 * `DATA ascii`: values separated by blanks, tabs, commas or line breaks. Lines of words between header and points are skipped
 * (some writers repeat header keys there). Where every line is a point, which is nearly everywhere, lines are read; where not, values.
 * @throws FormatError FORMAT_TRUNCATED, FORMAT_FIELD; CancelledError
 */
export async function readAscii(
  source: ByteSource,
  header: PcdHeader,
  options: ReadOptions,
  toPreview: (sample: PcdPoints) => DecodedCloud,
): Promise<PcdPoints> {
  const { points, bodyOffset, fields } = header;
  const perRow = fields.reduce((sum, field) => sum + field.count, 0);
  const needed = bodyOffset + points * perRow * TOKEN_BYTES - 1;
  if (needed > source.size) throw truncated(source, PCD, `a table of ${points} points`, needed);
  const start = String.fromCharCode(...(await source.read(bodyOffset, bodyOffset + TOKEN_BYTES * 1024)));
  if (hasDecimalCommas(start, perRow)) {
    const why = 'its numbers are written with decimal commas, and PCD has points';
    throw fail(source, 'FORMAT_FIELD', bodyOffset, why, fields[0]!.name);
  }
  const table = new AsciiTable(source.name, fields, points);
  // Packed colours that are declared as floats are sometimes the float's text, sometimes the integer's: only the letters tell.
  const hasFloatColour = fields.some((field) => isPackedColor(field) && field.type === 'float32');
  let at = bodyOffset;
  if (!hasFloatColour && points > 0) {
    if (wantsPreview(source, options)) await previewLines(source, header, options, toPreview);
    at = await readPlainRows(source, PCD, bodyOffset, points, table, options);
  }
  if (table.rows < points) await readValues(source, at, points, table, options);
  table.flush();
  return table.points;
}

/** A comma separates values where a row has too few without it. */
function hasDecimalCommas(text: string, perRow: number): boolean {
  const rows = text.split(/\r?\n/, 20).slice(0, -1);
  const isDecimal = (row: string) => {
    const values = row.trim().split(/\s+/);
    return values.length === perRow && values.every((value) => /^[-+]?\d+(,\d+)?(e[-+]?\d+)?$/i.test(value));
  };
  return rows.some((row) => row.includes(',')) && rows.every(isDecimal);
}

async function previewLines(
  source: ByteSource,
  { bodyOffset, points, fields }: PcdHeader,
  options: ReadOptions,
  toPreview: (sample: PcdPoints) => DecodedCloud,
): Promise<void> {
  const sample = await sampleLines(source, bodyOffset, options.signal);
  const perRow = fields.reduce((sum, field) => sum + field.count, 0);
  const most = Math.min(points, Math.ceil(sample.size / (TOKEN_BYTES * perRow)));
  const table = new AsciiTable(source.name, fields, most);
  await readPlainRows(sample, PCD, 0, most, table, { signal: options.signal });
  table.flush();
  showPreview(options, () => toPreview(table.points));
}

async function readValues(
  source: ByteSource,
  start: number,
  points: number,
  table: AsciiTable,
  options: StageOptions,
): Promise<void> {
  const rows = new RowFiller(source, table, points);
  let carry = new Uint8Array(0);
  for (let at = start; at < source.size && !rows.isDone; at += CHUNK_BYTES) {
    throwIfCancelled(options.signal, 'reading');
    const chunk = await source.read(at, at + CHUNK_BYTES);
    const isLast = at + CHUNK_BYTES >= source.size;
    const bytes = new Uint8Array(carry.length + chunk.length + (isLast ? 1 : 0));
    bytes.set(carry);
    bytes.set(chunk, carry.length);
    source.release?.(chunk);
    // A line break after the very last value, so that every value ends in a separator.
    if (isLast) bytes[bytes.length - 1] = 10;
    const used = rows.take(bytes);
    carry = bytes.slice(used);
    if (carry.length > MAX_TOKEN_BYTES) throw rows.bad('a value without end');
    options.onProgress?.({ stage: 'reading', done: Math.min(at + CHUNK_BYTES, source.size), total: source.size });
  }
  if (!rows.isDone) throw tooFewRows(source, PCD, table.rows, points);
}

class RowFiller {
  private readonly source: ByteSource;
  private readonly table: AsciiTable;
  private readonly points: number;
  private cell = 0;

  constructor(source: ByteSource, table: AsciiTable, points: number) {
    this.source = source;
    this.table = table;
    this.points = points;
  }

  get isDone(): boolean {
    return this.table.rows >= this.points;
  }

  /** Takes every value that ends within `bytes`; returns where the first unfinished one starts. */
  take(bytes: Uint8Array): number {
    let at = 0;
    for (;;) {
      while (at < bytes.length && isSeparator(bytes[at]!)) at++;
      let end = at;
      while (end < bytes.length && !isSeparator(bytes[end]!)) end++;
      if (end >= bytes.length || this.isDone) return at;
      if (this.table.rows === 0 && this.cell === 0 && isWord(bytes, at, end)) {
        while (end < bytes.length && bytes[end] !== 10) end++;
        if (end >= bytes.length) return at;
      } else this.put(bytes, at, end);
      at = end;
    }
  }

  bad(what: string) {
    const { rows, names } = this.table;
    return fail(this.source, 'FORMAT_FIELD', 0, `${what} in row ${rows} is not a number`, names[this.cell] ?? '');
  }

  private put(bytes: Uint8Array, at: number, end: number): void {
    const { table, cell } = this;
    if (table.isKept[cell]) {
      const value = parseNumber(bytes, at, end) ?? this.parseSlowly(bytes, at, end);
      // Beyond 2²⁴ a whole number was printed from the bits themselves: as a float's value it would be no colour at all.
      const areBits = Number.isInteger(value) && value > 2 ** 24 && isDigits(bytes, at, end);
      table.block[table.at + cell] = table.isFloatColour[cell] && !areBits ? bitsOfFloat(value) : value;
    }
    if (++this.cell < table.cells) return;
    this.cell = 0;
    table.commit();
  }

  private parseSlowly(bytes: Uint8Array, at: number, end: number): number {
    const token = String.fromCharCode(...bytes.subarray(at, Math.min(end, at + 400)));
    const value = Number(token);
    if (!Number.isNaN(value)) return value;
    const special = /^([+-]?)(nan|inf|infinity)(\(.*\))?$/i.exec(token);
    if (!special) throw this.bad(`"${token.slice(0, 30)}"`);
    if (special[2]!.toLowerCase() === 'nan') return NaN;
    return special[1] === '-' ? -Infinity : Infinity;
  }
}

function isSeparator(byte: number): boolean {
  return byte <= 32 || byte === 44 || byte === 59;
}

function isDigits(bytes: Uint8Array, at: number, end: number): boolean {
  for (let i = at; i < end; i++) if (bytes[i]! < 48 || bytes[i]! > 57) return false;
  return true;
}

/** Starts with a letter and is neither `nan` nor `inf`. */
function isWord(bytes: Uint8Array, at: number, end: number): boolean {
  const letter = bytes[at]! | 32;
  if (letter < 97 || letter > 122) return false;
  return !/^(nan|inf)/i.test(String.fromCharCode(...bytes.subarray(at, Math.min(end, at + 3))));
}

const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/**
 * A plain decimal of at most 15 digits: both the digits and the power of ten are exact in float64, so their quotient is the
 * correctly rounded value. Anything else (exponents, nan, more digits) is undefined: the caller goes the slow way.
 */
function parseNumber(bytes: Uint8Array, at: number, end: number): number | undefined {
  let i = at;
  const isNegative = bytes[i] === 45;
  if (isNegative || bytes[i] === 43) i++;
  let [digits, value, decimals] = [0, 0, -1];
  for (; i < end; i++) {
    const byte = bytes[i]!;
    if (byte >= 48 && byte <= 57) {
      value = value * 10 + (byte - 48);
      digits++;
      if (decimals >= 0) decimals++;
    } else if (byte === 46 && decimals < 0) decimals = 0;
    else return undefined;
  }
  if (digits === 0 || digits > 15) return undefined;
  if (decimals > 0) value /= POWERS_OF_TEN[decimals]!;
  return isNegative ? -value : value;
}
