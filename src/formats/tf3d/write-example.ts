import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** Values of one feature, by the list of `tf.train.Feature` that they go into. */
export type WrittenFeature =
  | { readonly texts: readonly string[] }
  | { readonly floats: Float32Array }
  | { readonly ints: ArrayLike<number> };

/** A serialised `tf.train.Example`, its features in the order given. */
export function writeExample(features: Readonly<Record<string, WrittenFeature>>): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).fork();
  for (const [name, feature] of Object.entries(features)) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(name);
    writer.tag(2, WireType.LengthDelimited).fork();
    writeFeature(writer, feature);
    writer.join();
    writer.join();
  }
  writer.join();
  return writer.finish();
}

function writeFeature(writer: BinaryWriter, feature: WrittenFeature): void {
  if ('texts' in feature) {
    writer.tag(1, WireType.LengthDelimited).fork();
    for (const text of feature.texts) writer.tag(1, WireType.LengthDelimited).string(text);
    writer.join();
    return;
  }
  const isFloat = 'floats' in feature;
  writer.tag(isFloat ? 2 : 3, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.LengthDelimited).bytes(isFloat ? floatBytes(feature.floats) : varints(feature.ints));
  writer.join();
}

function floatBytes(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat32(i * 4, values[i]!, true);
  return bytes;
}

/** Whole numbers as int64 varints: seven bits a byte, low ones first; negative ones take ten bytes. */
function varints(values: ArrayLike<number>): Uint8Array {
  let size = 0;
  for (let i = 0; i < values.length; i++) size += varintBytes(values[i]!);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    let value = values[i]!;
    if (value < 0) {
      let wide = BigInt.asUintN(64, BigInt(value));
      for (; wide > 127n; wide >>= 7n) bytes[at++] = Number(wide & 127n) | 128;
      bytes[at++] = Number(wide);
      continue;
    }
    for (; value > 127; value = Math.floor(value / 128)) bytes[at++] = (value % 128) | 128;
    bytes[at++] = value;
  }
  return bytes;
}

function varintBytes(value: number): number {
  if (value < 0) return 10;
  let bytes = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}
