import { type ErrorCode, FormatError } from '../../core/index.ts';

export function damaged(file: string, format: string, why: string, field: string, code: ErrorCode = 'FORMAT_FIELD') {
  const message = `"${file}" cannot be unpacked: ${why}. Copy or download it again.`;
  return new FormatError(code, message, { file, format, field });
}
