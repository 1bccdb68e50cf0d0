import { deflateSync } from 'node:zlib';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { float32, tableFromArrays, tableToIPC, uint8, utf8 } from '@uwdata/flechette';
import { gzipSync, strToU8, zipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { encodeSmallCloud } from '../draco/small-cloud.fixture.ts';
import { makeE57 } from '../e57/make-e57.fixture.ts';
import { writeExample } from '../tf3d/write-example.ts';
import { writeTfRecord } from '../tfrecord/write.ts';

const IDENTITY = '0 0 0\n1 0 0\n0 1 0\n0 0 1\n1 0 0 0\n0 1 0 0\n0 0 1 0\n0 0 0 1\n';
const NPY = (() => {
  const head = new Uint8Array(128).fill(32);
  head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
  head.set(strToU8("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"), 10);
  return Uint8Array.of(...head, ...new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer));
})();

const parquet = (codec: 'UNCOMPRESSED' | 'SNAPPY') =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: ['x', 'y', 'z', 'label'].map((name, c) => ({
        name,
        data: Array.from({ length: 40 }, (_, i) => (c === 3 ? i % 3 : i * c + 0.5)),
        type: c === 3 ? 'INT32' : 'DOUBLE',
      })),
      codec,
    }),
  );

const arrow = (columns: Record<string, (number | string)[]>) =>
  tableToIPC(
    tableFromArrays(columns, {
      types: { x: float32(), y: float32(), z: float32(), intensity: uint8(), kind: utf8() },
      maxBatchRows: 2,
    }),
    { format: 'file' },
  ) as Uint8Array;

const message = (...fields: readonly (readonly [number, Uint8Array | number])[]) => {
  const writer = new BinaryWriter();
  for (const [field, value] of fields) {
    if (typeof value === 'number') writer.tag(field, WireType.Varint).int64(value);
    else writer.tag(field, WireType.LengthDelimited).bytes(value);
  }
  return writer.finish();
};
const doubles = (...values: readonly number[]) => new Uint8Array(Float64Array.from(values).buffer);
const floats = (...values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer);
const POSE = doubles(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 0, 0, 0, 1);

/** A frame of one laser whose range image is 2 × 4 × 4, with a 3D segmentation and one box. */
function waymoFrame(): Uint8Array {
  const shape = (...dims: readonly number[]) => message([1, Uint8Array.from(dims)]);
  const cells = Array.from({ length: 8 }, (_, i) => [5 + i, 0.5, 0.1, i % 2]).flat();
  const ranges = message([1, floats(...cells)], [2, shape(2, 4, 4)]);
  const segmentation = message([1, Uint8Array.from({ length: 16 }, (_, i) => i)], [2, shape(2, 4, 2)]);
  const image = message([2, deflateSync(ranges)], [6, deflateSync(segmentation)]);
  const calibration = message([1, 2], [2, doubles(-0.2, 0.1)], [5, message([1, POSE])]);
  const box = new BinaryWriter();
  for (let field = 1; field <= 7; field++) box.tag(field, WireType.Bit64).double(field);
  const label = message([1, box.finish()], [3, 1], [4, strToU8('car-1')], [7, 3]);
  const context = message([1, strToU8('made')], [3, calibration]);
  return message([1, context], [2, 1_500_000], [3, message([1, POSE])], [5, message([1, 2], [2, image])], [6, label]);
}

/** A frame record of TF 3D with one object. */
const tf3dFrame = () =>
  writeExample({
    scene_name: { texts: ['segment-1'] },
    frame_name: { texts: ['7'] },
    'lidars/top/pointcloud/positions': { floats: Float32Array.of(1, 2, 3, 4, 5, 6) },
    'lidars/top/pointcloud/intensity': { floats: Float32Array.of(0.25, 0.5) },
    'lidars/top/pointcloud/return_number': { ints: [1, 2] },
    'objects/name': { texts: ['car-1'] },
    'objects/category/label': { ints: [1] },
    'objects/shape/dimension': { floats: Float32Array.of(4, 2, 1.5) },
    'objects/pose/R': { floats: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) },
    'objects/pose/t': { floats: Float32Array.of(5, 6, 1) },
  });

/** A scene record of TF 3D. */
const tf3dScene = () =>
  writeExample({
    scene_name: { texts: ['scene0000_00'] },
    'mesh/vertices/positions': { floats: Float32Array.of(1, 2, 3, 4, 5, 6) },
    'mesh/vertices/colors': { ints: [1, 2, 3, 255, 4, 5, 6, 255] },
    'mesh/vertices/normals': { floats: Float32Array.of(0, 0, 1, 1, 0, 0) },
    'mesh/vertices/semantic_labels': { ints: [1, 0] },
    'mesh/vertices/instance_labels': { ints: [3, 0] },
  });

