import { int32At } from '../int32-at.ts';
import type { ArithmeticDecoder } from './arithmetic-decoder.ts';
import { GpsTimes } from './gps-time.ts';
import { IntegerDecoder } from './integer-decoder.ts';
import { Median5 } from './median5.ts';
import { SymbolModel } from './models.ts';
import { write16, write32 } from './pointwise-items.ts';
import { coordinateContext, RETURN_MAP_4_BITS, returnLevel } from './returns.ts';

/** The streams of the 30 bytes that formats 6–10 share; absent where nothing changes within the chunk. */
export interface Point14Layers {
  readonly xy: ArithmeticDecoder;
  readonly z: ArithmeticDecoder | undefined;
  readonly classes: ArithmeticDecoder | undefined;
  readonly flags: ArithmeticDecoder | undefined;
  readonly intensity: ArithmeticDecoder | undefined;
  readonly angle: ArithmeticDecoder | undefined;
  readonly userData: ArithmeticDecoder | undefined;
  readonly source: ArithmeticDecoder | undefined;
  readonly time: ArithmeticDecoder | undefined;
}

interface LastPoint {
  x: number;
  y: number;
  z: number;
  intensity: number;
  number: number;
  returns: number;
  /** Four class flags, then scan direction and edge of flight line. */
  flags: number;
  classification: number;
  userData: number;
  angle: number;
  source: number;
  timeLow: number;
  timeHigh: number;
  timeChanged: boolean;
}

const decoderOr = (layer: ArithmeticDecoder | undefined, bits: 16 | 32, contexts?: number) =>
  layer && new IntegerDecoder(layer, bits, contexts);

/** Models and last point of one scanner channel. */
class Channel {
  readonly last: LastPoint;
  readonly changes: SymbolModel[] = [];
  readonly channelSteps = new SymbolModel(3);
  readonly returnCounts: (SymbolModel | undefined)[] = [];
  readonly returnNumbers: (SymbolModel | undefined)[] = [];
  readonly returnSteps = new SymbolModel(13);
  readonly dx: IntegerDecoder;
  readonly dy: IntegerDecoder;
  readonly xMedians = Array.from({ length: 12 }, () => new Median5());
  readonly yMedians = Array.from({ length: 12 }, () => new Median5());
  readonly heights: IntegerDecoder | undefined;
  readonly lastHeight: Int32Array;
  readonly classes: (SymbolModel | undefined)[] = [];
  readonly flags: (SymbolModel | undefined)[] = [];
  readonly userData: (SymbolModel | undefined)[] = [];
  readonly intensities: IntegerDecoder | undefined;
  readonly lastIntensity: Uint16Array;
  readonly angles: IntegerDecoder | undefined;
  readonly sources: IntegerDecoder | undefined;
  readonly times: GpsTimes | undefined;

  constructor(layers: Point14Layers, last: LastPoint) {
    this.last = { ...last, timeChanged: false };
    this.dx = new IntegerDecoder(layers.xy, 32, 2);
    this.dy = new IntegerDecoder(layers.xy, 32, 22);
    this.heights = decoderOr(layers.z, 32, 20);
    this.lastHeight = new Int32Array(8).fill(last.z);
    this.intensities = decoderOr(layers.intensity, 16, 4);
    this.lastIntensity = new Uint16Array(8).fill(last.intensity);
    this.angles = decoderOr(layers.angle, 16, 2);
    this.sources = decoderOr(layers.source, 16);
    this.times = layers.time && new GpsTimes(layers.time, true, last.timeLow, last.timeHigh);
  }
}

/**
 * The 30 bytes that formats 6–10 share, from their layers. Items POINT14, versions 3 and 4. Each of the four scanner channels has its
 * own models; a channel that comes up starts from the last point of the one before.
 */
export class Point14 {
  /**
   * Scanner channel whose models every other item uses. Version 3 has a flaw that every decoder has to share: it says the channel only
   * with the point that switches to it, and 0 otherwise.
   */
  context: number;
  private channel: number;
  private readonly version: number;
  private readonly layers: Point14Layers;
  private readonly channels: (Channel | undefined)[] = [undefined, undefined, undefined, undefined];

  constructor(version: number, layers: Point14Layers, first: Uint8Array) {
    this.version = version;
    this.layers = layers;
    const flags = first[15]!;
    this.channel = (flags >> 4) & 3;
    this.context = this.channel;
    this.channels[this.channel] = new Channel(layers, {
      x: int32At(first, 0),
      y: int32At(first, 4),
      z: int32At(first, 8),
      intensity: first[12]! | (first[13]! << 8),
      number: first[14]! & 15,
      returns: first[14]! >> 4,
      flags: (flags & 15) | ((flags >> 2) & 48),
      classification: first[16]!,
      userData: first[17]!,
      angle: ((first[18]! << 16) | (first[19]! << 24)) >> 16,
      source: first[20]! | (first[21]! << 8),
      timeLow: int32At(first, 22) >>> 0,
      timeHigh: int32At(first, 26),
      timeChanged: false,
    });
  }

