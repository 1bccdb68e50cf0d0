import { FormatError, WeightsError } from '../../core/index.ts';

type Code = 'FORMAT_TRUNCATED' | 'FORMAT_FIELD' | 'FORMAT_MAGIC' | 'FORMAT_UNKNOWN';

/** Bytes of a checkpoint that do not mean what they should. */
export function brokenFile(code: Code, file: string, field: string, why: string, byteOffset?: number): FormatError {
  const context = { file, format: 'checkpoint', field, ...(byteOffset !== undefined && { byteOffset }) };
  return new FormatError(code, `${file}: ${field}: ${why}`, context);
}

/** A layer that the file has and our networks cannot express, or the other way round. */
export function unfit(tensor: string, expected: string, found: string): WeightsError {
  return new WeightsError('WEIGHTS_SHAPE', `${tensor}: expected ${expected}, found ${found}`, {
    tensor,
    expected,
    found,
  });
}
