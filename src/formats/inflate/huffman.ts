/** Codes up to this length are looked up; the few longer ones are walked bit by bit. */
export const FAST_BITS = 10;
const MAX_BITS = 15;

/** One Huffman code of a deflate block (RFC 1951, 3.2.2). */
export class Huffman {
  /** [2^FAST_BITS] by the next bits: symbol · 16 + length; 0 where the code is longer, or is none. */
  readonly fast = new Uint16Array(1 << FAST_BITS);
  private readonly counts = new Uint16Array(MAX_BITS + 1);
  private readonly symbols: Uint16Array;

  constructor(mostSymbols: number) {
    this.symbols = new Uint16Array(mostSymbols);
  }

  /** @throws RangeError when more codes are asked for than there are */
  build(lengths: Uint8Array): void {
    const { fast, counts, symbols } = this;
    counts.fill(0);
    for (let s = 0; s < lengths.length; s++) counts[lengths[s]!]!++;
    counts[0] = 0;
    const [next, places] = [new Uint16Array(MAX_BITS + 2), new Uint16Array(MAX_BITS + 2)];
    let left = 1;
    for (let length = 1; length <= MAX_BITS; length++) {
      left = left * 2 - counts[length]!;
      if (left < 0) throw new RangeError('more codes than there are');
      next[length + 1] = (next[length]! + counts[length]!) << 1;
      places[length + 1] = places[length]! + counts[length]!;
    }
    fast.fill(0);
    for (let s = 0; s < lengths.length; s++) {
      const length = lengths[s]!;
      if (length === 0) continue;
      symbols[places[length]!++] = s;
      const code = next[length]!++;
      if (length > FAST_BITS) continue;
      for (let at = reversed(code, length); at < fast.length; at += 1 << length) fast[at] = (s << 4) | length;
    }
  }

  /** The symbol · 16 + length of a code that is not in `fast`; −1 when the bits are none. */
  slow(bits: number): number {
    const { counts, symbols } = this;
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; length <= MAX_BITS; length++) {
      code |= (bits >>> (length - 1)) & 1;
      const count = counts[length]!;
      if (code - first < count) return (symbols[index + code - first]! << 4) | length;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return -1;
  }
}

function reversed(code: number, length: number): number {
  let mirrored = 0;
  for (let bit = 0; bit < length; bit++) mirrored |= ((code >>> bit) & 1) << (length - 1 - bit);
  return mirrored;
}
