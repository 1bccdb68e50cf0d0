import { type ByteSource, type Diagnostics, SourceError } from '../core/index.ts';
import { fromFile } from './from-file.ts';

export interface DropOptions {
  /** Files beyond this many are left out, and that is said: somebody dropped a home folder. Default 20 000. */
  readonly maxFiles?: number;
  readonly diagnostics?: Diagnostics | undefined;
}

const DEFAULT_MAX_FILES = 20_000;

/** What a file picker (`<input type="file" multiple webkitdirectory>`) gives. */
export function fromFileList(files: FileList | readonly File[], options: DropOptions = {}): ByteSource[] {
  const maxFiles = options.maxFiles ?? DEFAULT_MAX_FILES;
  const visible = Array.from(files).filter((file) => !isHidden(file.webkitRelativePath || file.name));
  if (visible.length > maxFiles) sayCapped(options.diagnostics, maxFiles);
  return visible.slice(0, maxFiles).map((file) => fromFile(file));
}

/**
 * Everything in a drop, folders walked depth first. Must be called inside the drop event: the browser empties the
 * `DataTransfer` when the handler returns, so its entries are taken before the first await.
 * One unreadable entry is a diagnostic, not the end of the drop.
 * @throws SourceError SOURCE_UNREADABLE when there were entries and none could be read.
 */
export function fromDrop(transfer: DataTransfer, options: DropOptions = {}): Promise<ByteSource[]> {
  const roots: (FileSystemEntry | File)[] = [];
  for (const item of Array.from(transfer.items)) {
    if (item.kind !== 'file') continue;
    const root = item.webkitGetAsEntry?.() ?? item.getAsFile();
    if (root) roots.push(root);
  }
  if (roots.length === 0) return Promise.resolve(fromFileList(transfer.files, options));
  return walk(roots, options);
}

async function walk(roots: readonly (FileSystemEntry | File)[], options: DropOptions): Promise<ByteSource[]> {
  const maxFiles = options.maxFiles ?? DEFAULT_MAX_FILES;
  const found: ByteSource[] = [];
  const pending = [...roots].reverse();
  let unreadable = 0;
  let lastCause: unknown;
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    if (found.length >= maxFiles) {
      sayCapped(options.diagnostics, maxFiles);
      break;
    }
    try {
      if (entry instanceof File) found.push(fromFile(entry));
      else if (isHidden(entry.fullPath)) continue;
      else if (entry.isFile) found.push(fromFile(await openFile(entry as FileSystemFileEntry), entry.fullPath));
      else pending.push(...(await listFolder(entry as FileSystemDirectoryEntry)).reverse());
    } catch (cause) {
      unreadable++;
      lastCause = cause;
    }
  }
  if (unreadable > 0) {
    if (found.length === 0) {
      const message =
        'The browser could not read what was dropped. Check that the files still exist, then drop them again.';
      throw new SourceError('SOURCE_UNREADABLE', message, {}, lastCause);
    }
    options.diagnostics?.warn('SOURCE_ENTRY_UNREADABLE', `${unreadable} dropped entries could not be read`, unreadable);
  }
  return found;
}

function openFile(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** Chromium lists at most 100 entries a call: ask until it has no more. */
async function listFolder(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    entries.push(...batch);
  }
}

/** What file managers leave behind in folders, never data. */
function isHidden(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX' || part === 'Thumbs.db');
}

function sayCapped(diagnostics: Diagnostics | undefined, maxFiles: number): void {
  diagnostics?.warn('SOURCE_CAPPED', `only the first ${maxFiles} files were taken; drop a smaller folder for the rest`);
}
