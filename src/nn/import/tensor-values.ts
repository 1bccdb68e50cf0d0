import { float16ToFloat32 } from '../float16.ts';

/** Bytes of an element, by its type's name in PyTorch. */
export const ELEMENT_BYTES: ReadonlyMap<string, number> = new Map([
  ['float64', 8],
  ['int64', 8],
  ['float32', 4],
  ['int32', 4],
  ['float16', 2],
  ['bfloat16', 2],
  ['int16', 2],
  ['uint8', 1],
  ['int8', 1],
  ['bool', 1],
]);

/** Elements as float32. @param bytes a whole number of elements. */
export function decodeElements(bytes: Uint8Array, dtype: string, littleEndian: boolean): Float32Array {
  const width = ELEMENT_BYTES.get(dtype)!;
  const count = bytes.length / width;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = (get: (at: number) => number) => Float32Array.from({ length: count }, (_, i) => get(i * width));
  switch (dtype) {
    case 'float32':
      if (littleEndian) return new Float32Array(bytes.slice().buffer);
      return read((at) => view.getFloat32(at, false));
    case 'float16':
      return float16ToFloat32(Uint16Array.from({ length: count }, (_, i) => view.getUint16(2 * i, littleEndian)));
    case 'bfloat16': {
      const words = Uint32Array.from({ length: count }, (_, i) => view.getUint16(2 * i, littleEndian) << 16);
      return new Float32Array(words.buffer);
    }
    case 'float64':
      return read((at) => view.getFloat64(at, littleEndian));
    case 'int64':
      return read((at) => Number(view.getBigInt64(at, littleEndian)));
    case 'int32':
      return read((at) => view.getInt32(at, littleEndian));
    case 'int16':
      return read((at) => view.getInt16(at, littleEndian));
    case 'int8':
      return read((at) => view.getInt8(at));
    default:
      return read((at) => view.getUint8(at));
  }
}

/** The elements of a view in row-major order. */
export function gatherStrided(
  storage: Float32Array,
  offset: number,
  shape: readonly number[],
  stride: readonly number[],
): Float32Array {
  const count = shape.reduce((product, side) => product * side, 1);
  if (isRowMajor(shape, stride)) return storage.slice(offset, offset + count);
  const values = new Float32Array(count);
  const place = shape.map(() => 0);
  let at = offset;
  for (let i = 0; i < count; i++) {
    values[i] = storage[at]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += stride[axis]!;
      if (++place[axis]! < shape[axis]!) break;
      at -= stride[axis]! * shape[axis]!;
      place[axis] = 0;
    }
  }
  return values;
}

function isRowMajor(shape: readonly number[], stride: readonly number[]): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && stride[axis] !== step) return false;
    step *= shape[axis]!;
  }
  return true;
}
