const POINT = 46;
const COMMA = 44;
const MINUS = 45;
const PLUS = 43;
const HIGH_DIGITS = 15;
const SPLITTER = 2 ** 27 + 1;
const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
/** More than the error of what is computed below, less than a rounding step by far. */
const DOUBT = 2 ** -40;

/**
 * Float64 of digits that do not fit into 53 bits (`1.234567890123456789e+00`), rounded as `Number()` rounds: the digits are
 * held as the sum of two float64, scaled by an exact power of ten and rounded once. Where that sum is too near the middle of
 * two float64 to tell, or the scale is no exact power, the answer is undefined and `Number()` has to decide.
 * @param start first byte of the number, which is known to be spelled `[+-]digits[.digits][e[+-]digits]`
 * @param end its end
 */
export function parseLongNumber(bytes: Uint8Array, start: number, end: number): number | undefined {
  let pos = start;
  const isNegative = bytes[pos] === MINUS;
  if (isNegative || bytes[pos] === PLUS) pos++;
  let [high, low, digits, lowDigits, fraction] = [0, 0, 0, 0, 0];
  let isFraction = false;
  for (; pos < end; pos++) {
    const c = bytes[pos]!;
    const digit = c ^ 48;
    if (digit < 10) {
      if (digits < HIGH_DIGITS) high = high * 10 + digit;
      else {
        low = low * 10 + digit;
        lowDigits++;
      }
      if (digits > 0 || digit > 0) digits++;
      if (isFraction) fraction++;
    } else if ((c === POINT || c === COMMA) && !isFraction) isFraction = true;
    else break;
  }
  if (lowDigits > HIGH_DIGITS) return undefined;
  const exponent = (pos < end ? exponentAt(bytes, pos + 1, end) : 0) - fraction;
  if (!(exponent >= -22 && exponent <= 22)) return undefined;
  // high · 10ⁿ + low as an unevaluated sum of two.
  const scale = POWERS[lowDigits]!;
  const product = high * scale;
  const sum = product + low;
  const rest = twoProductError(high, scale, product) + (low - (sum - product));
  const power = POWERS[Math.abs(exponent)]!;
  let [value, correction] = [sum * power, 0];
  if (exponent < 0) {
    value = sum / power;
    const back = value * power;
    correction = (sum - back - twoProductError(value, power, back) + rest) / power;
  } else correction = twoProductError(sum, power, value) + rest * power;
  const rounded = value + correction;
  const slack = Math.abs(correction) * DOUBT;
  if (value + (correction + slack) !== rounded || value + (correction - slack) !== rounded) return undefined;
  return isNegative ? -rounded : rounded;
}

function exponentAt(bytes: Uint8Array, start: number, end: number): number {
  let pos = start;
  const isNegative = bytes[pos] === MINUS;
  if (isNegative || bytes[pos] === PLUS) pos++;
  if (pos >= end) return NaN;
  let exponent = 0;
  for (; pos < end; pos++) {
    const digit = bytes[pos]! ^ 48;
    if (digit > 9) return NaN;
    exponent = exponent * 10 + digit;
  }
  return isNegative ? -exponent : exponent;
}

/** a·b − fl(a·b), exactly (Dekker 1971). */
function twoProductError(a: number, b: number, product: number): number {
  const aScaled = a * SPLITTER;
  const aHigh = aScaled - (aScaled - a);
  const aLow = a - aHigh;
  const bScaled = b * SPLITTER;
  const bHigh = bScaled - (bScaled - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
