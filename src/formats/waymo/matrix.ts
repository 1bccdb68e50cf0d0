import { WireType } from '@bufbuild/protobuf/wire';
import { inflateZlib } from '../inflate/zlib.ts';
import { appendInts, type FieldReaders, readMessage, walkMessage } from './proto.ts';

/** A decompressed MatrixFloat or MatrixInt32; the last axis is fastest. */
export interface Matrix<T extends Float32Array | Int32Array> {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: T;
}

/** A top lidar's range image takes 2.7 MB; a small file that inflates beyond this is an attack or damage. */
const MAX_INFLATED_BYTES = 256 << 20;
/** A top lidar's, the largest of a frame: so many numbers a cell, its own head, and what the inflater keeps free for its last step. */
const usualBytes = (channels: number) => 64 * 2650 * channels * 4 + 1024;

/** Inflates one matrix after the other into the same memory. @throws RangeError when the bytes are no matrix, LimitError */
export class MatrixReader {
  private scratch: Uint8Array;
  private ints = new Int32Array(0);

  /** @param channels of the matrices that are expected; others are read too */
  constructor(channels: number) {
    this.scratch = new Uint8Array(usualBytes(channels));
  }

  /** One MatrixFloat; its values are overwritten by the next matrix. */
  float(compressed: Uint8Array): Matrix<Float32Array> {
    const parts: Float32Array[] = [];
    const dims = walkMatrix(this.inflate(compressed), (reader, wireType) => {
      if (wireType === WireType.LengthDelimited) parts.push(toFloats(reader.bytes()));
      else parts.push(Float32Array.of(reader.float()));
    });
    return shaped(dims, parts.length === 1 ? parts[0]! : concatenate(parts));
  }

  /** One MatrixInt32; its values are overwritten by the next one. */
  int32(compressed: Uint8Array): Matrix<Int32Array> {
    let packed: Int32Array | undefined;
    const values: number[] = [];
    const dims = walkMatrix(this.inflate(compressed), (reader, wireType) => {
      if (wireType === WireType.LengthDelimited && !packed && values.length === 0) packed = this.toInts(reader.bytes());
      else {
        for (const value of packed ?? []) values.push(value);
        packed = undefined;
        appendInts(values, reader, wireType);
      }
    });
    return shaped(dims, packed ?? Int32Array.from(values));
  }

  /** Packed varints of 32 bits. Nearly all are one byte long. */
  private toInts(bytes: Uint8Array): Int32Array {
    let count = 0;
    for (let i = 0; i < bytes.length; i++) if (bytes[i]! < 128) count++;
    if (this.ints.length < count) this.ints = new Int32Array(count);
    const values = this.ints.subarray(0, count);
    for (let i = 0, at = 0; at < bytes.length; i++) {
      let value = bytes[at++]!;
      if (value >= 128) {
        value &= 127;
        let shift = 7;
        for (let byte = 128; byte >= 128; shift += 7) {
          if (at === bytes.length || shift > 63) throw new RangeError('a number that does not end');
          byte = bytes[at++]!;
          // Negative numbers are ten bytes long, and what is beyond 32 bits says nothing more of them.
          if (shift < 32) value |= (byte & 127) << shift;
        }
      }
      values[i] = value;
    }
    return values;
  }

  private inflate(compressed: Uint8Array): Uint8Array {
    const bytes = inflateZlib(compressed, {
      maxBytes: MAX_INFLATED_BYTES,
      what: 'A range image',
      scratch: this.scratch,
      isChecked: true,
    });
    if (bytes.buffer !== this.scratch.buffer) this.scratch = new Uint8Array(bytes.buffer as ArrayBuffer);
    return bytes;
  }
}

function walkMatrix(bytes: Uint8Array, readData: FieldReaders[number]): number[] {
  const dims: number[] = [];
  walkMessage(bytes, {
    1: readData,
    2: (reader, wireType) => {
      walkMessage(readMessage(reader, wireType), { 1: (inner, type) => appendInts(dims, inner, type) });
    },
  });
  return dims;
}

function shaped<T extends Float32Array | Int32Array>(dims: readonly number[], values: T): Matrix<T> {
  const [height = 0, width = 0, channels = 1] = dims;
  if (
    dims.length < 2 ||
    dims.length > 3 ||
    dims.some((dim) => dim < 0) ||
    height * width * channels !== values.length
  ) {
    throw new RangeError(`a matrix of shape ${dims.join(' × ')} with ${values.length} values`);
  }
  return { height, width, channels, values };
}

/** In place: what was before them, their tag, is not needed any more. */
function toFloats(bytes: Uint8Array): Float32Array {
  if (bytes.length % 4 !== 0) throw new RangeError('float data of odd length');
  const { buffer, byteOffset, length } = bytes;
  const aligned = byteOffset & ~3;
  if (aligned !== byteOffset) new Uint8Array(buffer).copyWithin(aligned, byteOffset, byteOffset + length);
  return new Float32Array(buffer, aligned, length / 4);
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
