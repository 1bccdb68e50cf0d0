import { int32At } from '../int32-at.ts';
import type { ArithmeticDecoder } from './arithmetic-decoder.ts';
import { ColourModels } from './colour.ts';
import { GpsTimes } from './gps-time.ts';
import { IntegerDecoder } from './integer-decoder.ts';
import { Median5 } from './median5.ts';
import { SymbolModel } from './models.ts';
import { coordinateContext, RETURN_MAP_3_BITS, returnLevel } from './returns.ts';

/** A part of a point record in a pointwise chunk (point formats 0–5). All parts share one stream. */
export interface PointwiseItem {
  /** Writes the next value of this part to `out` at `at`. */
  next(out: Uint8Array, at: number): void;
}

export function write16(out: Uint8Array, at: number, value: number): void {
  out[at] = value;
  out[at + 1] = value >>> 8;
}

export function write32(out: Uint8Array, at: number, value: number): void {
  out[at] = value;
  out[at + 1] = value >>> 8;
  out[at + 2] = value >>> 16;
  out[at + 3] = value >>> 24;
}

const many = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

/** The 20 bytes that all of formats 0–5 have. Item POINT10, version 2. */
export class Point10 implements PointwiseItem {
  private readonly decoder: ArithmeticDecoder;
  private readonly last: Uint8Array;
  private x: number;
  private y: number;
  private z: number;
  private intensity = 0;
  private readonly changes = new SymbolModel(64);
  private readonly intensities: IntegerDecoder;
  private readonly lastIntensity = new Uint16Array(16);
  private readonly angles = [new SymbolModel(256), new SymbolModel(256)] as const;
  private readonly sources: IntegerDecoder;
  private readonly flags: (SymbolModel | undefined)[] = [];
  private readonly classes: (SymbolModel | undefined)[] = [];
  private readonly userData: (SymbolModel | undefined)[] = [];
  private readonly dx: IntegerDecoder;
  private readonly dy: IntegerDecoder;
  private readonly heights: IntegerDecoder;
  private readonly xMedians = many(16, () => new Median5());
  private readonly yMedians = many(16, () => new Median5());
  private readonly lastHeight = new Int32Array(8);

  constructor(decoder: ArithmeticDecoder, first: Uint8Array) {
    this.decoder = decoder;
    this.last = first.slice(0, 20);
    this.x = int32At(first, 0);
    this.y = int32At(first, 4);
    this.z = int32At(first, 8);
    this.intensities = new IntegerDecoder(decoder, 16, 4);
    this.sources = new IntegerDecoder(decoder, 16);
    this.dx = new IntegerDecoder(decoder, 32, 2);
    this.dy = new IntegerDecoder(decoder, 32, 22);
    this.heights = new IntegerDecoder(decoder, 32, 20);
  }

  next(out: Uint8Array, at: number): void {
    const { decoder, last } = this;
    const changes = decoder.symbol(this.changes);
    if (changes & 32) last[14] = decoder.symbol((this.flags[last[14]!] ??= new SymbolModel(256)));
    const number = last[14]! & 7;
    const returns = (last[14]! >> 3) & 7;
    const map = RETURN_MAP_3_BITS[returns * 8 + number]!;
    const level = returnLevel(returns, number);
    if (changes & 16) {
      this.lastIntensity[map] = this.intensities.next(this.lastIntensity[map]!, Math.min(map, 3));
    }
    if (changes !== 0) this.intensity = this.lastIntensity[map]!;
    if (changes & 8) last[15] = decoder.symbol((this.classes[last[15]!] ??= new SymbolModel(256)));
    if (changes & 4) last[16]! += decoder.symbol(this.angles[(last[14]! >> 6) & 1]!);
    if (changes & 2) last[17] = decoder.symbol((this.userData[last[17]!] ??= new SymbolModel(256)));
    if (changes & 1) write16(last, 18, this.sources.next(last[18]! | (last[19]! << 8)));

    const xMedian = this.xMedians[map]!;
    const xStep = this.dx.next(xMedian.get(), returns === 1 ? 1 : 0);
    xMedian.add(xStep);
    this.x = (this.x + xStep) | 0;
    const yMedian = this.yMedians[map]!;
    const yStep = this.dy.next(yMedian.get(), coordinateContext(returns, this.dx.lastBits, 20));
    yMedian.add(yStep);
    this.y = (this.y + yStep) | 0;
    const bits = (this.dx.lastBits + this.dy.lastBits) >> 1;
    this.z = this.heights.next(this.lastHeight[level]!, coordinateContext(returns, bits, 18));
    this.lastHeight[level] = this.z;

    write32(out, at, this.x);
    write32(out, at + 4, this.y);
    write32(out, at + 8, this.z);
    write16(out, at + 12, this.intensity);
    for (let i = 14; i < 20; i++) out[at + i] = last[i]!;
  }
}

