import { LF, type LineWindow } from './line-window.ts';
import { parseLongNumber } from './long-number.ts';
import { parseNumberText } from './number-text.ts';

/** How cells of a table are written. */
export interface Dialect {
  /** Byte between cells beside blanks, which always separate: `,` `;` `|` or tab. 0 = blanks alone. */
  readonly separator: number;
  readonly decimal: '.' | ',';
}

export const BLANKS: Dialect = { separator: 0, decimal: '.' };

/** `readRow` met a cell that is no number: the window still stands at the start of that line. */
export const MALFORMED = -1;

const [TAB, CR, SPACE, QUOTE, HASH, PLUS, MINUS, SLASH] = [9, 13, 32, 34, 35, 43, 45, 47];
const [LOWER_D, LOWER_E] = [100, 101];
/** Powers of ten that float64 holds exactly: a product or quotient with one of them is rounded once, as `Number()` rounds. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const MAX_EXACT = Number.MAX_SAFE_INTEGER;

/**
 * Reads the numbers of one line after the other straight from bytes: no string a cell. Digits are summed as an integer and
 * scaled by one exact power of ten, which gives the float64 that `Number()` would; what has more than 15 or so digits goes
 * through `Number()` itself. Comments (`#`, `//`) end a line.
 */
export class RowScanner {
  private readonly window: LineWindow;
  private readonly dialect: Dialect;
  private readonly isText: Uint8Array;
  private cellEnd = 0;

  /** @param textColumns 1 for columns that hold words, which are passed over and read as NaN */
  constructor(window: LineWindow, dialect: Dialect, textColumns: Uint8Array = new Uint8Array(0)) {
    this.window = window;
    this.dialect = dialect;
    this.isText = textColumns;
  }

  /**
   * Numbers of the line at the window's `pos`, of which the first `limit` go to `out[at…]`. An empty cell is NaN.
   * @returns how many cells the line has (0 for a blank line or a comment), or `MALFORMED`
   */
  readRow(out: Float64Array, at: number, limit: number): number {
    const { window, isText } = this;
    const { bytes } = window;
    const { separator } = this.dialect;
    const point = this.dialect.decimal === '.' ? 46 : 44;
    let pos = window.pos;
    let c = bytes[pos]!;
    let cells = 0;
    let isAfterSeparator = false;
    for (;;) {
      while (c === SPACE || c === CR || (c === TAB && separator !== TAB)) c = bytes[++pos]!;
      if (c === LF) break;
      if (c === HASH || (c === SLASH && bytes[pos + 1] === SLASH)) {
        pos = bytes.indexOf(LF, pos);
        break;
      }
      let value: number;
      if (c === separator) {
        value = NaN;
      } else if (isText[cells] === 1) {
        pos = this.endOfCell(pos);
        c = bytes[pos]!;
        value = NaN;
      } else {
        const start = pos;
        const sign = c;
        if (c === MINUS || c === PLUS) c = bytes[++pos]!;
        let mantissa = 0;
        let digits = pos;
        let digit = c ^ 48;
        while (digit < 10) {
          mantissa = mantissa * 10 + digit;
          c = bytes[++pos]!;
          digit = c ^ 48;
        }
        digits = pos - digits;
        let exponent = 0;
        if (c === point) {
          c = bytes[++pos]!;
          const fraction = pos;
          digit = c ^ 48;
          while (digit < 10) {
            mantissa = mantissa * 10 + digit;
            c = bytes[++pos]!;
            digit = c ^ 48;
          }
          exponent = fraction - pos;
          digits -= exponent;
        }
        let isPlain = digits > 0;
        if (isPlain && ((c | 32) === LOWER_E || (c | 32) === LOWER_D)) {
          c = bytes[++pos]!;
          const exponentSign = c;
          if (c === MINUS || c === PLUS) c = bytes[++pos]!;
          const first = pos;
          let power = 0;
          digit = c ^ 48;
          while (digit < 10) {
            power = power * 10 + digit;
            c = bytes[++pos]!;
            digit = c ^ 48;
          }
          isPlain = pos > first && pos - first < 6;
          exponent += exponentSign === MINUS ? -power : power;
        }
        const endsCell = c === SPACE || c === LF || c === CR || c === TAB || c === separator;
        if (isPlain && endsCell && mantissa <= MAX_EXACT && exponent >= -22 && exponent <= 22) {
          if (exponent < 0) mantissa /= EXACT_POWERS[-exponent]!;
          else if (exponent > 0) mantissa *= EXACT_POWERS[exponent]!;
          value = sign === MINUS ? -mantissa : mantissa;
        } else {
          const long = isPlain && endsCell ? parseLongNumber(bytes, start, pos) : undefined;
          const spelled = long ?? this.readSpelled(start);
          if (spelled === undefined) return MALFORMED;
          value = spelled;
          if (long === undefined) {
            pos = this.cellEnd;
            c = bytes[pos]!;
          }
        }
      }
      if (cells < limit) out[at + cells] = value;
      cells++;
      while (c === SPACE || c === CR || (c === TAB && separator !== TAB)) c = bytes[++pos]!;
      isAfterSeparator = c === separator;
      if (isAfterSeparator) c = bytes[++pos]!;
    }
    // `1,2,3,` has an empty last cell only where one is expected: many programs end every row with a separator.
    if (isAfterSeparator && cells < limit) out[at + cells++] = NaN;
    window.pos = pos + 1;
    window.line++;
    return cells;
  }

  /** What is not plain digits, or too many of them. Leaves the end of the cell in `cellEnd`. */
  private readSpelled(start: number): number | undefined {
    const { bytes } = this.window;
    this.cellEnd = this.endOfCell(start);
    if (this.cellEnd - start > 400) return undefined;
    const text = String.fromCharCode(...bytes.subarray(start, this.cellEnd));
    return parseNumberText(text, this.dialect.decimal);
  }

  /** A cell of words ends at its separator, where there is one besides blanks; quotes hide what is inside them. */
  private endOfCell(start: number): number {
    const { bytes } = this.window;
    const { separator } = this.dialect;
    let pos = start;
    let isQuoted = false;
    for (let c = bytes[pos]!; c !== LF; c = bytes[++pos]!) {
      if (c === QUOTE) isQuoted = !isQuoted;
      if (isQuoted) continue;
      if (c === separator) return pos;
      if (separator === 0 && (c === SPACE || c === TAB || c === CR)) return pos;
    }
    return pos;
  }
}