/** A depth stream of two frames of 4 × 3 pixels, two metres away. */
function sensStream(): Uint8Array {
  const depth = deflateSync(new Uint8Array(new Uint16Array(12).fill(2000).buffer));
  const camera = (focal: number) => floats(focal, 0, 2, 0, 0, focal, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1);
  const identity = floats(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
  const whole = (...values: readonly number[]) => new Uint8Array(Uint32Array.from(values).buffer);
  const frame = [identity, whole(0, 0, 0, 0), whole(5, 0, depth.length, 0), new Uint8Array(5), depth];
  const parts = [
    ...[whole(4, 3, 0), strToU8('cam'), camera(10), identity, camera(4), identity],
    ...[whole(2, 1, 8, 6, 4, 3), floats(1000), whole(2, 0), ...frame, ...frame],
  ];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** A scan of three points with a scaled coordinate and a class of three bits. */
function e57Scan(): Uint8Array {
  const single = 'type="Float" precision="single"';
  return makeE57({
    scans: [
      {
        xml: '<name type="String">made</name>',
        count: 3,
        fields: [
          { name: 'cartesianX', xml: single, stored: [1, 2, 3], bits: 'f32' },
          { name: 'cartesianY', xml: single, stored: [4, 5, 6], bits: 'f32' },
          {
            name: 'cartesianZ',
            xml: 'type="ScaledInteger" minimum="-500" maximum="500" scale="0.001" offset="10"',
            stored: [0n, 500n, 1000n],
            bits: 10,
          },
          { name: 'class', xml: 'type="Integer" minimum="0" maximum="7"', stored: [1n, 2n, 7n], bits: 3 },
        ],
      },
    ],
  });
}

const json = (value: unknown) => strToU8(JSON.stringify(value));

const cocoLabels = () =>
  json({
    info: { bbox_3d: 'center is the middle', label_set: 'outdoor11' },
    images: [{ id: 1, file_name: 'a.xyz', height: 3, width: 1 }],
    categories: [{ id: 1, name: 'vehicle' }],
    annotations: [
      { id: 1, category_id: 1, instance_id: 7, segmentation: { size: [3, 1], counts: [1, 2] } },
      { id: 2, category_id: 1, bbox_3d: { center: [1, 2, 3], size: [4, 2, 1], yaw: 0.5 } },
    ],
    semantic: [{ category_id: 1, segmentation: { size: [3, 1], counts: [0, 2, 1] } }],
  });

/** Small files of the kinds that the shared data lacks, or has only large ones of. Named by the path that they would have. */
export const MADE_FILES: readonly (readonly [path: string, make: () => Uint8Array | Promise<Uint8Array>])[] = [
  ['made/a.xyz', () => strToU8('1.5 2 3 10 20 30\n4 5e-2 6 40 50 60\n-7 8 9 70 80 90\n')],
  ['made/a.csv', () => strToU8('"X","Y","Z","label","note"\n1,2,3,4,tree\n5,6,7,8,"a, b"\n')],
  ['made/b.csv', () => strToU8('X;Y;Z\n1,5;2,5;3\n4,5;5,5;6\n')],
  ['made/a.pts', () => strToU8('2\n1 2 3 -100 5 6 7\n4 5 6 100 8 9 10\n1\n1 2 3 0 1 2 3\n')],
  ['made/a.ptx', () => strToU8(`2\n1\n${IDENTITY}1 2 3 0.5\n0 0 0 0.5\n1\n1\n${IDENTITY}4 5 6 0.5\n`)],
  ['made/a.off', () => strToU8('COFF # made\n3 1 0\n1 2 3 4 5 6\n4 5 6 7 8 9\n7 8 9 1 2 3\n3 0 1 2\n')],
  ['made/a.obj', () => strToU8('# made\nv 1 2 3\nv 4 5 6 0.1 0.2 0.3\nvn 0 0 1\nf 1 2 1\n')],
  ['made/a.npy', () => NPY],
  ['made/a.npz', () => zipSync({ 'points.npy': NPY, 'label.npy': NPY }, { level: 6 })],
  ['made/a.zip', () => zipSync({ 'in/a.xyz': strToU8('1 2 3\n4 5 6\n'), 'b.off': strToU8('OFF\n1 0 0\n1 2 3\n') })],
  ['made/a.xyz.gz', () => gzipSync(strToU8('1 2 3\n4 5 6\n'.repeat(20)), { mtime: 0 })],
  ['made/a.parquet', () => parquet('UNCOMPRESSED')],
  ['made/b.parquet', () => parquet('SNAPPY')],
  ['made/a.feather', () => arrow({ x: [1, 2, 3], y: [4, 5, 6], z: [7, 8, 9], intensity: [0, 9, 255] })],
  ['made/b.feather', () => arrow({ x: [1, 2], y: [4, 5], z: [7, 8], kind: ['CAR', 'ÄÖ'] })],
  ['made/a.drc', encodeSmallCloud],
  ['made/a.e57', e57Scan],
  ['made/a.sens', sensStream],
  ['made/waymo.tfrecord', () => writeTfRecord(waymoFrame())],
  ['made/tf3d.tfrecord', () => writeTfRecord(tf3dFrame())],
  ['made/tf3d-scene.tfrecord', () => writeTfRecord(tf3dScene())],
  ['made/a.aggregation.json', () => json({ segGroups: [{ objectId: 0, label: 'chair', segments: [1, 2] }] })],
  ['made/a.coco.json', cocoLabels],
  ['made/a.segs.json', () => json({ segIndices: [1, 2, 2, 1] })],
  ['made/v1.0-mini/sample.json', () => json([{ token: 'a', timestamp: 1, prev: '', next: '', data: [1, 2] }])],
  ['made/sequences/00/poses.txt', () => strToU8('1 0 0 1 0 1 0 2 0 0 1 3\n1 0 0 2 0 1 0 2 0 0 1 3\n')],
  ['made/oxts/data/0000000000.txt', () => strToU8(`49.01 8.43 116 0.03 0.01 -1.5 ${'0.5 '.repeat(24)}\n`)],
  ['made/calib_velo_to_cam.txt', () => strToU8('calib_time: 15-Mar\nR: 1 0 0 0 1 0 0 0 1\nT: 0 0 -0.1\n')],
];
