/** What a checkpoint may ask for. Real ones stay far below; a file that asks for more is broken or hostile. */
export const LIMITS = {
  /** Files in the archive: one per tensor of model and optimiser. */
  zipEntries: 200_000,
  directoryBytes: 1 << 26,
  /** One tensor. */
  entryBytes: 2 ** 31,
  /** The description of what is in the file, without the numbers themselves. */
  pickleBytes: 1 << 26,
  /** Objects alive on the machine's stack or in its memo. */
  pickleObjects: 1 << 20,
  /** Elements copied by calls: a call may name the same long list again and again. */
  pickleCopies: 1 << 22,
  tensorDims: 8,
  headerBytes: 1 << 26,
  /** How deep inside nested dictionaries weights are looked for. */
  dictDepth: 6,
} as const;
