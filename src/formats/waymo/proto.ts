import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** Reads one field's value from a reader that stands right behind its tag. */
export type FieldReaders = Readonly<Record<number, (reader: BinaryReader, wireType: WireType) => void>>;

/**
 * Walks one message and hands known fields to their readers; unknown ones (images, map features) are hopped over unread.
 * @throws RangeError or Error from the wire reader when the bytes are no message; `decodeMessage` types them
 */
export function walkMessage(bytes: Uint8Array, fields: FieldReaders): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    const read = fields[field];
    if (read) read(reader, wireType);
    else reader.skip(wireType, field);
  }
}

export function readMessage(reader: BinaryReader, wireType: WireType): Uint8Array {
  expect(wireType, WireType.LengthDelimited);
  return reader.bytes();
}

export function readString(reader: BinaryReader, wireType: WireType): string {
  expect(wireType, WireType.LengthDelimited);
  return reader.string();
}

export function readDouble(reader: BinaryReader, wireType: WireType): number {
  expect(wireType, WireType.Bit64);
  return reader.double();
}

/** Enums and int32. */
export function readInt(reader: BinaryReader, wireType: WireType): number {
  expect(wireType, WireType.Varint);
  return reader.int32();
}

export function readInt64(reader: BinaryReader, wireType: WireType): number {
  expect(wireType, WireType.Varint);
  return Number(reader.int64());
}

/** Repeated scalars come packed or one by one, whatever the schema says: both are appended to `into`. */
export function appendDoubles(into: number[], reader: BinaryReader, wireType: WireType): void {
  if (wireType === WireType.LengthDelimited) {
    const packed = new BinaryReader(reader.bytes());
    while (packed.pos < packed.len) into.push(packed.double());
  } else into.push(readDouble(reader, wireType));
}

export function appendInts(into: number[], reader: BinaryReader, wireType: WireType): void {
  if (wireType === WireType.LengthDelimited) {
    const packed = new BinaryReader(reader.bytes());
    while (packed.pos < packed.len) into.push(packed.int32());
  } else into.push(readInt(reader, wireType));
}

function expect(found: WireType, wanted: WireType): void {
  if (found !== wanted) throw new RangeError(`wire type ${found} where ${wanted} belongs`);
}
