import { FAST_BITS, Huffman } from './huffman.ts';

/** Of length symbols 257–285 and distance symbols 0–29: the least they stand for, and how many bits more follow (RFC 1951, 3.2.5). */
const LENGTH_EXTRA = Uint8Array.of(...new Array<number>(8).fill(0), ...[1, 2, 3, 4, 5].flatMap((n) => [n, n, n, n]), 0);
const LENGTH_BASE = Uint16Array.of(...basesOf(LENGTH_EXTRA.subarray(0, 28), 3), 258);
const DISTANCE_EXTRA = Uint8Array.from({ length: 30 }, (_, symbol) => Math.max(0, (symbol >> 1) - 1));
const DISTANCE_BASE = basesOf(DISTANCE_EXTRA, 1);
const LENGTHS_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const END_OF_BLOCK = 256;
const LONGEST_MATCH = 258;
const FAST_MASK = (1 << FAST_BITS) - 1;
/** From here on the engine's own copy is faster than a loop. */
const LONG_COPY = 24;

function basesOf(extra: Uint8Array, first: number): Uint16Array {
  let next = first;
  return Uint16Array.from(extra, (bits) => {
    const base = next;
    next += 1 << bits;
    return base;
  });
}

/**
 * Deflate (RFC 1951) → bytes, in `into` when they fit there.
 * @param accept throws when so many bytes are too many; asked before more room is taken
 * @throws RangeError when the bytes are cut or damaged
 * @returns the bytes, and how many of the packed ones they took
 */
export function inflateRaw(
  packed: Uint8Array,
  into: Uint8Array,
  accept: (needed: number) => void,
): { readonly bytes: Uint8Array; readonly used: number } {
  const inflater = new Inflater(packed, into, accept);
  while (!inflater.block());
  return inflater.end();
}

class Inflater {
  private readonly packed: Uint8Array;
  private readonly accept: (needed: number) => void;
  private out: Uint8Array;
  private to = 0;
  private at = 0;
  /** Bits that were taken from `packed` and not used yet, the next one lowest. */
  private hold = 0;
  private held = 0;
  private readonly literals = new Huffman(288);
  private readonly distances = new Huffman(32);

  constructor(packed: Uint8Array, into: Uint8Array, accept: (needed: number) => void) {
    this.packed = packed;
    this.out = into;
    this.accept = accept;
  }

  /** @returns whether it was the last one */
  block(): boolean {
    const isLast = this.bits(1) === 1;
    const kind = this.bits(2);
    if (kind === 0) this.stored();
    else if (kind === 1) this.fixed();
    else if (kind === 2) this.dynamic();
    else throw new RangeError('a block of no known kind');
    return isLast;
  }

  end(): { readonly bytes: Uint8Array; readonly used: number } {
    this.giveBack();
    this.accept(this.to);
    return { bytes: this.out.subarray(0, this.to), used: this.at };
  }

  /** Whole bytes that were taken ahead. */
  private giveBack(): void {
    this.at -= this.held >> 3;
    this.held = 0;
    this.hold = 0;
    if (this.at > this.packed.length) throw cut();
  }

  private bits(count: number): number {
    while (this.held < count) {
      if (this.at >= this.packed.length) throw cut();
      this.hold |= this.packed[this.at++]! << this.held;
      this.held += 8;
    }
    const value = this.hold & ((1 << count) - 1);
    this.hold >>>= count;
    this.held -= count;
    return value;
  }

  private stored(): void {
    this.giveBack();
    const length = this.bits(8) | (this.bits(8) << 8);
    const inverse = this.bits(8) | (this.bits(8) << 8);
    if ((length ^ inverse) !== 0xffff) throw new RangeError('a stored block of two lengths');
    if (this.at + length > this.packed.length) throw cut();
    this.makeRoom(length);
    this.out.set(this.packed.subarray(this.at, this.at + length), this.to);
    this.at += length;
    this.to += length;
  }

