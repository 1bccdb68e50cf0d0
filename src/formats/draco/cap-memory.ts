const PAGE_BYTES = 65536;
const MEMORY_SECTION = 5;
const HEADER_BYTES = 8;

/**
 * A WebAssembly program whose own memory may not grow beyond `maxBytes`: its declared maximum is overwritten in place.
 * A damaged file makes the decoder ask for gigabytes, and this is the one way to say no.
 */
export function capMemory(program: Uint8Array, maxBytes: number): Uint8Array {
  const capped = program.slice();
  let at = HEADER_BYTES;
  while (at < capped.length) {
    const section = capped[at]!;
    const size = readLeb(capped, at + 1);
    if (section === MEMORY_SECTION) {
      const count = readLeb(capped, size.end);
      const hasMaximum = capped[count.end] === 1;
      const minimum = readLeb(capped, count.end + 1);
      const maximum = readLeb(capped, minimum.end);
      const pages = Math.max(minimum.value, Math.min(maximum.value, Math.floor(maxBytes / PAGE_BYTES)));
      if (hasMaximum) writeLeb(capped, minimum.end, maximum.end, pages);
      return capped;
    }
    at = size.end + size.value;
  }
  return capped;
}

function readLeb(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0;
  let at = start;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]!;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return { value, end: at };
  }
}

/** In as many bytes as there were: a number may be padded with zeros. */
function writeLeb(bytes: Uint8Array, start: number, end: number, value: number): void {
  let rest = value;
  for (let at = start; at < end; at++) {
    bytes[at] = (rest & 127) | (at < end - 1 ? 128 : 0);
    rest = Math.floor(rest / 128);
  }
}
