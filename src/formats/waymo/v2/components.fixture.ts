import { parquetWriteBuffer } from 'hyparquet-writer';
import type { ByteSource } from '../../../core/index.ts';
import { fromBytes } from '../../../sources/index.ts';
import { indexTfRecords, readTfRecord } from '../../tfrecord/records.ts';
import { parseFrame, type WaymoFrame } from '../frame.ts';
import { type Matrix, MatrixReader } from '../matrix.ts';

type Column = Parameters<typeof parquetWriteBuffer>[0]['columnData'][number];
type Schema = NonNullable<Parameters<typeof parquetWriteBuffer>[0]['schema']>;
type ListType = 'FLOAT' | 'DOUBLE' | 'INT32';

export interface ComponentOptions {
  /** Bytes a page: small ones cut a range image into many pages, large ones put many rows into one. */
  readonly pageSize?: number;
  readonly rowGroupSize?: number;
  readonly codec?: 'UNCOMPRESSED' | 'SNAPPY';
  /** Older files name lasers in words. */
  readonly lasersInWords?: boolean;
  /** What Arrow calls a list's entries, or other writers. */
  readonly entryName?: 'item' | 'element';
}

const LASERS = ['UNKNOWN', 'TOP', 'FRONT', 'SIDE_LEFT', 'SIDE_RIGHT', 'REAR'];

/** A made segment as Waymo lays it: a folder for each component. */
export async function componentFiles(v1: Uint8Array): Promise<Record<string, Uint8Array>> {
  const components = await componentsOf(fromBytes('made.tfrecord', v1));
  return Object.fromEntries([...components].map(([tag, bytes]) => [`${tag}/segment.parquet`, bytes]));
}

/** The components that a v1 segment has in v2, by folder. */
export async function componentsOf(v1: ByteSource, options: ComponentOptions = {}): Promise<Map<string, Uint8Array>> {
  const frames: WaymoFrame[] = [];
  for (const record of await indexTfRecords(v1)) frames.push(parseFrame(await readTfRecord(v1, record)));
  const table = tableWriter(options);
  const rows = await Promise.all(
    frames.flatMap((frame) =>
      // Order in the file is not order by name: rows are found by their keys.
      [...frame.lasers].reverse().map(async ({ laser, returns }) => {
        const [first, second] = returns;
        return {
          frame,
          laser,
          ranges: await Promise.all(
            [first, second].map((image) => image?.ranges && new MatrixReader(4).float(image.ranges)),
          ),
          pose: first?.pose && (await new MatrixReader(4).float(first.pose)),
          segmentation: await Promise.all(
            [first, second].map((image) => image?.segmentation && new MatrixReader(4).int32(image.segmentation)),
          ),
        };
      }),
    ),
  );
  type Row = (typeof rows)[number];
  const laserKeys = (some: readonly Row[]) =>
    table.keys(
      some.map(({ frame }) => frame),
      some.map(({ laser }) => laser),
    );
  const images = (
    some: readonly Row[],
    name: string,
    type: ListType,
    of: (row: Row) => Matrix<Float32Array | Int32Array> | undefined,
  ) => {
    const of2 = some.map((row) => of(row));
    return [
      table.list(
        `${name}.values`,
        type,
        of2.map((image) => image && [...image.values]),
      ),
      table.list(
        `${name}.shape`,
        'INT32',
        of2.map((image) => image && [image.height, image.width, image.channels]),
      ),
    ];
  };
  const orUndefined = <T>(value: T | '' | Uint8Array | undefined) =>
    value instanceof Uint8Array || value === '' ? undefined : value;
  const posed = rows.filter(({ pose }) => pose);
  const labelled = rows.filter(({ segmentation }) => segmentation[0]);
  const boxes = frames.flatMap((frame) => frame.labels.map((label) => ({ frame, label })));
  const calibrations = frames[0]!.calibrations;
  const box = (name: string, values: (label: (typeof boxes)[number]['label']) => number) =>
    table.plain(
      `[LiDARBoxComponent].${name}`,
      'DOUBLE',
      boxes.map(({ label }) => values(label)),
    );
  return new Map([
    [
      'lidar',
      table.write([
        ...laserKeys(rows),
        ...images(rows, '[LiDARComponent].range_image_return1', 'FLOAT', ({ ranges }) => orUndefined(ranges[0])),
        ...images(rows, '[LiDARComponent].range_image_return2', 'FLOAT', ({ ranges }) => orUndefined(ranges[1])),
      ]),
    ],
    [
      'lidar_pose',
      table.write([
        ...laserKeys(posed),
        ...images(posed, '[LiDARPoseComponent].range_image_return1', 'FLOAT', ({ pose }) => orUndefined(pose)),
      ]),
    ],
    [
      'lidar_segmentation',
      table.write([
        ...laserKeys(labelled),
        ...images(labelled, '[LiDARSegmentationLabelComponent].range_image_return1', 'INT32', ({ segmentation }) =>
          orUndefined(segmentation[0]),
        ),
        ...images(labelled, '[LiDARSegmentationLabelComponent].range_image_return2', 'INT32', ({ segmentation }) =>
          orUndefined(segmentation[1]),
        ),
      ]),
    ],
    [
      'lidar_calibration',
      table.write([
        table.segments(calibrations.map(() => frames[0]!)),
        table.lasers(calibrations.map(({ laser }) => laser)),
        table.list(
          '[LiDARCalibrationComponent].extrinsic.transform',
          'DOUBLE',
          calibrations.map(({ vehicleFromLaser }) => [...vehicleFromLaser]),
        ),
        table.plain(
          '[LiDARCalibrationComponent].beam_inclination.min',
          'DOUBLE',
          calibrations.map(({ inclinationMin }) => inclinationMin),
        ),
        table.plain(
          '[LiDARCalibrationComponent].beam_inclination.max',
          'DOUBLE',
          calibrations.map(({ inclinationMax }) => inclinationMax),
        ),
        table.list(
          '[LiDARCalibrationComponent].beam_inclination.values',
          'DOUBLE',
          calibrations.map(({ inclinations }) => (inclinations.length > 0 ? [...inclinations] : undefined)),
        ),
      ]),
    ],
    [
      'vehicle_pose',
      table.write([
        ...table.keys(frames),
        table.list(
          '[VehiclePoseComponent].world_from_vehicle.transform',
          'DOUBLE',
          frames.map(({ globalFromVehicle }) => [...globalFromVehicle]),
        ),
      ]),
    ],
    [
      'lidar_box',
      table.write([
        ...table.keys(boxes.map(({ frame }) => frame)),
        table.plain(
          'key.laser_object_id',
          'STRING',
          boxes.map(({ label }) => label.id),
        ),
        ...['x', 'y', 'z'].map((axis, i) => box(`box.center.${axis}`, ({ center }) => center[i]!)),
        ...['x', 'y', 'z'].map((axis, i) => box(`box.size.${axis}`, ({ size }) => size[i]!)),
        box('box.heading', ({ headingRad }) => headingRad),
        table.plain(
          '[LiDARBoxComponent].type',
          'INT32',
          boxes.map(({ label }) => label.type),
        ),
        table.plain(
          '[LiDARBoxComponent].num_lidar_points_in_box',
          'INT64',
          boxes.map(({ label }) => BigInt(label.pointCount ?? 0)),
        ),
      ]),
    ],
  ]);
}

