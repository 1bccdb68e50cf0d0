import { LimitError } from '../../core/index.ts';

/** Entries of a ZIP: as many as files of a drop. */
export const MAX_ENTRIES = 20_000;
/** Unpacked bytes of one file that are held in memory. */
export const MAX_UNPACKED_BYTES = 2 ** 31;
/** Real scans shrink to a third, label files of zeros to a hundredth. */
const MAX_RATIO = 250;
/** Below this an archive may expand as it likes: it does no harm. */
const RATIO_MATTERS_BYTES = 64 * 2 ** 20;
/** Deflate cannot do better (258 bytes from two bits, minus overhead): more is a header that lies. */
export const DEFLATE_MAX_RATIO = 1032;

/** @throws LimitError LIMIT_MEMORY when the bytes are more than can be held, or expand as only a decompression bomb does */
export function checkUnpacked(file: string, unpacked: number, packed: number): void {
  checkRatio(file, unpacked, packed);
  if (unpacked > MAX_UNPACKED_BYTES) {
    throw tooLarge(file, `it unpacks to more than ${MAX_UNPACKED_BYTES / 2 ** 30} GiB`, unpacked, MAX_UNPACKED_BYTES);
  }
}

/** @throws LimitError LIMIT_MEMORY when the bytes expand as only a decompression bomb does */
export function checkRatio(file: string, unpacked: number, packed: number): void {
  const available = Math.max(RATIO_MATTERS_BYTES, packed * MAX_RATIO);
  if (unpacked > available) {
    throw tooLarge(file, `it unpacks to more than ${MAX_RATIO} times its size, as no scan does`, unpacked, available);
  }
}

function tooLarge(file: string, why: string, needed: number, available: number): LimitError {
  const message = `"${file}" was not unpacked: ${why}. If you trust it, unpack it on disk and drop what is inside.`;
  return new LimitError('LIMIT_MEMORY', message, { limit: 'unpacked bytes', needed, available, file });
}
