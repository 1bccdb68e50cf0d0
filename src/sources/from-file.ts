import { type ByteSource, SourceError } from '../core/index.ts';

/**
 * A dropped or picked file, read range by range, so that a 2 GB file costs only what is looked at.
 * `path` is the place inside the dropped folder; a folder picker's `webkitRelativePath` is used when it is not given.
 */
export function fromFile(file: File, path?: string): ByteSource {
  const inFolder = path ?? (file.webkitRelativePath || file.name);
  return {
    name: file.name,
    path: inFolder.replace(/^\/+/, ''),
    size: file.size,
    async read(start, end) {
      try {
        return new Uint8Array(await file.slice(Math.max(0, start), Math.max(0, start, end)).arrayBuffer());
      } catch (cause) {
        // The browser refuses when the file changed or vanished since it was dropped.
        throw new SourceError(
          'SOURCE_UNREADABLE',
          `The browser could not read "${file.name}": it may have been moved, changed or locked since. Drop it again.`,
          { file: file.name },
          cause,
        );
      }
    },
  };
}
