import { crc32c } from '../tfrecord/crc32c.ts';

/** A column: its element as XML attributes, and its stream's bits a value (LSB first). */
export interface MadeField {
  readonly name: string;
  /** Attributes of its element, e.g. `type="Integer" minimum="0" maximum="7"`. */
  readonly xml: string;
  /** Values as they are stored: raw bits, or a number where `bits` is `f32` or `f64`. */
  readonly stored: readonly (bigint | number)[];
  readonly bits: number | 'f32' | 'f64';
}

export interface MadeScan {
  /** XML beside the points: name, pose, limits. */
  readonly xml?: string;
  readonly fields: readonly MadeField[];
  readonly count: number;
}

export interface MadeFile {
  readonly scans: readonly MadeScan[];
  /** Bytes of each stream in one packet; small numbers cut values between packets. */
  readonly bytesPerPacket?: number;
  /** Replaces the description. */
  readonly editXml?: (xml: string) => string;
}

const physical = (logical: number) => Math.floor(logical / 1020) * 1024 + (logical % 1020);

/** An E57 file, laid out as the standard says. */
export function makeE57({ scans, bytesPerPacket = 4096, editXml = (xml) => xml }: MadeFile): Uint8Array {
  const logical: number[] = new Array<number>(48).fill(0);
  const xmlOfScans = scans.map((scan) => {
    const at = logical.length;
    const packets = packetsOf(scan.fields.map(streamOf), bytesPerPacket);
    const section = new Uint8Array(32);
    const view = new DataView(section.buffer);
    section[0] = 1;
    view.setBigUint64(8, BigInt(32 + packets.length), true);
    view.setBigUint64(16, BigInt(physical(at + 32)), true);
    logical.push(...section, ...packets);
    const nodes = scan.fields.map(({ name, xml }) => `<${name} ${xml}/>`).join('');
    return `<vectorChild type="Structure">${scan.xml ?? ''}<points type="CompressedVector" fileOffset="${physical(at)}" recordCount="${scan.count}"><prototype type="Structure">${nodes}</prototype><codecs type="Vector"/></points></vectorChild>`;
  });
  const xml = `<?xml version="1.0" encoding="UTF-8"?><e57Root type="Structure" xmlns="http://www.astm.org/COMMIT/E57/2010-e57-v1.0"><data3D type="Vector">${xmlOfScans.join('')}</data3D></e57Root>`;
  const text = new TextEncoder().encode(editXml(xml));
  const xmlAt = logical.length;
  logical.push(...text);
  while (logical.length % 1020 !== 0) logical.push(0);
  const bytes = Uint8Array.from(logical);
  const pages = bytes.length / 1020;
  bytes.set(new TextEncoder().encode('ASTM-E57'));
  const view = new DataView(bytes.buffer);
  view.setUint32(8, 1, true);
  view.setBigUint64(16, BigInt(pages * 1024), true);
  view.setBigUint64(24, BigInt(physical(xmlAt)), true);
  view.setBigUint64(32, BigInt(text.length), true);
  view.setBigUint64(40, 1024n, true);
  return withChecksums(bytes);
}

/** Logical bytes, a multiple of 1020, as pages. */
function withChecksums(logical: Uint8Array): Uint8Array {
  const pages = logical.length / 1020;
  const file = new Uint8Array(pages * 1024);
  for (let page = 0; page < pages; page++) {
    const data = logical.subarray(page * 1020, page * 1020 + 1020);
    file.set(data, page * 1024);
    new DataView(file.buffer).setUint32(page * 1024 + 1020, crc32c(data));
  }
  return file;
}

/** Makes the checksums fit again after bytes were changed. */
export function mendChecksums(file: Uint8Array): Uint8Array {
  const logical = new Uint8Array((file.length / 1024) * 1020);
  for (let page = 0; page * 1024 < file.length; page++) {
    logical.set(file.subarray(page * 1024, page * 1024 + 1020), page * 1020);
  }
  return withChecksums(logical);
}

function streamOf({ stored, bits }: MadeField): Uint8Array {
  if (bits === 'f32') return new Uint8Array(Float32Array.from(stored, Number).buffer);
  if (bits === 'f64') return new Uint8Array(Float64Array.from(stored, Number).buffer);
  const bytes = new Uint8Array(Math.ceil((stored.length * bits) / 8));
  stored.forEach((value, i) => {
    for (let bit = 0; bit < bits; bit++) {
      const at = i * bits + bit;
      if ((BigInt(value) >> BigInt(bit)) & 1n) bytes[at >> 3]! |= 1 << (at & 7);
    }
  });
  return bytes;
}

/** Data packets with an index and an empty packet before them, which readers step over. */
function packetsOf(streams: readonly Uint8Array[], bytesPerPacket: number): Uint8Array {
  const out: number[] = [0, 0, 15, 0, ...new Array<number>(12).fill(0), 2, 0, 3, 0];
  const longest = Math.max(...streams.map((stream) => stream.length));
  for (let at = 0; at < longest; at += bytesPerPacket) {
    const parts = streams.map((stream) => stream.subarray(at, at + bytesPerPacket));
    const body = [
      ...[parts.length & 255, parts.length >> 8],
      ...parts.flatMap((part) => [part.length & 255, part.length >> 8]),
      ...parts.flatMap((part) => [...part]),
    ];
    while (body.length % 4 !== 0) body.push(0);
    const length = body.length + 4 - 1;
    out.push(1, 0, length & 255, length >> 8, ...body);
  }
  return Uint8Array.from(out);
}
