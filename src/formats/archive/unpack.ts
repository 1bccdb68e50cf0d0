import { type ByteSource, FormatError, LimitError, type StageOptions, throwIfCancelled } from '../../core/index.ts';
import { gunzip, isGzip } from './gzip.ts';
import { checkRatio } from './limits.ts';
import { asPlainText } from './plain-text.ts';
import { ZipArchive } from './zip-archive.ts';
import { isZip, readZipDirectory, ZIP, type ZipEntry } from './zip-directory.ts';

/** Heads read at the same time. */
const AT_ONCE = 8;

/**
 * Dropped files with archives replaced by what is in them: `a.ply.gz` by `a.ply`, a ZIP by its files, as if the folder of its
 * name had been dropped. Marked text (UTF-16) is decoded. Archives in archives are opened once; deeper ones stay what they are. An NPZ is a cloud, not a folder.
 * @throws FormatError for damaged, encrypted or empty archives; LimitError for what expands as no data does; CancelledError
 */
export async function unpackArchives(
  sources: readonly ByteSource[],
  options: StageOptions = {},
): Promise<readonly ByteSource[]> {
  const unpacked: ByteSource[] = [];
  for (let at = 0; at < sources.length; at += AT_ONCE) {
    throwIfCancelled(options.signal, 'unpacking');
    const some = sources.slice(at, at + AT_ONCE);
    const opened = await Promise.all(some.map((source) => unpackOrKeep(source, options, sources.length > 1)));
    unpacked.push(...opened.flat());
  }
  return unpacked;
}

/** One archive among several files that cannot be unpacked is left as it is, and that is said. */
async function unpackOrKeep(source: ByteSource, options: StageOptions, isOneOfMany: boolean): Promise<ByteSource[]> {
  try {
    return (await unpackOne(source, options, 2)) ?? [source];
  } catch (error) {
    const isItsFault = error instanceof FormatError || error instanceof LimitError;
    if (!isOneOfMany || !isItsFault) throw error;
    options.diagnostics?.warn('ARCHIVE_LEFT_OUT', error.message);
    return [source];
  }
}

/** Undefined where the file is neither an archive nor text that is marked by its first bytes. @param levels archives that may be opened, one in another */
async function unpackOne(source: ByteSource, options: StageOptions, levels: number): Promise<ByteSource[] | undefined> {
  if (levels === 0 || source.size < 18) return undefined;
  const head = await source.read(0, 4);
  if (isGzip(head)) {
    const inside = await gunzip(source, options);
    return (await unpackOne(inside, options, levels - 1)) ?? [inside];
  }
  if (head[0]! >= 0xef) {
    const text = await asPlainText(source, options);
    return text && [text];
  }
  if (!isZip(head)) return undefined;
  const entries = await readZipDirectory(source);
  return isNpz(source, entries) ? undefined : unpackZip(source, entries, options, levels);
}

async function unpackZip(source: ByteSource, entries: readonly ZipEntry[], options: StageOptions, levels: number) {
  const archive = new ZipArchive(source);
  const folder = source.path.replace(/\.[^./]*$/, '');
  const files: ByteSource[] = [];
  let [total, refused] = [0, 0];
  let firstRefusal: FormatError | undefined;
  for (const entry of entries) {
    const segments = segmentsOf(entry.name);
    const name = segments.at(-1);
    if (name === undefined || /[/\\]$/.test(entry.name) || isHidden(segments)) continue;
    total += entry.bytes;
    checkRatio(source.name, total, source.size);
    try {
      const file = archive.open(entry, name, [folder, ...segments].join('/'));
      const isArchive = /\.(zip|gz|tgz)$/i.test(name);
      files.push(...((isArchive ? await unpackOne(file, options, levels - 1) : undefined) ?? [file]));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      firstRefusal ??= error;
      refused++;
    }
  }
  if (files.length === 0) throw firstRefusal ?? empty(source);
  if (firstRefusal) {
    const message = `${refused} files in "${source.name}" were left out: ${firstRefusal.message}`;
    options.diagnostics?.warn('ARCHIVE_ENTRY_LEFT_OUT', message, refused);
  }
  const [only] = files;
  // Of many files (labels by the thousand) none is looked into before it is wanted.
  if (only && files.length === 1) return [(await markedText(only, options)) ?? only];
  return files;
}

/** Damage shows when the file is read. */
async function markedText(file: ByteSource, options: StageOptions): Promise<ByteSource | undefined> {
  try {
    return await asPlainText(file, options);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** Numpy's archives hold arrays and nothing else, flat. */
export function isNpz(source: ByteSource, entries: readonly ZipEntry[]): boolean {
  if (/\.npz$/i.test(source.name)) return true;
  return entries.length > 0 && entries.every(({ name }) => /^[^/\\]+\.npy$/.test(name));
}

/** Parts of a name in an archive: neither up, nor absolute, nor a drive. It only ever says where a file lay. */
function segmentsOf(name: string): string[] {
  return name
    .split(/[/\\]+/)
    .filter((part) => part !== '' && part !== '.' && part !== '..' && !/^[A-Za-z]:$/.test(part));
}

function isHidden(segments: readonly string[]): boolean {
  return segments.some((part) => part.startsWith('.') || part === '__MACOSX' || part === 'Thumbs.db');
}

function empty(source: ByteSource): FormatError {
  const message = `"${source.name}" holds no files. Choose another archive.`;
  return new FormatError('FORMAT_EMPTY', message, { file: source.name, format: ZIP });
}
