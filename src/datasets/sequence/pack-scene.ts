import type { Scene, TypedArray } from '../../core/index.ts';

/** Grows when scenes change their shape: what an older page kept is read anew. */
const VERSION = 1;
const MAGIC = 0x4c4f5856;
const HEADER_BYTES = 16;

const KINDS = {
  Int8Array,
  Uint8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
} as const;

/** A typed array's place in the packed bytes. */
interface Place {
  readonly $kind: keyof typeof KINDS;
  readonly at: number;
  readonly length: number;
}

/** A scene as bytes: a description in JSON, then its arrays, each at a multiple of 8. */
export function packScene(scene: Scene): Uint8Array<ArrayBuffer> {
  const arrays: { readonly at: number; readonly values: TypedArray }[] = [];
  let bodyBytes = 0;
  const text = JSON.stringify(scene, (_, value: unknown) => {
    if (!ArrayBuffer.isView(value)) return value;
    const values = value as TypedArray;
    const place = { $kind: values.constructor.name, at: bodyBytes, length: values.length };
    arrays.push({ at: bodyBytes, values });
    bodyBytes += Math.ceil(values.byteLength / 8) * 8;
    return place;
  });
  const description = new TextEncoder().encode(text);
  const start = HEADER_BYTES + Math.ceil(description.length / 8) * 8;
  const bytes = new Uint8Array(start + bodyBytes);
  new Uint32Array(bytes.buffer, 0, 4).set([MAGIC, VERSION, description.length, bytes.length]);
  bytes.set(description, HEADER_BYTES);
  for (const { at, values } of arrays)
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), start + at);
  return bytes;
}

/** The scene again; undefined where the bytes are cut short or of another version. */
export function unpackScene(bytes: Uint8Array<ArrayBuffer>): Scene | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const [magic, version, length = 0, total] = new Uint32Array(bytes.slice(0, HEADER_BYTES).buffer);
  if (magic !== MAGIC || version !== VERSION || total !== bytes.length) return undefined;
  const start = HEADER_BYTES + Math.ceil(length / 8) * 8;
  try {
    const text = new TextDecoder().decode(bytes.subarray(HEADER_BYTES, HEADER_BYTES + length));
    return JSON.parse(text, (_, value: unknown) => {
      if (!isPlace(value)) return value;
      const Kind = KINDS[value.$kind];
      const from = start + value.at;
      return new Kind(bytes.slice(from, from + value.length * Kind.BYTES_PER_ELEMENT).buffer);
    }) as Scene;
  } catch {
    return undefined; // a write that was cut short
  }
}

function isPlace(value: unknown): value is Place {
  return typeof value === 'object' && value !== null && '$kind' in value && Object.hasOwn(KINDS, String(value.$kind));
}
