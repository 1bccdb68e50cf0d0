import {
  type Attribute,
  type ByteSource,
  FormatError,
  type StageOptions,
  type TypedArray,
  throwIfCancelled,
  WorkbenchError,
} from '../../core/index.ts';
import { buildCloud } from '../build-cloud.ts';
import { type DecodedCloud, keepRows } from '../decoded-cloud.ts';
import { indexTfRecords, readTfRecord, type TfRecord } from '../tfrecord/records.ts';
import { type LaserLabel, type LaserReturns, parseFrame, type RangeImage, type WaymoFrame } from './frame.ts';
import { type Matrix, readMatrixFloat, readMatrixInt32 } from './matrix.ts';
import { type LaserPoints, projectRangeImage } from './project.ts';

export const WAYMO = 'waymo-tfrecord';

export const LASER_NAMES = ['unknown', 'top', 'front', 'side left', 'side right', 'rear'] as const;

export interface WaymoScene {
  readonly decoded: DecodedCloud;
  readonly contextName: string;
  readonly timestampMicros: number;
  /** Row-major 4×4, the vehicle frame of this frame → global. Absent where the frame has none. */
  readonly globalFromVehicle?: readonly number[];
  /** Boxes in the vehicle frame, as stored. */
  readonly labels: readonly LaserLabel[];
  /** Per point, −1 where a point carries no label; undefined when the frame has no 3D segmentation. */
  readonly segmentation?: { readonly semantic: Int16Array; readonly instance: Int32Array };
}

export interface WaymoFile {
  readonly frameCount: number;
  /** @throws FormatError (FORMAT_EMPTY when the frame has no lidar points), CancelledError */
  readFrame(index: number, options?: StageOptions): Promise<WaymoScene>;
}

/** Indexes a Waymo Open Dataset v1 segment (TFRecord of Frames) without reading its frames. */
export async function openWaymo(source: ByteSource, options: StageOptions = {}): Promise<WaymoFile> {
  const records = await indexTfRecords(source, options);
  return {
    frameCount: records.length,
    async readFrame(index, frameOptions = {}) {
      const record = records[index];
      if (!record) throw new RangeError(`frame ${index} of ${records.length}`);
      const payload = await readTfRecord(source, record, frameOptions);
      try {
        return await decodeFrame(source, parseFrame(payload), index, frameOptions);
      } catch (cause) {
        if (cause instanceof WorkbenchError) throw cause;
        throw damaged(source, record, cause);
      }
    },
  };
}

async function decodeFrame(
  source: ByteSource,
  frame: WaymoFrame,
  index: number,
  options: StageOptions,
): Promise<WaymoScene> {
  if (!frame.isFrame) {
    const message = `"${source.name}" is a TFRecord file, but not of Waymo Open Dataset v1 frames. Records of other makes are not read.`;
    throw new FormatError('FORMAT_UNKNOWN', message, { file: source.name, format: WAYMO });
  }
  const parts: LaserPart[] = [];
  // Lasers by ascending name, first returns before second: the order of the official converter.
  const lasers = [...frame.lasers].sort((a, b) => a.laser - b.laser);
  let done = 0;
  for (const laser of lasers) {
    throwIfCancelled(options.signal, 'reading');
    parts.push(...(await decodeLaser(frame, laser, options)));
    options.onProgress?.({ stage: 'decoding', done: ++done, total: lasers.length });
  }
  parts.sort((a, b) => a.returnNumber - b.returnNumber);
  const count = parts.reduce((sum, part) => sum + part.points.count, 0);
  if (count === 0) {
    const message = `Frame ${index} of "${source.name}" has no points: ${frame.labels.length} boxes are labelled, but its ${frame.lasers.length} lidars are empty. Choose another frame, or a file with lidar data.`;
    const context = {
      file: source.name,
      format: WAYMO,
      frame: index,
      labels: frame.labels.length,
      lasers: frame.lasers.length,
    };
    throw new FormatError('FORMAT_EMPTY', message, context);
  }
  const axis = (column: 'x' | 'y' | 'z') => concatenate(parts, new Float64Array(count), column);
  const name = `${frame.contextName || source.name} · frame ${index}`;
  const decoded = buildCloud(
    { name, format: WAYMO, x: axis('x'), y: axis('y'), z: axis('z'), attributes: attributesOf(parts, count) },
    options,
  );
  const { contextName, timestampMicros, labels } = frame;
  const segmentation = segmentationOf(parts, count, decoded.keptRows);
  return {
    decoded,
    contextName,
    timestampMicros,
    labels,
    ...(frame.globalFromVehicle.length === 16 ? { globalFromVehicle: frame.globalFromVehicle } : {}),
    ...(segmentation ? { segmentation } : {}),
  };
}

