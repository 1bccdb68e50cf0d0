import { deflateSync } from 'node:zlib';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { ByteSource } from '../../core/index.ts';
import { memorySource } from '../shared-data.fixture.ts';
import { indexTfRecords, readTfRecord } from '../tfrecord/records.ts';
import { writeTfRecord } from '../tfrecord/write.ts';
import { MatrixReader } from './matrix.ts';

type Rewrite = (bytes: Uint8Array) => Promise<Uint8Array>;

/** Every so manieth column of the range images is kept: all lasers, returns and labels stay, in a fiftieth of the cells. */
const KEEP_EVERY = 50;

/** A v1 segment with narrower range images, so that a test may write and read it many times. */
export async function smallSegment(source: ByteSource): Promise<ByteSource> {
  const laser: Readonly<Record<number, Rewrite>> = { 2: rewriteImage, 3: rewriteImage };
  const records: Uint8Array[] = [];
  for (const record of await indexTfRecords(source)) {
    const frame = await rewrite(await readTfRecord(source, record), { 5: (bytes) => rewrite(bytes, laser) });
    records.push(writeTfRecord(frame));
  }
  return memorySource(source.name, Buffer.concat(records));
}

const rewriteImage: Rewrite = (bytes) =>
  rewrite(bytes, {
    2: (matrix) => narrow(matrix, false),
    4: (matrix) => narrow(matrix, false),
    6: (matrix) => narrow(matrix, true),
  });

async function narrow(compressed: Uint8Array, isInteger: boolean): Promise<Uint8Array> {
  const reader = new MatrixReader(4);
  const { height, width, channels, values } = isInteger ? reader.int32(compressed) : reader.float(compressed);
  const columns = Math.floor(width / KEEP_EVERY);
  const kept = new Float64Array(height * columns * channels);
  for (let row = 0, at = 0; row < height; row++)
    for (let column = 0; column < columns; column++)
      for (let c = 0; c < channels; c++) kept[at++] = values[(row * width + column * KEEP_EVERY) * channels + c]!;
  const writer = new BinaryWriter().uint32((1 << 3) | WireType.LengthDelimited).fork();
  for (const value of kept) isInteger ? writer.int32(value) : writer.float(value);
  writer.join();
  const shape = writer.uint32((2 << 3) | WireType.LengthDelimited).fork();
  for (const dim of [height, columns, channels]) shape.uint32(1 << 3).int32(dim);
  return new Uint8Array(deflateSync(shape.join().finish()));
}

/** The message with some of its length-delimited fields made anew. */
async function rewrite(bytes: Uint8Array, fields: Readonly<Record<number, Rewrite>>): Promise<Uint8Array> {
  const reader = new BinaryReader(bytes);
  const writer = new BinaryWriter();
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [field, wireType] = reader.tag();
    const make = fields[field];
    if (make) writer.uint32((field << 3) | wireType).bytes(await make(reader.bytes()));
    else {
      reader.skip(wireType, field);
      writer.raw(bytes.subarray(start, reader.pos));
    }
  }
  return writer.finish();
}
