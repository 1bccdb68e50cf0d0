const MODULUS = 65_521;
/** As many bytes as 32 bits can sum before the remainder is taken. */
const AT_ONCE = 5552;

/** The checksum of zlib (RFC 1950, 8.2). */
export function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (let from = 0; from < bytes.length; from += AT_ONCE) {
    const end = Math.min(bytes.length, from + AT_ONCE);
    for (let i = from; i < end; i++) {
      a += bytes[i]!;
      b += a;
    }
    a %= MODULUS;
    b %= MODULUS;
  }
  return b * 65_536 + a;
}
