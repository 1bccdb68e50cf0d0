import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { readMessage, readString, walkMessage } from '../waymo/proto.ts';

/** Values of one feature of a `tf.train.Example`; exactly one of the lists is used, or none. */
export interface Feature {
  readonly bytes: readonly Uint8Array[];
  readonly floats: Float32Array;
  /** int64 as numbers: exact to 2⁵³. */
  readonly ints: Float64Array;
}

const NONE: Feature = { bytes: [], floats: new Float32Array(0), ints: new Float64Array(0) };

/**
 * Features of a serialised `tf.train.Example`, by name. Repeated scalars come packed or one by one.
 * @throws RangeError or Error from the wire reader when the bytes are no such message
 */
export function parseExample(payload: Uint8Array): Map<string, Feature> {
  const features = new Map<string, Feature>();
  walkMessage(payload, {
    1: (reader, wire) =>
      walkMessage(readMessage(reader, wire), {
        1: (entries, entryWire) => {
          let name = '';
          let feature = NONE;
          walkMessage(readMessage(entries, entryWire), {
            1: (entry, type) => {
              name = readString(entry, type);
            },
            2: (entry, type) => {
              feature = parseFeature(readMessage(entry, type));
            },
          });
          features.set(name, feature);
        },
      }),
  });
  return features;
}

function parseFeature(message: Uint8Array): Feature {
  let feature = NONE;
  walkMessage(message, {
    1: (reader, wire) => {
      const bytes: Uint8Array[] = [];
      walkMessage(readMessage(reader, wire), { 1: (list, type) => bytes.push(readMessage(list, type)) });
      feature = { ...NONE, bytes };
    },
    2: (reader, wire) => {
      feature = { ...NONE, floats: parseFloats(readMessage(reader, wire)) };
    },
    3: (reader, wire) => {
      feature = { ...NONE, ints: parseInts(readMessage(reader, wire)) };
    },
  });
  return feature;
}

function parseFloats(list: Uint8Array): Float32Array {
  const single: number[] = [];
  const runs: Float32Array[] = [];
  walkMessage(list, {
    1: (reader, wire) => {
      if (wire !== WireType.LengthDelimited) {
        single.push(reader.float());
        return;
      }
      const packed = reader.bytes();
      if (packed.length % 4 !== 0) throw new RangeError('a packed list of floats ends in the middle of one');
      runs.push(new Float32Array(packed.slice().buffer));
    },
  });
  return join(runs, Float32Array.from(single), Float32Array);
}

function parseInts(list: Uint8Array): Float64Array {
  const values: number[] = [];
  const runs: Float64Array[] = [];
  walkMessage(list, {
    1: (reader, wire) => {
      if (wire !== WireType.LengthDelimited) {
        values.push(Number(reader.int64()));
        return;
      }
      const bytes = reader.bytes();
      const packed = new BinaryReader(bytes);
      // Every varint takes a byte at least.
      const run = new Float64Array(bytes.length);
      let count = 0;
      while (packed.pos < packed.len) run[count++] = readVarint(packed, bytes);
      runs.push(run.subarray(0, count));
    },
  });
  return join(runs, Float64Array.from(values), Float64Array);
}

/** One byte is the common case (labels, flags, colours below 128) and skips 64-bit arithmetic. */
function readVarint(reader: BinaryReader, bytes: Uint8Array): number {
  const byte = bytes[reader.pos]!;
  if (byte < 128) {
    reader.pos++;
    return byte;
  }
  return Number(reader.int64());
}

function join<T extends Float32Array | Float64Array>(
  runs: readonly T[],
  single: T,
  Kind: new (length: number) => T,
): T {
  if (runs.length === 0) return single;
  if (runs.length === 1 && single.length === 0) return runs[0]!;
  const joined = new Kind(runs.reduce((sum, run) => sum + run.length, single.length));
  let at = 0;
  for (const run of [...runs, single]) {
    joined.set(run, at);
    at += run.length;
  }
  return joined;
}

/**
 * Whether a TFRecord's first bytes hold a `tf.train.Example`: features, in them a map entry, in it a printable key. A Waymo frame
 * has text two levels down, where an example has a third message.
 */
export function isExampleRecord(head: Uint8Array): boolean {
  // The record's length and its checksum.
  let at = 12;
  const varint = () => {
    let [value, scale] = [0, 1];
    for (let i = 0; i < 10; i++) {
      const byte = head[at++];
      if (byte === undefined) return NaN;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
    return NaN;
  };
  for (let level = 0; level < 3; level++) {
    if (head[at++] !== 0x0a) return false;
    const length = varint();
    if (!(length > 0)) return false;
    if (level < 2) continue;
    const key = head.subarray(at, at + length);
    return length < 256 && key.length === length && key.every((byte) => byte >= 32 && byte < 127);
  }
  return false;
}