  private fixed(): void {
    const lengths = new Uint8Array(288).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280);
    this.literals.build(lengths);
    this.distances.build(new Uint8Array(30).fill(5));
    this.inflateBlock();
  }

  private dynamic(): void {
    const [literals, distances, codes] = [this.bits(5) + 257, this.bits(5) + 1, this.bits(4) + 4];
    if (literals > 286 || distances > 30) throw new RangeError('more symbols than there are');
    const ofLengths = new Uint8Array(19);
    for (let i = 0; i < codes; i++) ofLengths[LENGTHS_ORDER[i]!] = this.bits(3);
    this.literals.build(ofLengths);
    const lengths = new Uint8Array(literals + distances);
    for (let at = 0; at < lengths.length; ) {
      const symbol = this.symbol(this.literals);
      if (symbol < 16) {
        lengths[at++] = symbol;
        continue;
      }
      if (symbol === 16 && at === 0) throw new RangeError('a length repeated before the first');
      const length = symbol === 16 ? lengths[at - 1]! : 0;
      const times = symbol === 16 ? 3 + this.bits(2) : symbol === 17 ? 3 + this.bits(3) : 11 + this.bits(7);
      if (at + times > lengths.length) throw new RangeError('more lengths than symbols');
      lengths.fill(length, at, (at += times));
    }
    if (lengths[END_OF_BLOCK] === 0) throw new RangeError('a block without an end');
    this.literals.build(lengths.subarray(0, literals));
    this.distances.build(lengths.subarray(literals));
    this.inflateBlock();
  }

  /** For the few symbols of a block's head; beyond the end of the file there are zeros, which `bits` then does not give. */
  private symbol(code: Huffman): number {
    const { packed } = this;
    while (this.held < 15) {
      this.hold |= (packed[this.at++] ?? 0) << this.held;
      this.held += 8;
    }
    const entry = code.fast[this.hold & FAST_MASK] || code.slow(this.hold);
    if (entry < 0) throw badCode();
    this.hold >>>= entry & 15;
    this.held -= entry & 15;
    if (this.at - (this.held >> 3) > packed.length) throw cut();
    return entry >>> 4;
  }

  /** What the time is spent in: everything is in variables of its own. */
  private inflateBlock(): void {
    const { packed, literals, distances } = this;
    const [fastLiterals, fastDistances] = [literals.fast, distances.fast];
    let { out, to, at, hold, held } = this;
    let room = out.length - LONGEST_MATCH;
    for (;;) {
      if (to > room) {
        this.to = to;
        this.makeRoom(LONGEST_MATCH);
        out = this.out;
        room = out.length - LONGEST_MATCH;
      }
      if (held < 15) {
        if (at > packed.length) throw cut();
        hold |= (packed[at]! | (packed[at + 1]! << 8)) << held;
        at += 2;
        held += 16;
      }
      let entry = fastLiterals[hold & FAST_MASK] || literals.slow(hold);
      if (entry < 0) throw badCode();
      hold >>>= entry & 15;
      held -= entry & 15;
      let symbol = entry >>> 4;
      if (symbol < END_OF_BLOCK) {
        out[to++] = symbol;
        continue;
      }
      if (symbol === END_OF_BLOCK) break;
      symbol -= END_OF_BLOCK + 1;
      if (symbol > 28) throw badCode();
      if (held < 15) {
        hold |= (packed[at]! | (packed[at + 1]! << 8)) << held;
        at += 2;
        held += 16;
      }
      const lengthBits = LENGTH_EXTRA[symbol]!;
      const length = LENGTH_BASE[symbol]! + (hold & ((1 << lengthBits) - 1));
      hold >>>= lengthBits;
      held -= lengthBits;
      if (held < 15) {
        hold |= (packed[at]! | (packed[at + 1]! << 8)) << held;
        at += 2;
        held += 16;
      }
      entry = fastDistances[hold & FAST_MASK] || distances.slow(hold);
      if (entry < 0) throw badCode();
      hold >>>= entry & 15;
      held -= entry & 15;
      const far = entry >>> 4;
      if (far > 29) throw badCode();
      if (held < 15) {
        hold |= (packed[at]! | (packed[at + 1]! << 8)) << held;
        at += 2;
        held += 16;
      }
      const distanceBits = DISTANCE_EXTRA[far]!;
      const distance = DISTANCE_BASE[far]! + (hold & ((1 << distanceBits) - 1));
      hold >>>= distanceBits;
      held -= distanceBits;
      if (distance > to) throw new RangeError('a copy of what was before the first byte');
      if (length >= LONG_COPY) {
        // What is there already grows with each copy: a short pattern is doubled until it is long enough.
        const end = to + length;
        const from = to - distance;
        while (to < end) {
          const some = Math.min(to - from, end - to);
          out.copyWithin(to, from, from + some);
          to += some;
        }
      } else {
        for (let end = to + length; to < end; to++) out[to] = out[to - distance]!;
      }
    }
    this.to = to;
    this.at = at;
    this.hold = hold;
    this.held = held;
    if (at - (held >> 3) > packed.length) throw cut();
  }

  private makeRoom(bytes: number): void {
    this.accept(this.to);
    if (this.to + bytes <= this.out.length) return;
    const grown = new Uint8Array(2 * (this.to + bytes));
    grown.set(this.out.subarray(0, this.to));
    this.out = grown;
  }
}

function cut(): RangeError {
  return new RangeError('the packed bytes end too early');
}

function badCode(): RangeError {
  return new RangeError('bits that are no code');
}
