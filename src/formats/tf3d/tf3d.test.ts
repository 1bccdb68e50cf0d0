import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { FormatError, findAttribute } from '../../core/index.ts';
import { memorySource, sharedBytes } from '../shared-data.fixture.ts';
import { sniff } from '../sniff.ts';
import { maskedCrc32c } from '../tfrecord/crc32c.ts';
import { isExampleRecord } from './example.ts';
import { openTf3d } from './read.ts';

type Value = readonly number[] | { readonly ints: readonly number[] } | readonly string[];

function example(features: Readonly<Record<string, Value>>, isPacked = true): Uint8Array {
  const list = new BinaryWriter();
  for (const [name, value] of Object.entries(features)) {
    const feature = new BinaryWriter();
    if ('ints' in value) {
      const ints = new BinaryWriter();
      for (const entry of value.ints) isPacked ? ints.int64(entry) : ints.tag(1, WireType.Varint).int64(entry);
      const message = isPacked ? new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(ints.finish()) : ints;
      feature.tag(3, WireType.LengthDelimited).bytes(message.finish());
    } else if (typeof value[0] === 'string') {
      const bytes = new BinaryWriter();
      for (const entry of value) bytes.tag(1, WireType.LengthDelimited).string(String(entry));
      feature.tag(1, WireType.LengthDelimited).bytes(bytes.finish());
    } else {
      const floats = new BinaryWriter();
      for (const entry of value)
        isPacked ? floats.float(Number(entry)) : floats.tag(1, WireType.Bit32).float(Number(entry));
      const message = isPacked ? new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(floats.finish()) : floats;
      feature.tag(2, WireType.LengthDelimited).bytes(message.finish());
    }
    const entry = new BinaryWriter();
    entry.tag(1, WireType.LengthDelimited).string(name);
    entry.tag(2, WireType.LengthDelimited).bytes(feature.finish());
    list.tag(1, WireType.LengthDelimited).bytes(entry.finish());
  }
  return new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(list.finish()).finish();
}

function records(...payloads: Uint8Array[]): Uint8Array {
  const parts = payloads.flatMap((payload) => {
    const head = new Uint8Array(12);
    const view = new DataView(head.buffer);
    view.setBigUint64(0, BigInt(payload.length), true);
    view.setUint32(8, maskedCrc32c(head.subarray(0, 8)), true);
    const tail = new Uint8Array(4);
    new DataView(tail.buffer).setUint32(0, maskedCrc32c(payload), true);
    return [...head, ...payload, ...tail];
  });
  return Uint8Array.from(parts);
}

const FRAME = {
  scene_name: ['segment-1'],
  frame_name: ['7'],
  'lidars/top/pointcloud/positions': [1, 2, 3, 4, 5, 6],
  'lidars/top/pointcloud/intensity': [0.25, 0.5],
  'lidars/top/pointcloud/return_number': { ints: [1, 2] },
  'lidars/rear/pointcloud/positions': [-7, 8, 9],
  'lidars/rear/pointcloud/intensity': [0.75],
  'objects/category/label': { ints: [1, 4] },
  'objects/name': ['a', 'b'],
  'objects/shape/dimension': [4, 2, 1.5, 2, 1, 2],
  'objects/pose/R': [0, -1, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1],
  'objects/pose/t': [1, 2, 3, 4, 5, 6],
};
const SCENE = {
  scene_name: ['scene0000_00'],
  'mesh/vertices/positions': [0, 0, 0, 1, 1, 1],
  'mesh/vertices/normals': [0, 0, 1, 0, 1, 0],
  'mesh/vertices/colors': { ints: [10, 20, 30, 255, 200, 201, 202, 255] },
  'mesh/vertices/semantic_labels': { ints: [5, 150] },
  'mesh/vertices/instance_labels': { ints: [300, 0] },
};

describe('TF 3D records', () => {
  it.each([true, false])(
    'frames: lidars one after the other, objects with their rotation (packed %s)',
    async (isPacked) => {
      const file = await openTf3d(memorySource('a.tfrecords', records(example(FRAME, isPacked), example(SCENE))));
      expect(file.recordCount).toBe(2);
      const { kind, decoded, objects } = await file.readRecord(0);
      expect([kind, decoded.cloud.name, decoded.cloud.count]).toEqual(['frame', 'segment-1 · 7', 3]);
      expect([...decoded.cloud.positions]).toEqual([1, 2, 3, 4, 5, 6, -7, 8, 9]);
      const column = (name: string) => [...findAttribute(decoded.cloud, name)!.values];
      expect([column('intensity'), column('return'), column('laser')]).toEqual([
        [0.25, 0.5, 0.75],
        [1, 2, 0],
        [1, 1, 5],
      ]);
      expect(objects).toMatchObject([
        { label: 1, id: 'a', center: [1, 2, 3], size: [4, 2, 1.5] },
        { label: 4, id: 'b', rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
      ]);
    },
  );

  it('scenes: colours, normals, labels beyond a byte', async () => {
    const file = await openTf3d(memorySource('a.tfrecords', records(example(SCENE))));
    const { kind, decoded, semantic, instance } = await file.readRecord(0);
    expect([kind, decoded.cloud.count]).toEqual(['scene', 2]);
    expect([...findAttribute(decoded.cloud, 'rgb')!.values]).toEqual([10, 20, 30, 200, 201, 202]);
    expect([[...semantic!], [...instance!]]).toEqual([
      [5, 150],
      [300, 0],
    ]);
  });

  it('is told from Waymo’s frames by its first bytes', async () => {
    const made = records(example(FRAME));
    expect(await sniff(memorySource('x', made))).toMatchObject({ format: 'tf3d-tfrecord' });
    expect(isExampleRecord(sharedBytes('waymo/mmdet3d_val_metadata_only.tfrecord'))).toBe(false);
    expect(isExampleRecord(sharedBytes('waymo/pvps_data_one_frame.tfrecord').subarray(0, 4096))).toBe(false);
  });

  it.each([
    ['a scene of poses', { scene_name: ['s'], 'frames/frame_name': ['1'] }, 'FORMAT_EMPTY', /poses or pictures/],
    ['another example', { image: ['x'] }, 'FORMAT_EMPTY', /without the fields of TF 3D \(it has image\)/],
    ['torn positions', { ...SCENE, 'mesh/vertices/positions': [1, 2] }, 'FORMAT_FIELD', /no multiple of 3/],
    [
      'too few labels',
      { ...SCENE, 'mesh/vertices/semantic_labels': { ints: [1] } },
      'FORMAT_FIELD',
      /1 semantic_labels for 2/,
    ],
    ['torn objects', { ...FRAME, 'objects/pose/t': [1, 2, 3] }, 'FORMAT_FIELD', /objects have different lengths/],
  ])('%s: a typed error', async (_, features, code, message) => {
    const reading = (await openTf3d(memorySource('a.tfrecords', records(example(features))))).readRecord(0);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({ code });
  });

  it('every flipped bit of a payload ends in a typed error or a cloud', async () => {
    const payload = example({ ...FRAME, ...SCENE });
    for (let at = 0; at < payload.length; at++) {
      const bytes = payload.slice();
      bytes[at] = bytes[at]! ^ (1 << (at % 8));
      const file = await openTf3d(memorySource('flip', records(bytes)));
      const outcome = await file.readRecord(0).then(
        () => true,
        (error: unknown) => error instanceof FormatError || error,
      );
      expect(outcome, `byte ${at}`).toBe(true);
    }
  });
});
