import { zipSync } from 'fflate';

export interface WrittenFile {
  /** Path inside the folder or archive, with `/`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Text shrinks to a tenth; coordinates hardly shrink, and cost time. */
const TEXT = /\.(txt|csv|json|label)$/i;
/** The same bytes for the same files: an archive's first date. */
const DATE = new Date(1980, 0, 1);

/** A ZIP of the files, in order. NPZ is one of these, stored as `numpy.savez` does. */
export function writeZip(files: readonly WrittenFile[], { isStored = false } = {}): Uint8Array {
  const entries = files.map(({ name, bytes }) => {
    const level = isStored || !TEXT.test(name) ? 0 : 6;
    return [name, [bytes, { level, mtime: DATE }]] as const;
  });
  return zipSync(Object.fromEntries(entries) as Parameters<typeof zipSync>[0]);
}
