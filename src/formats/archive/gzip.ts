import { Gunzip } from 'fflate';
import { type ByteSource, type StageOptions, throwIfCancelled } from '../../core/index.ts';
import { truncated } from '../read-exact.ts';
import { ByteBlocks } from './byte-blocks.ts';
import { crc32 } from './crc32.ts';
import { damaged } from './damaged.ts';
import { checkUnpacked } from './limits.ts';

export const GZIP = 'gzip';

const CHUNK_BYTES = 1 << 20;
/** Given to the inflater at once: its output, at most a thousand times as much, is checked after each. */
const STEP_BYTES = 1 << 16;
/** Header and trailer of an empty member. */
const MIN_BYTES = 18;

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}

/**
 * The file inside a gzip file, in memory: how long it is cannot be known before it is unpacked. Several members one after
 * the other (bgzip, concatenated files) are one file.
 * @throws FormatError FORMAT_TRUNCATED, FORMAT_FIELD, FORMAT_CHECKSUM; LimitError LIMIT_MEMORY; CancelledError
 */
export async function gunzip(source: ByteSource, options: StageOptions = {}): Promise<ByteSource> {
  if (source.size < MIN_BYTES) throw truncated(source, GZIP, 'the gzip header', MIN_BYTES);
  const unpacked = new ByteBlocks();
  const pending: Uint8Array[] = [];
  let members = 1;
  let crc = 0;
  const inflater = new Gunzip((chunk) => void pending.push(chunk));
  inflater.onmember = () => void members++;
  for (let at = 0; at < source.size; at += CHUNK_BYTES) {
    throwIfCancelled(options.signal, 'unpacking');
    const bytes = await source.read(at, at + CHUNK_BYTES);
    for (let from = 0; from < bytes.length; from += STEP_BYTES) {
      const isLast = at + from + STEP_BYTES >= source.size;
      try {
        inflater.push(bytes.subarray(from, from + STEP_BYTES), isLast);
      } catch (cause) {
        if (isLast && /unexpected EOF/.test(String(cause)))
          throw truncated(source, GZIP, 'what is packed', source.size + 1);
        throw damaged(source.name, GZIP, 'its packed bytes are damaged', 'deflate');
      }
      for (const chunk of pending.splice(0)) {
        crc = crc32(chunk, crc);
        unpacked.append(chunk);
      }
      checkUnpacked(source.name, unpacked.length, source.size);
    }
    options.onProgress?.({ stage: 'unpacking', done: Math.min(source.size, at + CHUNK_BYTES), total: source.size });
  }
  // With several members the trailer speaks of the last one alone.
  if (members === 1) await checkTrailer(source, unpacked.length, crc);
  return unpacked.asSource(withoutSuffix(source.name), withoutSuffix(source.path));
}

async function checkTrailer(source: ByteSource, length: number, crc: number): Promise<void> {
  const trailer = await source.read(source.size - 8, source.size);
  const view = new DataView(trailer.buffer, trailer.byteOffset, trailer.byteLength);
  if (view.getUint32(4, true) !== length % 2 ** 32) throw truncated(source, GZIP, 'what is packed', source.size + 1);
  if (view.getUint32(0, true) !== crc) {
    throw damaged(source.name, GZIP, 'its checksum differs from what it holds', 'crc32', 'FORMAT_CHECKSUM');
  }
}

function withoutSuffix(name: string): string {
  return name.replace(/\.tgz$/i, '.tar').replace(/\.gz(ip)?$/i, '');
}
