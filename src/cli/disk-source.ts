import fs from 'node:fs/promises';
import path from 'node:path';
import { type ByteSource, SourceError } from '../core/index.ts';

/** Memory that was given back, of all files: who reads ahead has two pieces at a time. Long ones are rare, and let go of. */
const FREE: ArrayBuffer[] = [];
const MOST_FREE = 2;
const LONGEST_FREE_BYTES = 8 << 20;

/** A file on disk as a source. Opened anew for each read: a sequence of thousands of files must not hold thousands of handles. */
function fromDisk(file: string, size: number, inFolder: string): ByteSource {
  return {
    name: path.basename(file),
    path: inFolder,
    size,
    async read(start, end) {
      const from = Math.max(0, start);
      const length = Math.max(0, Math.min(size, end) - from);
      const bytes = new Uint8Array(takeFree(length) ?? new ArrayBuffer(length)).subarray(0, length);
      try {
        const handle = await fs.open(file, 'r');
        try {
          let done = 0;
          while (done < bytes.length) {
            const { bytesRead } = await handle.read(bytes, done, bytes.length - done, from + done);
            if (bytesRead === 0) break; // the file became shorter since it was listed
            done += bytesRead;
          }
          return bytes.subarray(0, done);
        } finally {
          await handle.close();
        }
      } catch (cause) {
        throw unreadable(file, cause);
      }
    },
    release({ buffer }) {
      if (FREE.length < MOST_FREE && buffer.byteLength <= LONGEST_FREE_BYTES) FREE.push(buffer as ArrayBuffer);
    },
  };
}

/** Not much longer than it has to be: what is kept of it must not keep the rest. */
function takeFree(length: number): ArrayBuffer | undefined {
  const at = FREE.findIndex(({ byteLength }) => byteLength >= length && byteLength <= length * 1.1);
  return at < 0 ? undefined : FREE.splice(at, 1)[0];
}

/**
 * Files named on the command line, folders walked, sorted by path. A source's `path` starts below the folder that all arguments
 * share, so that `velodyne/000000.bin` and `label_2/000000.txt` keep the folders by which a layout is recognised.
 * @throws SourceError when something named is not there or cannot be read.
 */
export async function openPaths(given: readonly string[]): Promise<ByteSource[]> {
  const files: { file: string; size: number }[] = [];
  for (const argument of given) await collect(path.resolve(argument), argument, files);
  const base = sharedParent(given.map((argument) => path.resolve(argument)));
  const unique = new Map(files.map((entry) => [entry.file, entry]));
  return [...unique.values()]
    .map(({ file, size }) => fromDisk(file, size, path.relative(base, file).split(path.sep).join('/')))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function collect(absolute: string, shown: string, files: { file: string; size: number }[]): Promise<void> {
  try {
    const stat = await fs.stat(absolute);
    if (!stat.isDirectory()) {
      files.push({ file: absolute, size: stat.size });
      return;
    }
    const entries = await fs.readdir(absolute, { withFileTypes: true });
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      // A linked folder may lead back up: only linked files are followed.
      const isLinkToFolder = entry.isSymbolicLink() && (await fs.stat(path.join(absolute, entry.name))).isDirectory();
      if (!isLinkToFolder) await collect(path.join(absolute, entry.name), path.join(shown, entry.name), files);
    }
  } catch (cause) {
    throw cause instanceof SourceError ? cause : unreadable(shown, cause);
  }
}

/** The deepest folder that holds every argument itself (not only its content). */
function sharedParent(absolutes: readonly string[]): string {
  const [first, ...rest] = absolutes.map((absolute) => path.dirname(absolute).split(path.sep));
  let shared = first ?? [];
  for (const parts of rest) {
    const differs = shared.findIndex((part, index) => part !== parts[index]);
    if (differs >= 0) shared = shared.slice(0, differs);
  }
  return shared.join(path.sep) || path.sep;
}

function unreadable(file: string, cause: unknown): SourceError {
  const code = (cause as NodeJS.ErrnoException).code;
  const reasons: Record<string, string> = {
    ENOENT: 'no such file or folder',
    EACCES: 'permission denied',
    EISDIR: 'is a folder',
  };
  const reason = reasons[code ?? ''] ?? (cause instanceof Error ? cause.message : String(cause));
  return new SourceError('SOURCE_UNREADABLE', `${reason}: ${file}`, { file }, cause);
}
