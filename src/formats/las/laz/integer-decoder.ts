import type { ArithmeticDecoder } from './arithmetic-decoder.ts';
import { BitModel, SymbolModel } from './models.ts';

/** Bits of a correction that are modelled; the rest are stored as they are. */
const MODELLED_BITS = 8;

/** Integers as corrections to predictions. Models are made when first met: most contexts of most files are never used. */
export class IntegerDecoder {
  /** Bits that the last correction needed: the next coordinate's context. */
  lastBits = 0;
  private readonly decoder: ArithmeticDecoder;
  private readonly bits: number;
  private readonly lengths: (SymbolModel | undefined)[];
  private readonly corrections: (SymbolModel | undefined)[];
  private readonly one = new BitModel();

  constructor(decoder: ArithmeticDecoder, bits: 16 | 32, contexts = 1) {
    this.decoder = decoder;
    this.bits = bits;
    this.lengths = new Array<SymbolModel | undefined>(contexts).fill(undefined);
    this.corrections = new Array<SymbolModel | undefined>(bits + 1).fill(undefined);
  }

  /** The next value: int32 for 32 bits, 0–65535 for 16. */
  next(predicted: number, context = 0): number {
    const lengths = (this.lengths[context] ??= new SymbolModel(this.bits + 1));
    const bits = this.decoder.symbol(lengths);
    this.lastBits = bits;
    const value = predicted + this.correction(bits);
    return this.bits === 32 ? value | 0 : value & 0xffff;
  }

  /** `bits` = k means a correction in (−2ᵏ, −2ᵏ⁻¹] or (2ᵏ⁻¹, 2ᵏ]; k = 0 means 0 or 1. */
  private correction(bits: number): number {
    const { decoder } = this;
    if (bits === 0) return decoder.bit(this.one);
    if (bits === 32) return -(2 ** 31);
    const model = (this.corrections[bits] ??= new SymbolModel(1 << Math.min(bits, MODELLED_BITS)));
    let value = decoder.symbol(model);
    if (bits > MODELLED_BITS) {
      const plain = bits - MODELLED_BITS;
      value = (value << plain) | decoder.bits(plain);
    }
    // With 31 bits the shifts wrap round, and so does the sum that this goes into: the result is right.
    return value >= (1 << (bits - 1)) >>> 0 ? value + 1 : value - ((1 << bits) - 1);
  }
}
