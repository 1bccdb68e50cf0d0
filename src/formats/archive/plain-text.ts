import { type ByteSource, type StageOptions, throwIfCancelled } from '../../core/index.ts';
import { ByteBlocks } from './byte-blocks.ts';
import { checkUnpacked } from './limits.ts';

const CHUNK_BYTES = 1 << 20;
const HEAD_BYTES = 66;

const MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
  [[0xef, 0xbb, 0xbf], 'utf-8'],
];

/**
 * Text that spreadsheets and editors mark by its first bytes, as readers expect it: UTF-16 becomes UTF-8, in memory, and the mark goes.
 * Undefined where there is none.
 * @throws LimitError LIMIT_MEMORY, CancelledError
 */
export async function asPlainText(source: ByteSource, options: StageOptions): Promise<ByteSource | undefined> {
  const head = await source.read(0, HEAD_BYTES);
  const found = MARKS.find(([mark, encoding]) => mark.every((byte, i) => head[i] === byte) && isText(head, encoding));
  if (!found) return undefined;
  const [mark, encoding] = found;
  const markBytes = mark.length;
  if (encoding === 'utf-8') {
    const read: ByteSource['read'] = (start, end) => {
      const from = Math.max(0, start);
      return source.read(from + markBytes, Math.max(from, end) + markBytes);
    };
    const { release } = source;
    return {
      name: source.name,
      path: source.path,
      size: source.size - markBytes,
      read,
      ...(release ? { release: (bytes: Uint8Array) => release.call(source, bytes) } : {}),
    };
  }
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  const text = new ByteBlocks();
  for (let at = markBytes; at < source.size; at += CHUNK_BYTES) {
    throwIfCancelled(options.signal, 'unpacking');
    const bytes = await source.read(at, at + CHUNK_BYTES);
    text.append(encoder.encode(decoder.decode(bytes, { stream: true })));
    checkUnpacked(source.name, text.length, source.size);
    options.onProgress?.({ stage: 'unpacking', done: Math.min(source.size, at + CHUNK_BYTES), total: source.size });
  }
  return text.asSource(source.name, source.path);
}

/** The mark alone may start a file of floats: those have zeros and control characters among the first of them. */
function isText(head: Uint8Array, encoding: string): boolean {
  const start = new TextDecoder(encoding).decode(head, { stream: true });
  const isPlain = Array.from(start).every((character) => /[\t\n\r\P{C}]/u.test(character) && character !== '\ufffd');
  return isPlain && /[\d\s,;]/.test(start);
}
