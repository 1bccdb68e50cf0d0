import type { BitModel, SymbolModel } from './models.ts';

const RENORMALISE_BELOW = 2 ** 24;
const VALUE = 0;
const LENGTH = 1;

/**
 * The range decoder of LAZ (A. Said's FastAC, 32-bit interval). Beyond its last byte it reads zeros and counts them in `overrun`:
 * the caller decides when that means damage.
 */
export class ArithmeticDecoder {
  overrun = 0;
  private readonly bytes: Uint8Array;
  private readonly end: number;
  private at: number;
  /** The value within the interval, and the interval's length: numbers of 32 bits stay fast only in a typed array. */
  private readonly state = new Uint32Array(2);

  /** Bytes `[at, end)` are one stream. */
  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
    this.state[LENGTH] = 0xffff_ffff;
    this.state[VALUE] = (this.byte() * 2 ** 24 + (this.byte() << 16) + (this.byte() << 8) + this.byte()) >>> 0;
  }

  symbol(model: SymbolModel): number {
    const { starts, table } = model;
    const value = this.state[VALUE]!;
    let high = this.state[LENGTH]!;
    const step = high >>> 15;
    let low = 0;
    let symbol = 0;
    if (table) {
      const scaled = (value / step) | 0;
      const slot = scaled >>> model.tableShift;
      symbol = table[slot]!;
      let after = table[slot + 1]! + 1;
      while (after > symbol + 1) {
        const middle = (symbol + after) >>> 1;
        if (starts[middle]! > scaled) after = middle;
        else symbol = middle;
      }
      low = starts[symbol]! * step;
      if (symbol !== model.symbols - 1) high = starts[symbol + 1]! * step;
    } else {
      let after = model.symbols;
      let middle = after >>> 1;
      do {
        const start = step * starts[middle]!;
        if (start > value) {
          after = middle;
          high = start;
        } else {
          symbol = middle;
          low = start;
        }
        middle = (symbol + after) >>> 1;
      } while (middle !== symbol);
    }
    this.state[VALUE] = value - low;
    this.state[LENGTH] = high - low;
    if (this.state[LENGTH]! < RENORMALISE_BELOW) this.renormalise();
    model.counts[symbol]!++;
    if (--model.untilUpdate === 0) model.update();
    return symbol;
  }

  bit(model: BitModel): number {
    const split = model.zero * (this.state[LENGTH]! >>> 13);
    const isSet = this.state[VALUE]! >= split;
    if (isSet) {
      this.state[VALUE]! -= split;
      this.state[LENGTH]! -= split;
    } else {
      this.state[LENGTH] = split;
      model.zeroCount++;
    }
    if (this.state[LENGTH]! < RENORMALISE_BELOW) this.renormalise();
    if (--model.untilUpdate === 0) model.update();
    return isSet ? 1 : 0;
  }

  /** Bits that no model knows anything about. */
  bits(count: number): number {
    if (count > 19) {
      const low = this.bits(16);
      return (this.bits(count - 16) << 16) | low;
    }
    this.state[LENGTH]! >>>= count;
    const bits = (this.state[VALUE]! / this.state[LENGTH]!) | 0;
    this.state[VALUE]! -= this.state[LENGTH]! * bits;
    if (this.state[LENGTH]! < RENORMALISE_BELOW) this.renormalise();
    return bits;
  }

  /** 32 bits, unsigned. */
  word(): number {
    const low = this.bits(16);
    return this.bits(16) * 65536 + low;
  }

  private renormalise(): void {
    do {
      this.state[VALUE] = ((this.state[VALUE]! << 8) | this.byte()) >>> 0;
      this.state[LENGTH] = (this.state[LENGTH]! << 8) >>> 0;
    } while (this.state[LENGTH]! < RENORMALISE_BELOW);
  }

  private byte(): number {
    if (this.at < this.end) return this.bytes[this.at++]!;
    this.overrun++;
    return 0;
  }
}
