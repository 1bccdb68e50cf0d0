import { type ByteSource, FormatError } from '../core/index.ts';

/**
 * Bytes `[start, end)`, all of them.
 * @throws FormatError FORMAT_TRUNCATED naming `what` and the offset where the file ended too early.
 */
export async function readExact(
  source: ByteSource,
  start: number,
  end: number,
  format: string,
  what: string,
): Promise<Uint8Array> {
  if (end > source.size) throw truncated(source, format, what, end);
  const bytes = await source.read(start, end);
  if (bytes.length !== end - start) throw truncated(source, format, what, end);
  return bytes;
}

export function truncated(source: ByteSource, format: string, what: string, needed: number): FormatError {
  return new FormatError(
    'FORMAT_TRUNCATED',
    `"${source.name}" ends too early: ${what} needs ${needed} bytes, the file has ${source.size}. Copy or download it again.`,
    { file: source.name, format, byteOffset: source.size, needed, field: what },
  );
}

/** Every byte of a small file (labels, JSON, calibration). Empty files are an error here: nothing can be meant by them. */
export async function readWhole(source: ByteSource, format: string): Promise<Uint8Array> {
  if (source.size === 0) throw emptyFile(source, format);
  return readExact(source, 0, source.size, format, 'the file');
}

export async function readText(source: ByteSource, format: string): Promise<string> {
  return new TextDecoder().decode(await readWhole(source, format));
}

export function emptyFile(source: ByteSource, format?: string): FormatError {
  const message = `"${source.name}" is empty (0 bytes). Copy or download it again.`;
  return new FormatError('FORMAT_EMPTY', message, { file: source.name, format });
}

/** A text that ends before the rows that its header promises. */
export function tooFewRows(source: ByteSource, format: string, found: number, promised: number): FormatError {
  const message = `"${source.name}" ends too early: it has ${found} of the ${promised} points that its header promises. Copy or download it again.`;
  return new FormatError('FORMAT_TRUNCATED', message, { file: source.name, format, byteOffset: source.size });
}
