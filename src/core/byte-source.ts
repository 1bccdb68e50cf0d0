/** Bytes that can be read in ranges: a dropped file, a URL with range requests, an array in memory. Made by `sources`. */
export interface ByteSource {
  /** File name without folders. */
  readonly name: string;
  /** Path inside the dropped folder, `/`-separated; equals `name` for a loose file. Never used as a path on disk. */
  readonly path: string;
  /** Length in bytes. */
  readonly size: number;
  /**
   * Bytes `[start, end)`, clamped to the file; a short read is the end of the file.
   * @throws SourceError when the bytes cannot be had.
   */
  read(start: number, end: number): Promise<Uint8Array>;
  /**
   * Takes back what `read` gave and nobody will look at again: its memory is free at once, not when garbage is collected. Sources whose
   * bytes belong to others have no such method.
   */
  release?(bytes: Uint8Array): void;
}
