import { type ByteSource, FormatError } from '../../core/index.ts';
import { readExact, truncated } from '../read-exact.ts';

export const SENS = 'sens';

export interface SensHeader {
  readonly sensorName: string;
  /** Row-major 4×4. */
  readonly depthIntrinsic: readonly number[];
  readonly depthWidth: number;
  readonly depthHeight: number;
  readonly depthCompression: 'raw' | 'zlib' | 'occi' | 'unknown';
  readonly colorCompression: 'raw' | 'png' | 'jpeg' | 'unknown';
  /** Depth in metres = stored / shift. */
  readonly depthShift: number;
  readonly frameCount: number;
  /** Byte where the first frame starts. */
  readonly bodyOffset: number;
}

/** Pose, two time stamps and two sizes: what every frame has before its pictures. */
export const FRAME_HEADER_BYTES = 96;
const MAX_NAME_BYTES = 256;
const MAX_PIXELS = 4096 * 4096;

/** `u32 version, u64 name length, name`: no other format starts with a small number, a small length and text of that length. */
export function isSens(head: Uint8Array): boolean {
  if (head.length < 13) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const version = view.getUint32(0, true);
  const length = view.getUint32(4, true);
  if ((version !== 3 && version !== 4) || view.getUint32(8, true) !== 0) return false;
  if (length === 0 || length >= MAX_NAME_BYTES || 12 + length > head.length) return false;
  return head.subarray(12, 12 + length).every((byte) => byte >= 32 && byte < 127);
}

/** Header of ScanNet's RGB-D stream, version 4 (3 has the same frames). @throws FormatError */
export async function readSensHeader(source: ByteSource): Promise<SensHeader> {
  const start = await readExact(source, 0, 12, SENS, 'the header');
  const nameBytes = new DataView(start.buffer, start.byteOffset, 12).getUint32(4, true);
  if (nameBytes >= MAX_NAME_BYTES) throw fail(source, 4, 'its sensor name is too long', 'sensor name');
  // Name, four matrices, two compressions, four sizes, depth shift, frame count.
  const bodyOffset = 12 + nameBytes + 4 * 64 + 8 + 16 + 4 + 8;
  const bytes = await readExact(source, 0, bodyOffset, SENS, 'the header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 12 + nameBytes;
  const matrix = () => Array.from({ length: 16 }, () => view.getFloat32((at += 4) - 4, true));
  matrix();
  matrix();
  const depthIntrinsic = matrix();
  matrix();
  const word = () => view.getInt32((at += 4) - 4, true);
  const [color, depth] = [word(), word()];
  const [, , depthWidth, depthHeight] = [word(), word(), word(), word()] as [number, number, number, number];
  const depthShift = view.getFloat32(at, true);
  const frameCount = Number(view.getBigUint64(at + 4, true));
  if (!(depthWidth > 0 && depthHeight > 0 && depthWidth * depthHeight <= MAX_PIXELS)) {
    throw fail(source, at - 8, `its depth pictures would be ${depthWidth} × ${depthHeight}`, 'depth size');
  }
  if (!(depthShift > 0)) throw fail(source, at, `its depth shift is ${depthShift}`, 'depth shift');
  if (!(depthIntrinsic[0]! > 0 && depthIntrinsic[5]! > 0)) {
    throw fail(source, 12 + nameBytes + 128, 'its depth camera has no focal length', 'depth intrinsic');
  }
  const needed = bodyOffset + frameCount * FRAME_HEADER_BYTES;
  if (!(needed <= source.size)) throw truncated(source, SENS, `a stream of ${frameCount} frames`, needed);
  return {
    sensorName: new TextDecoder().decode(bytes.subarray(12, 12 + nameBytes)),
    depthIntrinsic,
    depthWidth,
    depthHeight,
    depthCompression: (['raw', 'zlib', 'occi'] as const)[depth] ?? 'unknown',
    colorCompression: (['raw', 'png', 'jpeg'] as const)[color] ?? 'unknown',
    depthShift,
    frameCount,
    bodyOffset,
  };
}

export function fail(source: ByteSource, byteOffset: number, why: string, field: string): FormatError {
  const message = `"${source.name}" is no .sens stream that can be read: ${why}. Copy or download it again.`;
  return new FormatError('FORMAT_FIELD', message, { file: source.name, format: SENS, byteOffset, field });
}
