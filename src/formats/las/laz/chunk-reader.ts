import { ArithmeticDecoder } from './arithmetic-decoder.ts';
import { DamagedChunk } from './damaged.ts';
import { Bytes14, Colour14, type LayeredItem } from './layered-items.ts';
import { Point14 } from './point14.ts';
import { Bytes10, Colour12, Point10, type PointwiseItem, Time11, Wave13 } from './pointwise-items.ts';
import type { LazItem, LazScheme } from './scheme.ts';

/** Bytes that a decoder may look ahead of what an encoder wrote. */
const MOST_OVERRUN = 8;

/** The points of one chunk as plain records, in their order. */
export interface ChunkReader {
  /** Points in the chunk. */
  readonly count: number;
  /** Writes the next `rows` records to the start of `out`; bytes of wave packets are left as they are. @throws DamagedChunk */
  read(out: Uint8Array, rows: number): void;
}

/** @param count points that the table says the chunk holds. @throws DamagedChunk */
export function openChunk(scheme: LazScheme, chunk: Uint8Array, count: number): ChunkReader {
  if (chunk.length < scheme.recordBytes) throw new DamagedChunk(`it has ${chunk.length} bytes, less than one point`);
  return scheme.layout === 'layered'
    ? new LayeredChunk(scheme, chunk, count)
    : new PointwiseChunk(scheme, chunk, count);
}

class PointwiseChunk implements ChunkReader {
  readonly count: number;
  private readonly recordBytes: number;
  private readonly decoder: ArithmeticDecoder;
  private readonly items: readonly PointwiseItem[];
  private readonly offsets: readonly number[];
  private first: Uint8Array | undefined;

  constructor(scheme: LazScheme, chunk: Uint8Array, count: number) {
    this.count = count;
    this.recordBytes = scheme.recordBytes;
    this.first = chunk.subarray(0, scheme.recordBytes);
    this.decoder = new ArithmeticDecoder(chunk, scheme.recordBytes, chunk.length);
    this.items = scheme.items.map((item) => makePointwise(item, this.decoder, chunk));
    this.offsets = scheme.items.map(({ offset }) => offset);
  }

  read(out: Uint8Array, rows: number): void {
    const { items, offsets, recordBytes } = this;
    let row = 0;
    if (this.first && rows > 0) {
      out.set(this.first);
      this.first = undefined;
      row = 1;
    }
    for (let at = row * recordBytes; row < rows; row++, at += recordBytes) {
      for (let i = 0; i < items.length; i++) items[i]!.next(out, at + offsets[i]!);
    }
    // A chunk of one point has no stream.
    if (this.count > 1 && this.decoder.overrun > MOST_OVERRUN) throw new DamagedChunk('it ends before its last point');
  }
}

function makePointwise(item: LazItem, decoder: ArithmeticDecoder, chunk: Uint8Array): PointwiseItem {
  const first = chunk.subarray(item.offset, item.offset + item.size);
  switch (item.kind) {
    case 'point10':
      return new Point10(decoder, first);
    case 'time11':
      return new Time11(decoder, first);
    case 'colour12':
      return new Colour12(decoder, first);
    case 'wave13':
      return new Wave13(decoder, first);
    case 'bytes10':
      return new Bytes10(decoder, first);
    default:
      throw new DamagedChunk(`"${item.kind}" cannot be in it`);
  }
}

/** Streams of an item, in the order of the chunk's sizes. */
function layerCount({ kind, size }: LazItem): number {
  if (kind === 'point14') return 9;
  if (kind === 'infrared14') return 2;
  return kind === 'bytes14' ? size : 1;
}

class LayeredChunk implements ChunkReader {
  readonly count: number;
  private readonly recordBytes: number;
  private readonly decoders: readonly ArithmeticDecoder[];
  private readonly point: Point14;
  private readonly items: readonly LayeredItem[];
  private readonly offsets: readonly number[];
  private first: Uint8Array | undefined;

  constructor(scheme: LazScheme, chunk: Uint8Array, count: number) {
    const { items, recordBytes } = scheme;
    this.recordBytes = recordBytes;
    this.first = chunk.subarray(0, recordBytes);
    const layers = items.map(layerCount);
    const bodyAt = recordBytes + 4 + layers.reduce((sum, many) => sum + many, 0) * 4;
    if (chunk.length < bodyAt) throw new DamagedChunk('it ends before its layers');
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.count = view.getUint32(recordBytes, true);
    if (this.count === 0 || this.count > count) {
      throw new DamagedChunk(`it says it has ${this.count} points, and its table says ${count}`);
    }
    let sizeAt = recordBytes + 4;
    let at = bodyAt;
    const decoders: ArithmeticDecoder[] = [];
    const nextLayer = (isRead: boolean) => {
      const size = view.getUint32(sizeAt, true);
      sizeAt += 4;
      if (at + size > chunk.length) throw new DamagedChunk('its layers are longer than it is');
      at += size;
      if (size === 0 || !isRead) return undefined;
      const decoder = new ArithmeticDecoder(chunk, at - size, at);
      decoders.push(decoder);
      return decoder;
    };
    const streams = items.map((item, i) => Array.from({ length: layers[i]! }, () => nextLayer(item.kind !== 'wave14')));
    this.decoders = decoders;
    const [xy, z, classes, flags, intensity, angle, userData, source, time] = streams[0]!;
    // Every point has a symbol here: one point alone has no stream at all.
    const steps = xy ?? new ArithmeticDecoder(chunk, at, at);
    const pointLayers = { xy: steps, z, classes, flags, intensity, angle, userData, source, time };
    this.point = new Point14(items[0]!.version, pointLayers, this.first);
    const others = items.map((item, i) => ({ item, layers: streams[i]! })).slice(1);
    const decoded = others.filter(({ item }) => item.kind !== 'wave14');
    this.items = decoded.map(({ item, layers: own }) => {
      const first = chunk.subarray(item.offset, item.offset + item.size);
      const Item = item.kind === 'bytes14' ? Bytes14 : Colour14;
      return new Item(item.version, this.point.context, first, own);
    });
    this.offsets = decoded.map(({ item }) => item.offset);
    if (this.count > 1 && !xy) throw new DamagedChunk('it has no coordinates');
  }

  read(out: Uint8Array, rows: number): void {
    const { items, offsets, recordBytes, point } = this;
    let row = 0;
    if (this.first && rows > 0) {
      out.set(this.first);
      this.first = undefined;
      row = 1;
    }
    for (let at = row * recordBytes; row < rows; row++, at += recordBytes) {
      point.next(out, at);
      for (let i = 0; i < items.length; i++) items[i]!.next(out, at + offsets[i]!, point.context);
    }
    if (this.decoders.some((decoder) => decoder.overrun > MOST_OVERRUN)) {
      throw new DamagedChunk('a layer ends before its last point');
    }
  }
}
