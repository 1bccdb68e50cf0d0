import type { ByteSource } from '../core/index.ts';
import type { CloudFormat, PartFormat } from '../formats/index.ts';
import { sharedFolders } from './match-files.ts';
import type { SniffedFile } from './scene-set.ts';

export interface CloudFile {
  readonly source: ByteSource;
  readonly format: CloudFormat;
}

/** The dropped files by what they are. */
export class FileSet {
  readonly clouds: readonly CloudFile[];
  private readonly files: readonly SniffedFile[];

  constructor(files: readonly SniffedFile[]) {
    this.files = files;
    this.clouds = files.flatMap(({ source, sniffed }): CloudFile[] => {
      return sniffed.kind === 'cloud' ? [{ source, format: sniffed.format }] : [];
    });
  }

  parts(format: PartFormat): ByteSource[] {
    return this.files.flatMap(({ source, sniffed }) => {
      return sniffed.kind === 'part' && sniffed.format === format ? [source] : [];
    });
  }

  /** Files of any kind at paths like this. */
  named(path: RegExp): ByteSource[] {
    return this.files.flatMap(({ source }) => (path.test(source.path) ? [source] : []));
  }
}

/** Of several files, the one that shares most folders with `beside`. */
export function nearest(beside: ByteSource, files: readonly ByteSource[]): ByteSource | undefined {
  return [...files].sort((a, b) => sharedFolders(beside.path, b.path) - sharedFolders(beside.path, a.path))[0];
}

/** A promise that is made once and kept, also by the next frame. A failed one is tried again. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
