import type { ByteSource, OpenOverrides, Scene } from '../../core/index.ts';
import { packScene, unpackScene } from './pack-scene.ts';

/** Decoded frames of one set that outlive the page. Never fails: what cannot be kept or read is decoded again. */
export interface FrameShelf {
  get(frame: number): Promise<Scene | undefined>;
  put(frame: number, scene: Scene): Promise<void>;
}

/** A folder of the browser's private files, or throws where there is none. */
export type OpenFrameFolder = () => Promise<FileSystemDirectoryHandle>;

interface Kept {
  readonly name: string;
  readonly bytes: number;
  readonly usedMs: number;
}

/**
 * Decoded frames in the browser's private files, by what they were decoded from. Together they take at most `capBytes`; the longest
 * unused ones make room.
 */
export class FrameFiles {
  private readonly openFolder: OpenFrameFolder;
  private readonly capBytes: number;
  /** One write after the other: two at once could both believe that there is room. */
  private writing: Promise<void> = Promise.resolve();

  constructor(openFolder: OpenFrameFolder, capBytes: number) {
    this.openFolder = openFolder;
    this.capBytes = capBytes;
  }

  /** The shelf of a set. @param key see `contentKey` */
  shelf(key: string): FrameShelf {
    const name = (frame: number) => `${key}-${frame}`;
    return {
      get: async (frame) => {
        try {
          const file = await (await (await this.openFolder()).getFileHandle(name(frame))).getFile();
          return unpackScene(new Uint8Array(await file.arrayBuffer()));
        } catch {
          return undefined;
        }
      },
      put: (frame, scene) => {
        this.writing = this.writing.then(() => this.write(name(frame), packScene(scene))).catch(() => undefined);
        return this.writing;
      },
    };
  }

  /** Bytes kept now. */
  async bytes(): Promise<number> {
    try {
      return (await this.list()).reduce((sum, { bytes }) => sum + bytes, 0);
    } catch {
      return 0;
    }
  }

  /** Removes every kept frame. */
  async clear(): Promise<void> {
    await this.writing;
    const folder = await this.openFolder().catch(() => undefined);
    if (!folder) return;
    for (const { name } of await this.list()) await folder.removeEntry(name).catch(() => undefined);
  }

  private async write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (bytes.length > this.capBytes / 4) return;
    const folder = await this.openFolder();
    const kept = (await this.list()).sort((a, b) => a.usedMs - b.usedMs);
    let held = kept.reduce((sum, file) => sum + file.bytes, 0);
    for (const file of kept) {
      if (held + bytes.length <= this.capBytes) break;
      await folder.removeEntry(file.name);
      held -= file.bytes;
    }
    const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
    await writable.write(bytes);
    await writable.close();
  }

  private async list(): Promise<Kept[]> {
    const kept: Kept[] = [];
    for await (const [name, entry] of (await this.openFolder()).entries()) {
      if (entry.kind !== 'file') continue;
      const file = await (entry as FileSystemFileHandle).getFile();
      kept.push({ name, bytes: file.size, usedMs: file.lastModified });
    }
    return kept;
  }
}

const SAMPLED_FILES = 16;
const SAMPLE_BYTES = 4096;

/**
 * Names a set by what is in it: paths and sizes of all files, bytes from the beginning, middle and end of some of them, and what the
 * person decided about how they are read.
 */
export async function contentKey(
  sources: readonly ByteSource[],
  overrides: OpenOverrides | undefined,
): Promise<string> {
  const step = Math.max(1, Math.ceil(sources.length / SAMPLED_FILES));
  const parts: Uint8Array[] = [
    new TextEncoder().encode(JSON.stringify([sources.map(({ path, size }) => [path, size]), overrides ?? {}])),
  ];
  for (let i = 0; i < sources.length; i += step) {
    const source = sources[i]!;
    for (const start of [0, Math.floor(source.size / 2), Math.max(0, source.size - SAMPLE_BYTES)])
      parts.push(await source.read(start, start + SAMPLE_BYTES));
  }
  const digest = new Uint8Array(
    await crypto.subtle.digest('SHA-256', await new Blob(parts.map((part) => new Uint8Array(part))).arrayBuffer()),
  );
  return Array.from(digest.subarray(0, 12), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
