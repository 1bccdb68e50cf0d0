const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);

/** Largest finite f16. */
const LARGEST = 65504;

/** float32 → bits of the nearest f16, ties to even; beyond its range the largest, as the kernels store it. NaN stays NaN. */
function toHalf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  float[0] = Math.max(-LARGEST, Math.min(LARGEST, value));
  const bits = word[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fff_ffff;
  // Below 2⁻¹⁴ the step is fixed at 2⁻²⁴: adding ½ (whose float32 step is 2⁻²⁴) rounds to it.
  if (magnitude < 0x3880_0000) {
    float[0] = Math.abs(float[0]!) + 0.5;
    return sign | (word[0]! - 0x3f00_0000);
  }
  const odd = (magnitude >>> 13) & 1;
  return sign | ((magnitude - 0x3800_0000 + 0xfff + odd) >>> 13);
}

/** Two halves a word, the first in the low bits: WGSL's `pack2x16float`. An odd last value has a zero beside it. */
export function packHalves(values: Float32Array): Uint32Array {
  const words = new Uint32Array(Math.ceil(values.length / 2));
  for (let i = 0; i < values.length; i++) words[i >> 1]! |= toHalf(values[i]!) << ((i & 1) * 16);
  return words;
}

let decoded: Float32Array | undefined;

/** All 65 536 halves: reading a cloud's logits should not compute each. */
function table(): Float32Array {
  decoded ??= Float32Array.from({ length: 65_536 }, (_, half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
  return decoded;
}

/** WGSL's `unpack2x16float`. */
export function unpackHalves(words: Uint32Array): Float32Array {
  const values = table();
  const halves = new Uint16Array(words.buffer, words.byteOffset, words.length * 2);
  return Float32Array.from(halves, (half) => values[half]!);
}
