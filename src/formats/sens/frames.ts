import { type ByteSource, WorkbenchError } from '../../core/index.ts';
import { inflateZlib } from '../inflate/zlib.ts';
import { readExact } from '../read-exact.ts';
import { FRAME_HEADER_BYTES, fail, readSensHeader, SENS, type SensHeader } from './header.ts';

export interface SensFrame {
  /** Row-major 4×4, or undefined where tracking was lost. */
  readonly worldFromCamera: readonly number[] | undefined;
  readonly timestampMicros: number;
  /** Stored depth, row by row; 0 = no measurement, metres = value / `depthShift`. Absent where the frame has none. */
  readonly depth: Uint16Array | undefined;
}

export interface SensFile {
  readonly header: SensHeader;
  /** @throws FormatError, LimitError, SourceError */
  readFrame(index: number): Promise<SensFrame>;
}

/**
 * Opens a stream without reading its frames. There is no index: frames are found by hopping over the ones before, once, and only as
 * far as somebody asked. Colours are never read.
 */
export async function openSens(source: ByteSource): Promise<SensFile> {
  const header = await readSensHeader(source);
  const starts = [header.bodyOffset];
  const startOf = async (index: number) => {
    while (starts.length <= index) {
      const at = starts.at(-1)!;
      const { end } = await readFrameHeader(source, at);
      starts.push(end);
    }
    return starts[index]!;
  };
  return {
    header,
    async readFrame(index) {
      if (!(index >= 0 && index < header.frameCount)) throw new RangeError(`frame ${index} of ${header.frameCount}`);
      const { view, depthAt, end } = await readFrameHeader(source, await startOf(index));
      if (starts.length === index + 1) starts.push(end);
      const pose = Array.from({ length: 16 }, (_, i) => view.getFloat32(i * 4, true));
      // Where tracking was lost every number is −∞, or the rotation is zero.
      const isKnown = pose.every(Number.isFinite) && pose[0] !== 0;
      const timestampMicros = Number(view.getBigUint64(72, true));
      const worldFromCamera = isKnown ? pose : undefined;
      if (end === depthAt) return { worldFromCamera, timestampMicros, depth: undefined };
      const bytes = await readExact(source, depthAt, end, SENS, `the depth of frame ${index}`);
      return { worldFromCamera, timestampMicros, depth: await decodeDepth(source, header, bytes, depthAt) };
    },
  };
}

async function readFrameHeader(source: ByteSource, at: number) {
  const bytes = await readExact(source, at, at + FRAME_HEADER_BYTES, SENS, 'a frame');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [color, depth] = [Number(view.getBigUint64(80, true)), Number(view.getBigUint64(88, true))];
  const depthAt = at + FRAME_HEADER_BYTES + color;
  const end = depthAt + depth;
  if (!(end <= source.size)) throw fail(source, at + 80, 'a frame ends beyond the file', 'frame size');
  return { view, depthAt, end };
}

async function decodeDepth(
  source: ByteSource,
  header: SensHeader,
  bytes: Uint8Array,
  byteOffset: number,
): Promise<Uint16Array> {
  const { depthCompression, depthWidth, depthHeight } = header;
  const needed = depthWidth * depthHeight * 2;
  if (depthCompression !== 'raw' && depthCompression !== 'zlib') {
    throw fail(
      source,
      byteOffset,
      `its depth is compressed as "${depthCompression}", which is not read`,
      'depth compression',
    );
  }
  let raw = bytes;
  if (depthCompression === 'zlib') {
    try {
      raw = inflateZlib(bytes, { maxBytes: needed, what: 'A depth picture' });
    } catch (cause) {
      if (cause instanceof WorkbenchError) throw cause;
      throw fail(source, byteOffset, 'a depth picture is damaged', 'depth');
    }
  }
  if (raw.length !== needed)
    throw fail(source, byteOffset, `a depth picture has ${raw.length} bytes, not ${needed}`, 'depth');
  return new Uint16Array(raw.slice().buffer);
}
