import { type ByteSource, type ErrorCode, FormatError } from '../../core/index.ts';

export const E57 = 'e57';

export function fail(
  source: ByteSource,
  code: ErrorCode,
  why: string,
  field: string,
  byteOffset?: number,
  next = 'The file is damaged; export it again.',
): FormatError {
  const context = { file: source.name, format: E57, field, ...(byteOffset === undefined ? {} : { byteOffset }) };
  return new FormatError(code, `"${source.name}" cannot be read as E57: ${why}. ${next}`, context);
}
