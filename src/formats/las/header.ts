import { type ByteSource, type ErrorCode, FormatError, type Vec3 } from '../../core/index.ts';
import { FURTHEST_M } from '../origin.ts';
import { emptyFile, truncated } from '../read-exact.ts';

export const LAS = 'las';
export const LAZ = 'laz';
export const COPC = 'copc';

export interface LasHeader {
  /** 1.x; LAS has no other major version. */
  readonly versionMinor: number;
  readonly headerBytes: number;
  readonly pointsOffset: number;
  readonly vlrCount: number;
  /** Point format 0–10 without the bits that mark compression. */
  readonly pointFormat: number;
  readonly isCompressed: boolean;
  readonly recordBytes: number;
  /** Points, as declared. */
  readonly count: number;
  readonly scale: Vec3;
  readonly offset: Vec3;
  /** Extended records behind the points, 1.4 only; none is (0, 0). */
  readonly evlrOffset: number;
  readonly evlrCount: number;
}

/** Bytes of a record by point format, without extra bytes. */
export const RECORD_BYTES = [20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67] as const;

const SMALLEST_HEADER = 227;
const HEADER_1_4 = 375;

/**
 * The public header of LAS 1.0–1.4 (ASPRS LAS 1.4 R15, table 3). Counts and offsets are held against the file's size.
 * @throws FormatError
 */
export async function readLasHeader(source: ByteSource): Promise<LasHeader> {
  if (source.size === 0) throw emptyFile(source, LAS);
  const bytes = await source.read(0, HEADER_1_4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLas = bytes[0] === 0x4c && bytes[1] === 0x41 && bytes[2] === 0x53 && bytes[3] === 0x46;
  if (bytes.length >= 4 && !isLas) throw fail(source, 'FORMAT_MAGIC', 0, 'it does not start with LASF', 'signature');
  if (bytes.length < SMALLEST_HEADER) throw truncated(source, LAS, 'the header', SMALLEST_HEADER);
  const versionMinor = view.getUint8(25);
  if (view.getUint8(24) !== 1 || versionMinor > 4) {
    const version = `${view.getUint8(24)}.${versionMinor}`;
    throw fail(source, 'FORMAT_FIELD', 24, `it is LAS version ${version}, and 1.0 to 1.4 are read`, 'version');
  }
  const headerBytes = view.getUint16(94, true);
  const least = versionMinor === 4 ? HEADER_1_4 : SMALLEST_HEADER;
  if (headerBytes < least) {
    throw fail(source, 'FORMAT_FIELD', 94, `its header says it has ${headerBytes} bytes, not ${least}`, 'header size');
  }
  if (headerBytes > source.size) throw truncated(source, LAS, 'the header', headerBytes);
  const pointsOffset = view.getUint32(96, true);
  if (pointsOffset < headerBytes) {
    const why = `its points are said to start at byte ${pointsOffset}, inside the header`;
    throw fail(source, 'FORMAT_FIELD', 96, why, 'offset to point data');
  }
  if (pointsOffset > source.size) throw truncated(source, LAS, 'the start of the points', pointsOffset);
  const { pointFormat, isCompressed, recordBytes } = readPointFormat(source, view);
  const hasEvlrs = versionMinor === 4;
  return {
    versionMinor,
    headerBytes,
    pointsOffset,
    vlrCount: view.getUint32(100, true),
    pointFormat,
    isCompressed,
    recordBytes,
    count: readCount(source, view, versionMinor),
    ...readTransform(source, view),
    evlrOffset: hasEvlrs ? Number(view.getBigUint64(235, true)) : 0,
    evlrCount: hasEvlrs ? view.getUint32(243, true) : 0,
  };
}

function readPointFormat(source: ByteSource, view: DataView) {
  const stored = view.getUint8(104);
  const pointFormat = stored & 0x3f;
  const least = RECORD_BYTES[pointFormat];
  if (least === undefined) {
    throw fail(source, 'FORMAT_FIELD', 104, `its point format is ${pointFormat}, and 0 to 10 exist`, 'point format');
  }
  const recordBytes = view.getUint16(105, true);
  if (recordBytes < least) {
    const why = `its points have ${recordBytes} bytes each, and point format ${pointFormat} needs ${least}`;
    throw fail(source, 'FORMAT_FIELD', 105, why, 'point record length');
  }
  return { pointFormat, isCompressed: stored > 0x3f, recordBytes };
}

/** 1.4 has a 64-bit count, and may leave the old one at 0; some writers fill in only the old one. */
function readCount(source: ByteSource, view: DataView, versionMinor: number): number {
  const legacy = view.getUint32(107, true);
  const count = versionMinor === 4 ? Number(view.getBigUint64(247, true)) || legacy : legacy;
  if (Number.isSafeInteger(count)) return count;
  throw fail(source, 'FORMAT_FIELD', 247, 'its number of points is impossible', 'number of points');
}

function readTransform(source: ByteSource, view: DataView): { scale: Vec3; offset: Vec3 } {
  const triple = (at: number): Vec3 => [
    view.getFloat64(at, true),
    view.getFloat64(at + 8, true),
    view.getFloat64(at + 16, true),
  ];
  const [scale, offset] = [triple(131), triple(155)];
  for (let axis = 0; axis < 3; axis++) {
    // Every stored integer must stay a coordinate of float32, else every point would be lost.
    const furthest = Math.abs(scale[axis]!) * 2 ** 31 + Math.abs(offset[axis]!);
    if (furthest < FURTHEST_M && scale[axis] !== 0) continue;
    const why = `its ${'xyz'[axis]} scale is ${scale[axis]} and its offset ${offset[axis]}`;
    throw fail(source, 'FORMAT_FIELD', 131 + axis * 8, why, 'scale');
  }
  return { scale, offset };
}

export function fail(
  source: ByteSource,
  code: ErrorCode,
  byteOffset: number,
  why: string,
  field: string,
  next = 'The file is damaged; export it again.',
): FormatError {
  const context = { file: source.name, format: LAS, byteOffset, field };
  return new FormatError(code, `"${source.name}" cannot be read as LAS: ${why}. ${next}`, context);
}
