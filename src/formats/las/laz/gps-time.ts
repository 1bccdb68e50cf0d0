import type { ArithmeticDecoder } from './arithmetic-decoder.ts';
import { DamagedChunk } from './damaged.ts';
import { IntegerDecoder } from './integer-decoder.ts';
import { SymbolModel } from './models.ts';

const LARGEST_MULTIPLE = 500;
const SMALLEST_MULTIPLE = -10;
/** The symbols after the multiples: time unchanged, a full 64-bit time, a switch to one of the other sequences. */
const UNCHANGED = LARGEST_MULTIPLE - SMALLEST_MULTIPLE + 1;
const FULL = UNCHANGED + 1;
/** An encoder switches at most to each of the others. */
const MOST_SWITCHES = 64;

/**
 * GPS times: four interleaved sequences of float64 bit patterns, each predicted by a multiple of its last difference. Layered chunks
 * say "unchanged" elsewhere and have no symbol for it.
 */
export class GpsTimes {
  private readonly decoder: ArithmeticDecoder;
  private readonly isLayered: boolean;
  private readonly small: SymbolModel;
  private readonly multiples: SymbolModel;
  private readonly differences: IntegerDecoder;
  private readonly low = new Uint32Array(4);
  private readonly high = new Int32Array(4);
  private readonly lastDifference = new Int32Array(4);
  private readonly extremes = new Uint8Array(4);
  private current = 0;
  private newest = 0;

  constructor(decoder: ArithmeticDecoder, isLayered: boolean, low: number, high: number) {
    this.decoder = decoder;
    this.isLayered = isLayered;
    const fewer = isLayered ? 1 : 0;
    this.small = new SymbolModel(6 - fewer);
    this.multiples = new SymbolModel(FULL + 4 - fewer);
    this.differences = new IntegerDecoder(decoder, 32, 9);
    this.low[0] = low;
    this.high[0] = high;
  }

  get lowWord(): number {
    return this.low[this.current]!;
  }

  get highWord(): number {
    return this.high[this.current]!;
  }

  next(): void {
    for (let switches = 0; switches < MOST_SWITCHES; switches++) if (this.step()) return;
    throw new DamagedChunk('its times switch sequences without end');
  }

  /** False when the symbol only switched to another sequence. */
  private step(): boolean {
    const { decoder, current, lastDifference, differences } = this;
    if (lastDifference[current] === 0) {
      const symbol = decoder.symbol(this.small) + (this.isLayered ? 1 : 0);
      if (symbol === 1) {
        lastDifference[current] = differences.next(0, 0);
        this.advance(lastDifference[current]!);
        this.extremes[current] = 0;
      } else if (symbol === 2) {
        this.full();
      } else if (symbol > 2) {
        this.current = (current + symbol - 2) & 3;
        return false;
      }
      return true;
    }
    let symbol = decoder.symbol(this.multiples);
    if (this.isLayered && symbol >= UNCHANGED) symbol++;
    if (symbol < UNCHANGED) {
      this.multiple(symbol);
    } else if (symbol === FULL) {
      this.full();
    } else if (symbol > FULL) {
      this.current = (current + symbol - FULL) & 3;
      return false;
    }
    return true;
  }

  private multiple(symbol: number): void {
    const { current, differences } = this;
    const last = this.lastDifference[current]!;
    if (symbol === 1) {
      this.advance(differences.next(last, 1));
      this.extremes[current] = 0;
      return;
    }
    if (symbol === 0) {
      this.extreme(differences.next(0, 7));
    } else if (symbol < LARGEST_MULTIPLE) {
      this.advance(differences.next(Math.imul(symbol, last), symbol < 10 ? 2 : 3));
    } else if (symbol === LARGEST_MULTIPLE) {
      this.extreme(differences.next(Math.imul(symbol, last), 4));
    } else if (LARGEST_MULTIPLE - symbol > SMALLEST_MULTIPLE) {
      this.advance(differences.next(Math.imul(LARGEST_MULTIPLE - symbol, last), 5));
    } else {
      this.extreme(differences.next(Math.imul(SMALLEST_MULTIPLE, last), 6));
    }
  }

  /** A difference that no multiple predicts: the fourth in a row becomes what is predicted from. */
  private extreme(difference: number): void {
    const { current } = this;
    if (++this.extremes[current]! > 3) {
      this.lastDifference[current] = difference;
      this.extremes[current] = 0;
    }
    this.advance(difference);
  }

  private full(): void {
    const high = this.differences.next(this.high[this.current]!, 8);
    this.newest = (this.newest + 1) & 3;
    this.current = this.newest;
    this.high[this.current] = high;
    this.low[this.current] = this.decoder.word();
    this.lastDifference[this.current] = 0;
    this.extremes[this.current] = 0;
  }

  /** int64 += int32, in two words. */
  private advance(difference: number): void {
    const { current } = this;
    const sum = this.low[current]! + difference;
    this.low[current] = sum >>> 0;
    this.high[current]! += Math.floor(sum / 2 ** 32);
  }
}
