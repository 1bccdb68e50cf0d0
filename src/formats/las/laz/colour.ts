import type { ArithmeticDecoder } from './arithmetic-decoder.ts';
import { SymbolModel } from './models.ts';

const clamp = (value: number) => Math.max(0, Math.min(255, value));

/** Red, green and blue of 16 bits, byte by byte; green and blue are predicted by how red moved, or are the same as red. */
export class ColourModels {
  private readonly used = new SymbolModel(128);
  private readonly differences = Array.from({ length: 6 }, () => new SymbolModel(256));

  /** Replaces `last` by the next colour. */
  next(decoder: ArithmeticDecoder, last: Uint16Array): void {
    const used = decoder.symbol(this.used);
    const red = last[0]!;
    const green = last[1]!;
    const blue = last[2]!;
    const redLow = used & 1 ? this.byte(decoder, 0, red & 255) : red & 255;
    const redHigh = used & 2 ? this.byte(decoder, 1, red >> 8) : red >> 8;
    last[0] = redLow | (redHigh << 8);
    if (!(used & 64)) {
      last[1] = last[0];
      last[2] = last[0];
      return;
    }
    let moved = redLow - (red & 255);
    const greenLow = used & 4 ? this.byte(decoder, 2, clamp(moved + (green & 255))) : green & 255;
    moved = Math.trunc((moved + greenLow - (green & 255)) / 2);
    const blueLow = used & 16 ? this.byte(decoder, 4, clamp(moved + (blue & 255))) : blue & 255;
    moved = redHigh - (red >> 8);
    const greenHigh = used & 8 ? this.byte(decoder, 3, clamp(moved + (green >> 8))) : green >> 8;
    moved = Math.trunc((moved + greenHigh - (green >> 8)) / 2);
    const blueHigh = used & 32 ? this.byte(decoder, 5, clamp(moved + (blue >> 8))) : blue >> 8;
    last[1] = greenLow | (greenHigh << 8);
    last[2] = blueLow | (blueHigh << 8);
  }

  private byte(decoder: ArithmeticDecoder, which: number, predicted: number): number {
    return (decoder.symbol(this.differences[which]!) + predicted) & 255;
  }
}

/** One 16-bit channel, byte by byte. */
export class InfraredModels {
  private readonly used = new SymbolModel(4);
  private readonly low = new SymbolModel(256);
  private readonly high = new SymbolModel(256);

  next(decoder: ArithmeticDecoder, last: number): number {
    const used = decoder.symbol(this.used);
    const low = used & 1 ? decoder.symbol(this.low) + last : last;
    const high = used & 2 ? decoder.symbol(this.high) + (last >> 8) : last >> 8;
    return (low & 255) | ((high & 255) << 8);
  }
}