/** GPS time, 8 bytes. Item GPSTIME11, version 2. */
export class Time11 implements PointwiseItem {
  private readonly times: GpsTimes;

  constructor(decoder: ArithmeticDecoder, first: Uint8Array) {
    this.times = new GpsTimes(decoder, false, int32At(first, 0), int32At(first, 4));
  }

  next(out: Uint8Array, at: number): void {
    this.times.next();
    write32(out, at, this.times.lowWord);
    write32(out, at + 4, this.times.highWord);
  }
}

/** Red, green, blue, 6 bytes. Item RGB12, version 2. */
export class Colour12 implements PointwiseItem {
  private readonly decoder: ArithmeticDecoder;
  private readonly models = new ColourModels();
  private readonly last: Uint16Array;

  constructor(decoder: ArithmeticDecoder, first: Uint8Array) {
    this.decoder = decoder;
    this.last = Uint16Array.from([0, 2, 4], (at) => first[at]! | (first[at + 1]! << 8));
  }

  next(out: Uint8Array, at: number): void {
    this.models.next(this.decoder, this.last);
    for (let c = 0; c < 3; c++) write16(out, at + c * 2, this.last[c]!);
  }
}

/** Extra bytes, each predicted by the same byte of the point before. Item BYTE, version 2. */
export class Bytes10 implements PointwiseItem {
  private readonly decoder: ArithmeticDecoder;
  private readonly last: Uint8Array;
  private readonly models: readonly SymbolModel[];

  constructor(decoder: ArithmeticDecoder, first: Uint8Array) {
    this.decoder = decoder;
    this.last = first.slice();
    this.models = many(first.length, () => new SymbolModel(256));
  }

  next(out: Uint8Array, at: number): void {
    const { last, models, decoder } = this;
    for (let i = 0; i < last.length; i++) {
      last[i]! += decoder.symbol(models[i]!);
      out[at + i] = last[i]!;
    }
  }
}

/**
 * Wave packets, 29 bytes. Item WAVEPACKET13, version 1. Decoded only because what follows them lies in the same stream: of their
 * values, only those that later symbols depend on are kept, and none is written.
 */
export class Wave13 implements PointwiseItem {
  private readonly decoder: ArithmeticDecoder;
  private readonly indices = new SymbolModel(256);
  private readonly offsetKinds = many(4, () => new SymbolModel(4));
  private readonly offsets: IntegerDecoder;
  private readonly sizes: IntegerDecoder;
  private readonly returnPoints: IntegerDecoder;
  private readonly directions: IntegerDecoder;
  private kind = 0;
  private offsetStep = 0;
  private size: number;
  private returnPoint: number;
  private readonly direction: Int32Array;

  constructor(decoder: ArithmeticDecoder, first: Uint8Array) {
    this.decoder = decoder;
    this.offsets = new IntegerDecoder(decoder, 32);
    this.sizes = new IntegerDecoder(decoder, 32);
    this.returnPoints = new IntegerDecoder(decoder, 32);
    this.directions = new IntegerDecoder(decoder, 32, 3);
    this.size = int32At(first, 9);
    this.returnPoint = int32At(first, 13);
    this.direction = Int32Array.from([17, 21, 25], (at) => int32At(first, at));
  }

  next(): void {
    const { decoder } = this;
    decoder.symbol(this.indices);
    this.kind = decoder.symbol(this.offsetKinds[this.kind]!);
    if (this.kind === 2) this.offsetStep = this.offsets.next(this.offsetStep);
    if (this.kind === 3) {
      decoder.word();
      decoder.word();
    }
    this.size = this.sizes.next(this.size);
    this.returnPoint = this.returnPoints.next(this.returnPoint);
    for (let axis = 0; axis < 3; axis++) {
      this.direction[axis] = this.directions.next(this.direction[axis]!, axis);
    }
  }
}