interface LaserPart {
  readonly laser: number;
  readonly returnNumber: 1 | 2;
  readonly points: LaserPoints;
  /** [height, width, 2]: instance, class. */
  readonly segmentation: Matrix<Int32Array> | undefined;
}

async function decodeLaser(
  frame: WaymoFrame,
  { laser, returns }: LaserReturns,
  options: StageOptions,
): Promise<LaserPart[]> {
  const images = returns.map((image) => (image?.ranges?.length ? image : undefined));
  if (images.every((image) => image === undefined)) return [];
  const calibration = frame.calibrations.find((entry) => entry.laser === laser);
  if (!calibration) throw new RangeError(`laser ${laser} has no calibration`);
  // Only the first return of TOP carries poses; the second return uses the same pixels.
  const poseBytes = returns[0]?.pose;
  const pose = poseBytes?.length ? await readMatrixFloat(poseBytes) : undefined;
  if (!pose && laser === 1) {
    options.diagnostics?.warn(
      'WAYMO_NO_PIXEL_POSE',
      'the top lidar has no pixel poses: its points are not corrected for motion',
    );
  }
  const parts: LaserPart[] = [];
  for (const [i, image] of images.entries()) {
    if (image) parts.push(await decodeReturn(frame, calibration, image, i === 0 ? 1 : 2, pose));
  }
  return parts;
}

async function decodeReturn(
  frame: WaymoFrame,
  calibration: WaymoFrame['calibrations'][number],
  image: RangeImage,
  returnNumber: 1 | 2,
  pose: Matrix<Float32Array> | undefined,
): Promise<LaserPart> {
  const ranges = await readMatrixFloat(image.ranges!);
  const segmentation = image.segmentation?.length ? await readMatrixInt32(image.segmentation) : undefined;
  if (
    segmentation &&
    (segmentation.channels !== 2 || segmentation.values.length !== ranges.height * ranges.width * 2)
  ) {
    throw new RangeError('the segmentation has another shape than the range image');
  }
  const points = projectRangeImage(ranges, calibration, pose, frame.globalFromVehicle);
  return { laser: calibration.laser, returnNumber, points, segmentation };
}

/** Columns of a part that are gathered as they are. */
type Gathered = 'x' | 'y' | 'z' | 'intensity' | 'elongation' | 'noLabelZone' | 'row' | 'column';

function concatenate<T extends TypedArray>(parts: readonly LaserPart[], into: T, column: Gathered): T {
  let at = 0;
  for (const { points } of parts) {
    into.set(points[column], at);
    at += points.count;
  }
  return into;
}

function fillByPart(parts: readonly LaserPart[], count: number, numberOf: (part: LaserPart) => number): Uint8Array {
  const values = new Uint8Array(count);
  let at = 0;
  for (const part of parts) {
    values.fill(numberOf(part), at, at + part.points.count);
    at += part.points.count;
  }
  return values;
}

function attributesOf(parts: readonly LaserPart[], count: number): Attribute[] {
  const scalar = (name: string, values: TypedArray): Attribute => ({ name, components: 1, values });
  return [
    scalar('intensity', concatenate(parts, new Float32Array(count), 'intensity')),
    scalar('elongation', concatenate(parts, new Float32Array(count), 'elongation')),
    scalar(
      'laser',
      fillByPart(parts, count, (part) => part.laser),
    ),
    scalar(
      'return',
      fillByPart(parts, count, (part) => part.returnNumber),
    ),
    scalar('noLabelZone', concatenate(parts, new Uint8Array(count), 'noLabelZone')),
    scalar('row', concatenate(parts, new Uint16Array(count), 'row')),
    scalar('column', concatenate(parts, new Uint16Array(count), 'column')),
  ];
}

function segmentationOf(
  parts: readonly LaserPart[],
  count: number,
  keptRows: Uint32Array | undefined,
): WaymoScene['segmentation'] {
  if (!parts.some((part) => part.segmentation)) return undefined;
  const semantic = new Int16Array(count).fill(-1);
  const instance = new Int32Array(count).fill(-1);
  let at = 0;
  for (const { points, segmentation } of parts) {
    // Channel 0 is the instance, channel 1 the class (not the other way round).
    for (let i = 0; segmentation && i < points.count; i++) {
      const cell = points.cell[i]! * 2;
      instance[at + i] = segmentation.values[cell]!;
      semantic[at + i] = segmentation.values[cell + 1]!;
    }
    at += points.count;
  }
  return { semantic: keepRows(semantic, keptRows), instance: keepRows(instance, keptRows) };
}

function damaged(source: ByteSource, record: TfRecord, cause: unknown): FormatError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `"${source.name}": the frame at byte ${record.byteOffset} cannot be decoded (${why}). Copy or download the file again.`;
  const context = { file: source.name, format: WAYMO, byteOffset: record.byteOffset };
  return new FormatError('FORMAT_FIELD', message, context, cause);
}