/** Columns in the shape that Waymo's files have them: 3-level lists, dots and brackets in names. */
function tableWriter({
  pageSize,
  rowGroupSize,
  codec = 'SNAPPY',
  lasersInWords,
  entryName = 'item',
}: ComponentOptions) {
  type Written = { readonly column: Column; readonly schema: Schema };
  const plain = (name: string, type: ListType | 'STRING' | 'INT64', data: unknown[]): Written => ({
    column: { name, data } as Column,
    schema:
      type === 'STRING'
        ? [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' }]
        : [{ name, type, repetition_type: 'OPTIONAL' }],
  });
  const segments = (frames: readonly WaymoFrame[]) =>
    plain(
      'key.segment_context_name',
      'STRING',
      frames.map(({ contextName }) => contextName),
    );
  const lasers = (names: readonly number[]) =>
    lasersInWords
      ? plain(
          'key.laser_name',
          'STRING',
          names.map((laser) => LASERS[laser]),
        )
      : plain('key.laser_name', 'INT32', [...names]);
  return {
    plain,
    segments,
    lasers,
    keys: (frames: readonly WaymoFrame[], names?: readonly number[]): Written[] => [
      segments(frames),
      plain(
        'key.frame_timestamp_micros',
        'INT64',
        frames.map(({ timestampMicros }) => BigInt(timestampMicros)),
      ),
      ...(names ? [lasers(names)] : []),
    ],
    list: (name: string, type: ListType, data: unknown[]): Written => ({
      column: { name, data: data.map((entry) => entry ?? null) } as Column,
      schema: [
        { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: entryName, type, repetition_type: 'OPTIONAL' },
      ],
    }),
    write: (columns: readonly Written[]): Uint8Array =>
      new Uint8Array(
        parquetWriteBuffer({
          columnData: columns.map(({ column }) => column),
          schema: [{ name: 'schema', num_children: columns.length }, ...columns.flatMap(({ schema }) => schema)],
          codec,
          ...(pageSize ? { pageSize } : {}),
          ...(rowGroupSize ? { rowGroupSize } : {}),
        }),
      ),
  };
}