  next(out: Uint8Array, at: number): void {
    const { xy } = this.layers;
    let channel = this.channels[this.channel]!;
    let last = channel.last;
    const before = (last.number === 1 ? 1 : 0) + (last.number >= last.returns ? 2 : 0) + (last.timeChanged ? 4 : 0);
    const changes = xy.symbol((channel.changes[before] ??= new SymbolModel(128)));
    if (changes & 64) {
      this.channel = (this.channel + xy.symbol(channel.channelSteps) + 1) & 3;
      channel = this.channels[this.channel] ??= new Channel(this.layers, last);
      last = channel.last;
    }
    this.context = changes & 64 || this.version >= 4 ? this.channel : 0;
    const timeChanges = (changes & 16) !== 0;
    if (changes & 4) last.returns = xy.symbol((channel.returnCounts[last.returns] ??= new SymbolModel(16)));
    this.nextReturn(channel, changes & 3, timeChanges);
    this.nextCoordinates(channel, timeChanges);
    this.nextAttributes(channel, changes, timeChanges);
    last.timeChanged = timeChanges;
    this.write(last, out, at);
  }

  /** Trap: an encoder codes the number of returns first, but the step from the last return number is what it was before. */
  private nextReturn(channel: Channel, change: number, timeChanges: boolean): void {
    const { xy } = this.layers;
    const { last } = channel;
    if (change === 1) last.number = (last.number + 1) & 15;
    if (change === 2) last.number = (last.number + 15) & 15;
    if (change !== 3) return;
    last.number = timeChanges
      ? xy.symbol((channel.returnNumbers[last.number] ??= new SymbolModel(16)))
      : (last.number + xy.symbol(channel.returnSteps) + 2) & 15;
  }

  private nextCoordinates(channel: Channel, timeChanges: boolean): void {
    const { last, dx, dy, heights } = channel;
    const { returns, number } = last;
    const median = RETURN_MAP_4_BITS[returns * 16 + number]! * 2 + (timeChanges ? 1 : 0);
    const xMedian = channel.xMedians[median]!;
    const xStep = dx.next(xMedian.get(), returns === 1 ? 1 : 0);
    xMedian.add(xStep);
    last.x = (last.x + xStep) | 0;
    const yMedian = channel.yMedians[median]!;
    const yStep = dy.next(yMedian.get(), coordinateContext(returns, dx.lastBits, 20));
    yMedian.add(yStep);
    last.y = (last.y + yStep) | 0;
    if (!heights) return;
    const level = returnLevel(returns, number);
    const bits = (dx.lastBits + dy.lastBits) >> 1;
    last.z = heights.next(channel.lastHeight[level]!, coordinateContext(returns, bits, 18));
    channel.lastHeight[level] = last.z;
  }

  private nextAttributes(channel: Channel, changes: number, timeChanges: boolean): void {
    const { last } = channel;
    const { classes, flags, userData } = this.layers;
    const time = timeChanges ? 1 : 0;
    const place = (last.number === 1 ? 1 : 0) + (last.number >= last.returns ? 2 : 0);
    if (classes) {
      const context = ((last.classification & 31) << 1) + (place === 3 ? 1 : 0);
      last.classification = classes.symbol((channel.classes[context] ??= new SymbolModel(256)));
    }
    if (flags) last.flags = flags.symbol((channel.flags[last.flags] ??= new SymbolModel(64)));
    if (channel.intensities) {
      const which = place * 2 + time;
      last.intensity = channel.intensities.next(channel.lastIntensity[which]!, place);
      channel.lastIntensity[which] = last.intensity;
    }
    if (channel.angles && changes & 8) last.angle = (channel.angles.next(last.angle, time) << 16) >> 16;
    if (userData) {
      last.userData = userData.symbol((channel.userData[last.userData >> 2] ??= new SymbolModel(256)));
    }
    if (channel.sources && changes & 32) last.source = channel.sources.next(last.source);
    if (channel.times && timeChanges) {
      channel.times.next();
      last.timeLow = channel.times.lowWord;
      last.timeHigh = channel.times.highWord;
    }
  }

  private write(last: LastPoint, out: Uint8Array, at: number): void {
    write32(out, at, last.x);
    write32(out, at + 4, last.y);
    write32(out, at + 8, last.z);
    write16(out, at + 12, last.intensity);
    out[at + 14] = last.number | (last.returns << 4);
    out[at + 15] = (last.flags & 15) | (this.channel << 4) | ((last.flags & 48) << 2);
    out[at + 16] = last.classification;
    out[at + 17] = last.userData;
    write16(out, at + 18, last.angle);
    write16(out, at + 20, last.source);
    write32(out, at + 22, last.timeLow);
    write32(out, at + 26, last.timeHigh);
  }
}
