import type { ArithmeticDecoder } from './arithmetic-decoder.ts';
import { ColourModels, InfraredModels } from './colour.ts';
import { SymbolModel } from './models.ts';
import { write16 } from './pointwise-items.ts';

/** A part of a point record beside its first 30 bytes, in a layered chunk (point formats 6–10). */
export interface LayeredItem {
  /** Writes the next value of this part, whose point is in scanner channel `channel`. */
  next(out: Uint8Array, at: number, channel: number): void;
}

/**
 * Last values and models by scanner channel. A channel that comes up starts from the values of the one before. Version 3 has a flaw
 * that every decoder has to share: on a switch to a channel that was there before, it goes on from the values of the channel that it
 * leaves (and changes those); version 4 does not.
 */
class Channels<T extends Uint8Array | Uint16Array, M> {
  models: M;
  private readonly version: number;
  private readonly makeModels: () => M;
  private readonly copy: (last: T) => T;
  private readonly lasts: (T | undefined)[] = [undefined, undefined, undefined, undefined];
  private readonly allModels: (M | undefined)[] = [undefined, undefined, undefined, undefined];
  private channel: number;

  constructor(version: number, channel: number, first: T, makeModels: () => M, copy: (last: T) => T) {
    this.version = version;
    this.channel = channel;
    this.makeModels = makeModels;
    this.copy = copy;
    this.lasts[channel] = first;
    this.models = this.allModels[channel] = makeModels();
  }

  /** The values that the next ones of `channel` are predicted from, and are to be stored in. */
  enter(channel: number): T {
    let last = this.lasts[this.channel]!;
    if (channel === this.channel) return last;
    this.channel = channel;
    const known = this.lasts[channel];
    if (!known) {
      last = this.copy(last);
      this.lasts[channel] = last;
      this.allModels[channel] = this.makeModels();
    } else if (this.version >= 4) {
      last = known;
    }
    this.models = this.allModels[channel]!;
    return last;
  }
}

/** Red, green, blue and, with `infrared`, a fourth channel. Items RGB14 and RGBNIR14. */
export class Colour14 implements LayeredItem {
  private readonly colours: ArithmeticDecoder | undefined;
  private readonly infrared: ArithmeticDecoder | undefined;
  private readonly count: 3 | 4;
  private readonly channels: Channels<Uint16Array, { colour: ColourModels; infrared: InfraredModels | undefined }>;

  constructor(version: number, channel: number, first: Uint8Array, layers: readonly (ArithmeticDecoder | undefined)[]) {
    this.count = layers.length === 2 ? 4 : 3;
    this.colours = layers[0];
    this.infrared = layers[1];
    const last = Uint16Array.from({ length: this.count }, (_, c) => first[c * 2]! | (first[c * 2 + 1]! << 8));
    const makeModels = () => ({
      colour: new ColourModels(),
      infrared: this.count === 4 ? new InfraredModels() : undefined,
    });
    this.channels = new Channels<Uint16Array, { colour: ColourModels; infrared: InfraredModels | undefined }>(
      version,
      channel,
      last,
      makeModels,
      (values) => values.slice(),
    );
  }

  next(out: Uint8Array, at: number, channel: number): void {
    const last = this.channels.enter(channel);
    const { colour, infrared } = this.channels.models;
    if (this.colours) colour.next(this.colours, last);
    if (this.infrared && infrared) last[3] = infrared.next(this.infrared, last[3]!);
    for (let c = 0; c < this.count; c++) write16(out, at + c * 2, last[c]!);
  }
}

/** Extra bytes, a layer each. Item BYTE14. */
export class Bytes14 implements LayeredItem {
  private readonly layers: readonly (ArithmeticDecoder | undefined)[];
  private readonly channels: Channels<Uint8Array, SymbolModel[]>;

  constructor(version: number, channel: number, first: Uint8Array, layers: readonly (ArithmeticDecoder | undefined)[]) {
    this.layers = layers;
    const makeModels = () => layers.map(() => new SymbolModel(256));
    this.channels = new Channels<Uint8Array, SymbolModel[]>(version, channel, first.slice(), makeModels, (values) =>
      values.slice(),
    );
  }

  next(out: Uint8Array, at: number, channel: number): void {
    const last = this.channels.enter(channel);
    const { models } = this.channels;
    for (let i = 0; i < last.length; i++) {
      const layer = this.layers[i];
      if (layer) last[i]! += layer.symbol(models[i]!);
      out[at + i] = last[i]!;
    }
  }
}
