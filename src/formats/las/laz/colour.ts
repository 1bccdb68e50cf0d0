import type { ArithmeticDecoder } from './arithmetic-decoder.ts';
import { SymbolModel } from './models.ts';

const clamp = (value: number) => (value < 0 ? 0 : value > 255 ? 255 : value);

/** Red, green and blue of 16 bits, byte by byte; green and blue are predicted by how red moved, or are the same as red. */
export class ColourModels {
  private readonly used = new SymbolModel(128);
  private readonly differences = Array.from({ length: 6 }, () => new SymbolModel(256));

  /** Replaces `last` by the next colour. */
  next(decoder: ArithmeticDecoder, last: Uint16Array): void {
    const used = decoder.symbol(this.used);
    const [red, green, blue] = [last[0]!, last[1]!, last[2]!];
    const byte = (which: number, before: number, predicted: number) =>
      used & (1 << which) ? (decoder.symbol(this.differences[which]!) + predicted) & 255 : before;
    const redLow = byte(0, red & 255, red & 255);
    const redHigh = byte(1, red >> 8, red >> 8);
    last[0] = redLow | (redHigh << 8);
    if (!(used & 64)) {
      last[1] = last[0];
      last[2] = last[0];
      return;
    }
    let moved = redLow - (red & 255);
    const greenLow = byte(2, green & 255, clamp(moved + (green & 255)));
    moved = Math.trunc((moved + greenLow - (green & 255)) / 2);
    const blueLow = byte(4, blue & 255, clamp(moved + (blue & 255)));
    moved = redHigh - (red >> 8);
    const greenHigh = byte(3, green >> 8, clamp(moved + (green >> 8)));
    moved = Math.trunc((moved + greenHigh - (green >> 8)) / 2);
    const blueHigh = byte(5, blue >> 8, clamp(moved + (blue >> 8)));
    last[1] = greenLow | (greenHigh << 8);
    last[2] = blueLow | (blueHigh << 8);
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
