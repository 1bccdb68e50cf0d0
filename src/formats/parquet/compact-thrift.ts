/** A struct of the compact protocol: values by field number. Integers are numbers (exact to 2⁵³), binary is left as bytes. */
export interface ThriftStruct {
  readonly fields: ReadonlyMap<number, ThriftValue>;
}
export type ThriftValue = number | boolean | Uint8Array | ThriftStruct | readonly ThriftValue[];

const [STOP, TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, STRUCT] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12,
];
const DEEPEST = 16;

/** Bytes with a place in them. Reading beyond the end is a RangeError of `DataView`. */
export class Cursor {
  at: number;
  readonly end: number;
  readonly view: DataView;

  constructor(bytes: Uint8Array, at = 0) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
    this.end = bytes.byteLength;
  }

  byte(): number {
    return this.view.getUint8(this.at++);
  }

  /** Unsigned LEB128, below 2⁵³. @throws RangeError when it is longer */
  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) break;
      if (scale > 2 ** 56) throw new RangeError('a number of too many bytes');
    }
    return value;
  }

  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  bytes(length: number): Uint8Array {
    if (!(length >= 0) || this.at + length > this.end) throw new RangeError(`${length} bytes beyond the end`);
    const taken = new Uint8Array(this.view.buffer, this.view.byteOffset + this.at, length);
    this.at += length;
    return taken;
  }
}

/**
 * Reads one struct. A list may not promise more entries than there are bytes left, and nothing nests deeper than any Parquet header
 * does: what is read is never larger than its bytes.
 * @throws RangeError
 */
export function readThrift(cursor: Cursor, depth = 0): ThriftStruct {
  if (depth > DEEPEST) throw new RangeError('structs nested too deeply');
  const fields = new Map<number, ThriftValue>();
  let id = 0;
  for (;;) {
    const head = cursor.byte();
    const type = head & 15;
    if (type === STOP) return { fields };
    id = head >> 4 ? id + (head >> 4) : cursor.zigzag();
    fields.set(id, type === TRUE || type === FALSE ? type === TRUE : readValue(cursor, type, depth));
  }
}

function readValue(cursor: Cursor, type: number, depth: number): ThriftValue {
  switch (type) {
    // In a list booleans take a byte each.
    case TRUE:
    case FALSE:
      return cursor.byte() === 1;
    case BYTE:
      return (cursor.byte() << 24) >> 24;
    case I16:
    case I32:
    case I64:
      return cursor.zigzag();
    case DOUBLE: {
      const value = cursor.view.getFloat64(cursor.at, true);
      cursor.at += 8;
      return value;
    }
    case BINARY:
      return cursor.bytes(cursor.varint());
    case LIST:
    case SET: {
      const head = cursor.byte();
      const count = head >> 4 === 15 ? cursor.varint() : head >> 4;
      if (count > cursor.end - cursor.at) throw new RangeError(`a list of ${count} entries`);
      if (depth > DEEPEST) throw new RangeError('lists nested too deeply');
      return Array.from({ length: count }, () => readValue(cursor, head & 15, depth + 1));
    }
    case STRUCT:
      return readThrift(cursor, depth + 1);
    default:
      throw new RangeError(`a field of type ${type}`);
  }
}

export function numberIn(struct: ThriftStruct | undefined, field: number): number | undefined {
  const value = struct?.fields.get(field);
  return typeof value === 'number' ? value : undefined;
}

export function structIn(struct: ThriftStruct, field: number): ThriftStruct | undefined {
  const value = struct.fields.get(field);
  return typeof value === 'object' && 'fields' in value ? value : undefined;
}
