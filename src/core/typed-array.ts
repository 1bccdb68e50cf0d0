import type { ScalarType, TypedArray } from './point-cloud.ts';

const CONSTRUCTORS = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

export const BYTES_PER_SCALAR: Readonly<Record<ScalarType, number>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  float64: 8,
};

/** A zero-filled column of `length` scalars in the type's own width. */
export function allocate(type: ScalarType, length: number): TypedArray {
  return new CONSTRUCTORS[type](length);
}

/** The scalar type that a typed array holds. */
export function scalarTypeOf(values: TypedArray): ScalarType {
  for (const [type, Constructor] of Object.entries(CONSTRUCTORS)) {
    if (values instanceof Constructor) return type as ScalarType;
  }
  throw new TypeError('not a column type');
}
