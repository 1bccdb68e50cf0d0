import { inflateZlib } from '../inflate-zlib.ts';
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

/** Inflates and parses one MatrixFloat. @throws RangeError when the bytes are no matrix, LimitError, or the inflater's error */
export async function readMatrixFloat(compressed: Uint8Array): Promise<Matrix<Float32Array>> {
  const parts: Float32Array[] = [];
  const dims = walkMatrix(await inflate(compressed), (reader, wireType) => {
    if (wireType === 2) parts.push(toFloats(reader.bytes()));
    else parts.push(Float32Array.of(reader.float()));
  });
  return shaped(dims, parts.length === 1 ? parts[0]! : concatenate(parts));
}

/** Inflates and parses one MatrixInt32. */
export async function readMatrixInt32(compressed: Uint8Array): Promise<Matrix<Int32Array>> {
  const values: number[] = [];
  const dims = walkMatrix(await inflate(compressed), (reader, wireType) => appendInts(values, reader, wireType));
  return shaped(dims, Int32Array.from(values));
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

function toFloats(bytes: Uint8Array): Float32Array {
  if (bytes.length % 4 !== 0) throw new RangeError('float data of odd length');
  // The run starts wherever the tags before it end: copy it to a 4-byte boundary.
  const aligned = bytes.slice();
  return new Float32Array(aligned.buffer, 0, aligned.length / 4);
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

function inflate(compressed: Uint8Array): Promise<Uint8Array> {
  return inflateZlib(compressed, MAX_INFLATED_BYTES, 'A range image');
}
