import type { TypedArray } from '../../core/index.ts';
import type { BitCoding, E57Coding } from './prototype.ts';

/** One column of a scan: takes the pieces of its stream, packet by packet, and fills the column. */
export interface StreamDecoder {
  /** Values written so far. */
  readonly done: number;
  push(bytes: Uint8Array): void;
}

/** @param column gets `count` values from index `from` on; undefined for columns that nobody wants */
export function streamDecoder(
  coding: E57Coding,
  column: TypedArray | undefined,
  from: number,
  count: number,
): StreamDecoder {
  if (!column || coding.kind === 'string') return { done: count, push: () => undefined };
  if (coding.kind !== 'bits') return new FloatStream(coding.kind === 'float32' ? 4 : 8, column, from, count);
  if (coding.bits > 0) return new BitStream(coding, column, from, count);
  const value = (coding.minimumHigh * 2 ** 32 + coding.minimumLow) * coding.scale + coding.shift;
  column.fill(value, from, from + count);
  return { done: count, push: () => undefined };
}

class FloatStream implements StreamDecoder {
  done = 0;
  private readonly width: 4 | 8;
  private readonly column: TypedArray;
  private readonly from: number;
  private readonly count: number;
  private rest = new Uint8Array(0);

  constructor(width: 4 | 8, column: TypedArray, from: number, count: number) {
    this.width = width;
    this.column = column;
    this.from = from;
    this.count = count;
  }

  push(bytes: Uint8Array): void {
    if (this.done === this.count) return;
    const { width, column } = this;
    const all = joined(this.rest, bytes);
    const values = Math.min(Math.floor(all.length / width), this.count - this.done);
    const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
    let to = this.from + this.done;
    for (let i = 0, at = 0; i < values; i++, at += width) {
      column[to++] = width === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true);
    }
    this.done += values;
    this.rest = all.slice(values * width);
  }
}

/** Bits from the least significant on, values back to back across bytes and packets. */
class BitStream implements StreamDecoder {
  done = 0;
  private readonly coding: BitCoding;
  private readonly column: TypedArray;
  private readonly from: number;
  private readonly count: number;
  private rest = new Uint8Array(0);
  /** Bits of the first byte of `rest` that are used up. */
  private used = 0;

  constructor(coding: BitCoding, column: TypedArray, from: number, count: number) {
    this.coding = coding;
    this.column = column;
    this.from = from;
    this.count = count;
  }

  push(bytes: Uint8Array): void {
    // Padding may follow the last value.
    if (this.done === this.count) return;
    const { bits, minimumHigh, minimumLow, scale, shift } = this.coding;
    const all = joined(this.rest, bytes);
    const values = Math.min(Math.floor((all.length * 8 - this.used) / bits), this.count - this.done);
    const { column } = this;
    let to = this.from + this.done;
    const lowBits = Math.min(bits, 32);
    const highBits = bits - lowBits;
    let at = this.used;
    for (let i = 0; i < values; i++, at += bits) {
      const low = bitsAt(all, at, lowBits) + minimumLow;
      const high = (highBits > 0 ? bitsAt(all, at + 32, highBits) : 0) + minimumHigh;
      column[to++] = (high * 2 ** 32 + low) * scale + shift;
    }
    this.done += values;
    this.rest = all.slice(at >>> 3);
    this.used = at & 7;
  }
}

/** `count` (1–32) bits from bit `at` on, unsigned. Bytes behind the end are 0. */
function bitsAt(bytes: Uint8Array, at: number, count: number): number {
  const first = at >>> 3;
  const shift = at & 7;
  const word =
    (bytes[first]! | (bytes[first + 1]! << 8) | (bytes[first + 2]! << 16) | (bytes[first + 3]! << 24)) >>> shift;
  const value = shift + count > 32 ? word + ((bytes[first + 4]! << (32 - shift)) >>> 0) : word;
  return count === 32 ? value >>> 0 : (value & ((1 << count) - 1)) >>> 0;
}

function joined(rest: Uint8Array, bytes: Uint8Array): Uint8Array {
  if (rest.length === 0) return bytes;
  const all = new Uint8Array(rest.length + bytes.length);
  all.set(rest);
  all.set(bytes, rest.length);
  return all;
}
