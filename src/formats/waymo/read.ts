import { type ByteSource, FormatError, type StageOptions, throwIfCancelled, WorkbenchError } from '../../core/index.ts';
import type { DecodedCloud } from '../decoded-cloud.ts';
import { indexTfRecords, readTfRecord, type TfRecord } from '../tfrecord/records.ts';
import { assembleLasers, type LaserPart } from './assemble.ts';
import { type LaserLabel, type LaserReturns, parseFrame, type RangeImage, type WaymoFrame } from './frame.ts';
import { type Matrix, MatrixReader } from './matrix.ts';
import { projectRangeImage } from './project.ts';

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
  const readers = { image: new MatrixReader(4), pose: new MatrixReader(6) };
  // Lasers by ascending name, first returns before second: the order of the official converter.
  const lasers = [...frame.lasers].sort((a, b) => a.laser - b.laser);
  let done = 0;
  for (const laser of lasers) {
    throwIfCancelled(options.signal, 'reading');
    parts.push(...decodeLaser(frame, laser, readers, options));
    options.onProgress?.({ stage: 'decoding', done: ++done, total: lasers.length });
  }
  const name = `${frame.contextName || source.name} · frame ${index}`;
  const { contextName, timestampMicros, labels } = frame;
  const facts = { file: source.name, format: WAYMO, frame: index, labels: labels.length, lasers: lasers.length };
  return {
    ...assembleLasers(parts, name, facts, options),
    contextName,
    timestampMicros,
    labels,
    ...(frame.globalFromVehicle.length === 16 ? { globalFromVehicle: frame.globalFromVehicle } : {}),
  };
}

/** A pose is needed until both returns are read; the other matrices follow one another in one place. */
interface MatrixReaders {
  readonly image: MatrixReader;
  readonly pose: MatrixReader;
}

function decodeLaser(
  frame: WaymoFrame,
  { laser, returns }: LaserReturns,
  readers: MatrixReaders,
  options: StageOptions,
): LaserPart[] {
  const images = returns.map((image) => (image?.ranges?.length ? image : undefined));
  if (images.every((image) => image === undefined)) return [];
  const calibration = frame.calibrations.find((entry) => entry.laser === laser);
  if (!calibration) throw new RangeError(`laser ${laser} has no calibration`);
  // Only the first return of TOP carries poses; the second return uses the same pixels.
  const poseBytes = returns[0]?.pose;
  const pose = poseBytes?.length ? readers.pose.float(poseBytes) : undefined;
  if (!pose && laser === 1) {
    options.diagnostics?.warn(
      'WAYMO_NO_PIXEL_POSE',
      'the top lidar has no pixel poses: its points are not corrected for motion',
    );
  }
  const parts: LaserPart[] = [];
  for (const [i, image] of images.entries()) {
    if (image) parts.push(decodeReturn(frame, calibration, image, i === 0 ? 1 : 2, readers.image, pose));
  }
  return parts;
}

function decodeReturn(
  frame: WaymoFrame,
  calibration: WaymoFrame['calibrations'][number],
  image: RangeImage,
  returnNumber: 1 | 2,
  reader: MatrixReader,
  pose: Matrix<Float32Array> | undefined,
): LaserPart {
  const segmentation = image.segmentation?.length ? reader.int32(image.segmentation) : undefined;
  const ranges = reader.float(image.ranges!);
  if (
    segmentation &&
    (segmentation.channels !== 2 || segmentation.values.length !== ranges.height * ranges.width * 2)
  ) {
    throw new RangeError('the segmentation has another shape than the range image');
  }
  const points = projectRangeImage(ranges, calibration, pose, frame.globalFromVehicle);
  return { laser: calibration.laser, returnNumber, points, segmentation };
}

function damaged(source: ByteSource, record: TfRecord, cause: unknown): FormatError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `"${source.name}": the frame at byte ${record.byteOffset} cannot be decoded (${why}). Copy or download the file again.`;
  const context = { file: source.name, format: WAYMO, byteOffset: record.byteOffset };
  return new FormatError('FORMAT_FIELD', message, context, cause);
}
