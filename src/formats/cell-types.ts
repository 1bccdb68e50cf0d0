import type { ScalarType } from '../core/index.ts';

/** Scalars that occur in files. The last four have no column of their own and widen (see `columnTypeOf`). */
export type CellType = ScalarType | 'float16' | 'int64' | 'uint64' | 'bool';

export const CELL_BYTES: Readonly<Record<CellType, number>> = {
  int8: 1,
  uint8: 1,
  bool: 1,
  int16: 2,
  uint16: 2,
  float16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  int64: 8,
  uint64: 8,
  float64: 8,
};

/** The column type that holds a cell: 64-bit integers become float64 (exact to 2⁵³), half floats float32, booleans uint8. */
export function columnTypeOf(type: CellType): ScalarType {
  if (type === 'float16') return 'float32';
  if (type === 'int64' || type === 'uint64') return 'float64';
  return type === 'bool' ? 'uint8' : type;
}

/** Reads one scalar; shared by fixed rows and by readers that walk variable ones. */
export function cellReader(type: CellType, littleEndian: boolean): (view: DataView, at: number) => number {
  switch (type) {
    case 'int8':
      return (view, at) => view.getInt8(at);
    case 'uint8':
    case 'bool':
      return (view, at) => view.getUint8(at);
    case 'int16':
      return (view, at) => view.getInt16(at, littleEndian);
    case 'uint16':
      return (view, at) => view.getUint16(at, littleEndian);
    case 'float16':
      return (view, at) => halfToNumber(view.getUint16(at, littleEndian));
    case 'int32':
      return (view, at) => view.getInt32(at, littleEndian);
    case 'uint32':
      return (view, at) => view.getUint32(at, littleEndian);
    case 'float32':
      return (view, at) => view.getFloat32(at, littleEndian);
    case 'int64':
      return (view, at) => Number(view.getBigInt64(at, littleEndian));
    case 'uint64':
      return (view, at) => Number(view.getBigUint64(at, littleEndian));
    case 'float64':
      return (view, at) => view.getFloat64(at, littleEndian);
  }
}

/** IEEE 754 binary16 → number. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
