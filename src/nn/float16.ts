/** IEEE 754 half precision ↔ single, round to nearest even. Typed arrays have no Float16Array in Node 20. */

const word = new Float32Array(1);
const bits = new Uint32Array(word.buffer);

export function float32ToFloat16(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, encode);
}

export function float16ToFloat32(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, decode);
}

function encode(value: number): number {
  word[0] = value;
  const x = bits[0]!;
  const sign = (x >>> 16) & 0x8000;
  const magnitude = x & 0x7fff_ffff;
  if (magnitude > 0x7f80_0000) return sign | 0x7e00; // NaN
  if (magnitude >= 0x4780_0000) return sign | 0x7c00; // 65536 and above: infinity
  if (magnitude < 0x3880_0000) {
    // Subnormal half: adding 0.5 aligns the mantissa so that the hardware rounds it to even.
    word[0] = Math.abs(value) + 0.5;
    return sign | (bits[0]! - 0x3f00_0000);
  }
  const odd = (magnitude >>> 13) & 1;
  return sign | ((magnitude - 0x3800_0000 + 0x0fff + odd) >>> 13);
}

function decode(half: number): number {
  const exponent = (half >>> 10) & 31;
  const mantissa = half & 1023;
  const sign = half & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}
