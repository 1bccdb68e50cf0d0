import { type ByteSource, type StageOptions, throwIfCancelled } from '../../core/index.ts';
import { truncated } from '../read-exact.ts';
import { E57, fail } from './fail.ts';
import type { E57Pages } from './pages.ts';
import type { StreamDecoder } from './stream-decoder.ts';

const SECTION_BYTES = 32;
const SECTION_ID = 1;
const INDEX_PACKET = 0;
const DATA_PACKET = 1;
const EMPTY_PACKET = 2;
const LONGEST_PACKET = 65536;
const WINDOW_BYTES = 1 << 20;

/** Where a scan's packets lie, in logical bytes. */
export interface PointSection {
  readonly start: number;
  readonly end: number;
}

/** The section of compressed points at a physical place. @throws FormatError */
export async function openSection(source: ByteSource, pages: E57Pages, pointsAt: number): Promise<PointSection> {
  const at = pages.toLogical(pointsAt, 'points');
  const bytes = await pages.read(at, Math.min(at + SECTION_BYTES, pages.logicalSize), 'the head of its points');
  if (bytes.length < SECTION_BYTES) throw truncated(source, E57, 'the head of its points', source.size + 1);
  if (bytes[0] !== SECTION_ID) {
    throw fail(source, 'FORMAT_FIELD', `no points start at byte ${pointsAt}`, 'section', pointsAt);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(8, true));
  const start = pages.toLogical(Number(view.getBigUint64(16, true)), 'data packets');
  if (start < at || at + length > pages.logicalSize) {
    throw fail(source, 'FORMAT_FIELD', `its points are said to take ${length} bytes`, 'section length', pointsAt);
  }
  return { start, end: at + length };
}

/**
 * Walks the packets of a section until every stream is complete, and hands each stream its bytes.
 * @throws FormatError FORMAT_TRUNCATED when the packets end first
 */
export async function decodePackets(
  source: ByteSource,
  pages: E57Pages,
  section: PointSection,
  streams: readonly StreamDecoder[],
  count: number,
  options: StageOptions,
): Promise<void> {
  let at = section.start;
  let window: Uint8Array = new Uint8Array(0);
  let windowAt = at;
  while (streams.some((stream) => stream.done < count)) {
    if (at + 4 > section.end) throw truncated(source, E57, `the table of ${count} points`, source.size + 1);
    if (at + LONGEST_PACKET > windowAt + window.length && windowAt + window.length < section.end) {
      throwIfCancelled(options.signal, 'reading');
      windowAt = at;
      window = await pages.read(at, Math.min(at + WINDOW_BYTES, section.end), 'the points');
      options.onProgress?.({ stage: 'reading', done: at - section.start, total: section.end - section.start });
    }
    const packet = window.subarray(at - windowAt);
    const type = packet[0];
    const length = (packet[2]! | (packet[3]! << 8)) + 1;
    if (type !== INDEX_PACKET && type !== DATA_PACKET && type !== EMPTY_PACKET) {
      throw fail(source, 'FORMAT_FIELD', `a packet of its points has the unknown type ${type}`, 'packet');
    }
    if (length % 4 !== 0 || length > packet.length) {
      throw fail(source, 'FORMAT_FIELD', `a packet of its points is said to have ${length} bytes`, 'packet');
    }
    if (type === DATA_PACKET) pushPacket(source, packet.subarray(0, length), streams);
    at += length;
  }
}

function pushPacket(source: ByteSource, packet: Uint8Array, streams: readonly StreamDecoder[]): void {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const streamCount = packet.length >= 6 ? view.getUint16(4, true) : 0;
  let from = 6 + streamCount * 2;
  if (streamCount !== streams.length || from > packet.length) {
    const why = `a packet of its points has ${streamCount} streams, and its description says ${streams.length}`;
    throw fail(source, 'FORMAT_FIELD', why, 'packet');
  }
  for (let i = 0; i < streamCount; i++) {
    const to = from + view.getUint16(6 + i * 2, true);
    if (to > packet.length)
      throw fail(source, 'FORMAT_FIELD', 'a packet of its points is shorter than its streams', 'packet');
    streams[i]!.push(packet.subarray(from, to));
    from = to;
  }
}
