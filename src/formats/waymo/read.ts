import { type ByteSource, FormatError, type StageOptions, throwIfCancelled, WorkbenchError } from '../../core/index.ts';
import type { DecodedCloud } from '../decoded-cloud.ts';
import { indexTfRecords, readTfRecord, type TfRecord } from '../tfrecord/records.ts';
import { type LaserLabel, type LaserReturns, parseFrame, type RangeImage, type WaymoFrame } from './frame.ts';
import { FramePoints } from './frame-points.ts';
import { type Matrix, MatrixReader } from './matrix.ts';
import { projectRangeImage, type ReturnImages } from './project.ts';

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
  // First returns before second ones, lasers by ascending name: the order of the official converter.
  const lasers = [...frame.lasers].sort((a, b) => a.laser - b.laser);
  const reader = new MatrixReader(4);
  const poses = new Map(lasers.map((laser) => [laser, poseOf(laser, options)]));
  const points = new FramePoints();
  const packedBytes = lasers.flatMap(({ returns }) => returns.map((image) => image?.ranges?.length ?? 0));
  const total = packedBytes.reduce((sum, bytes) => sum + bytes, 0);
  for (const returnNumber of [1, 2] as const) {
    for (const [done, laser] of lasers.entries()) {
      throwIfCancelled(options.signal, 'reading');
      const image = laser.returns[returnNumber - 1];
      if (image?.ranges?.length) {
        const images = { ...readImages(image, reader), returnNumber, share: image.ranges.length / total };
        projectRangeImage(points, images, calibrationOf(frame, laser), poses.get(laser), frame.globalFromVehicle);
      }
      const of = 2 * lasers.length;
      options.onProgress?.({ stage: 'decoding', done: (returnNumber - 1) * lasers.length + done + 1, total: of });
    }
  }
  const name = `${frame.contextName || source.name} · frame ${index}`;
  const { contextName, timestampMicros, labels } = frame;
  const facts = { file: source.name, format: WAYMO, frame: index, labels: labels.length, lasers: lasers.length };
  return {
    ...points.build(name, facts, options),
    contextName,
    timestampMicros,
    labels,
    ...(frame.globalFromVehicle.length === 16 ? { globalFromVehicle: frame.globalFromVehicle } : {}),
  };
}

function calibrationOf(frame: WaymoFrame, { laser }: LaserReturns): WaymoFrame['calibrations'][number] {
  const calibration = frame.calibrations.find((entry) => entry.laser === laser);
  if (!calibration) throw new RangeError(`laser ${laser} has no calibration`);
  return calibration;
}

/** Only the first return of TOP carries poses, in memory of their own: the second return uses the same pixels. */
function poseOf({ laser, returns }: LaserReturns, options: StageOptions): Matrix<Float32Array> | undefined {
  if (!returns.some((image) => image?.ranges?.length)) return undefined;
  const bytes = returns[0]?.pose;
  if (bytes?.length) return new MatrixReader(6).float(bytes);
  if (laser === 1) {
    options.diagnostics?.warn(
      'WAYMO_NO_PIXEL_POSE',
      'the top lidar has no pixel poses: its points are not corrected for motion',
    );
  }
  return undefined;
}

/** The ranges lie in the reader's memory, until it reads the next ones. */
function readImages(
  { ranges, segmentation }: RangeImage,
  reader: MatrixReader,
): Pick<ReturnImages, 'image' | 'segmentation'> {
  const labels = segmentation?.length ? reader.int32(segmentation) : undefined;
  return { image: reader.float(ranges!), segmentation: labels };
}

function damaged(source: ByteSource, record: TfRecord, cause: unknown): FormatError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `"${source.name}": the frame at byte ${record.byteOffset} cannot be decoded (${why}). Copy or download the file again.`;
  const context = { file: source.name, format: WAYMO, byteOffset: record.byteOffset };
  return new FormatError('FORMAT_FIELD', message, context, cause);
}
