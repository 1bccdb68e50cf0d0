import type { ModelManifest } from '../nn/index.ts';
import { readManifest } from '../pipeline/index.ts';

/** Where a model that the person gave is kept: in the browser's private files, or in memory until the page is closed. */
export type Kept = 'browser' | 'session';

/** A model that the person gave. A blob crosses to the worker without being copied. */
export interface OwnModel {
  /** Unlike any shipped model's name. */
  readonly name: string;
  readonly manifest: ModelManifest;
  readonly weights: Blob;
  readonly kept: Kept;
}

export interface OwnModelFiles {
  readonly manifest: ModelManifest;
  readonly weights: Uint8Array<ArrayBuffer>;
  readonly weightsSha256: string;
}

/** Gives the folder for models, or throws where the browser has no private files (some private windows, old browsers). */
export type OpenFolder = () => Promise<FileSystemDirectoryHandle>;

const PREFIX = 'own-';
const MANIFEST = 'model.json';
const WEIGHTS = 'weights.safetensors';

export function isOwnModel(name: string): boolean {
  return name.startsWith(PREFIX);
}

export async function openPrivateFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle('models', { create: true });
}

/** The person's own models: kept in the browser's private files where it has them, else in memory. */
export class OwnModels {
  private readonly openFolder: OpenFolder;
  private readonly models = new Map<string, OwnModel>();
  private restored: Promise<void> | undefined;

  constructor(openFolder: OpenFolder = openPrivateFolder) {
    this.openFolder = openFolder;
  }

  /** In the order in which they were given, those of earlier visits first. */
  async list(): Promise<readonly OwnModel[]> {
    await (this.restored ??= this.restore());
    return [...this.models.values()];
  }

  async get(name: string): Promise<OwnModel | undefined> {
    return (await this.list()).find((model) => model.name === name);
  }

  /** Keeps a model. Its name is made from its content: the same files again are the same model. */
  async add({ manifest, weights, weightsSha256 }: OwnModelFiles): Promise<OwnModel> {
    await this.list();
    const content = new TextEncoder().encode(JSON.stringify(manifest) + weightsSha256);
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
    const name = PREFIX + Array.from(digest.subarray(0, 6), (byte) => byte.toString(16).padStart(2, '0')).join('');
    const blob = new Blob([weights]);
    const kept = await this.keep(name, manifest, blob);
    const model: OwnModel = { name, manifest, weights: blob, kept };
    this.models.set(name, model);
    return model;
  }

  async remove(name: string): Promise<void> {
    const model = await this.get(name);
    this.models.delete(name);
    if (model?.kept === 'browser') await (await this.openFolder()).removeEntry(name, { recursive: true });
  }

  private async keep(name: string, manifest: ModelManifest, weights: Blob): Promise<Kept> {
    try {
      const folder = await this.openFolder();
      const files = await folder.getDirectoryHandle(name, { create: true });
      // The manifest last: a folder without one is a write that was cut short.
      await write(files, WEIGHTS, weights);
      await write(files, MANIFEST, new Blob([JSON.stringify(manifest)]));
      return 'browser';
    } catch {
      // No private files, no room, or no way to write them: the page says that the model lives as long as the page.
      return 'session';
    }
  }

  private async restore(): Promise<void> {
    let folder: FileSystemDirectoryHandle;
    const names: string[] = [];
    try {
      folder = await this.openFolder();
      for await (const [name, entry] of folder.entries()) if (entry.kind === 'directory') names.push(name);
    } catch {
      return; // no private files: nothing was kept
    }
    for (const name of names.filter(isOwnModel).sort()) {
      try {
        this.models.set(name, await read(await folder.getDirectoryHandle(name), name));
      } catch {
        // Cut short by a closed tab, or of a version that no longer fits: nobody could use it, nor see it to remove it.
        await folder.removeEntry(name, { recursive: true }).catch(() => undefined);
      }
    }
  }
}

async function read(files: FileSystemDirectoryHandle, name: string): Promise<OwnModel> {
  const [manifest, weights] = await Promise.all(
    [MANIFEST, WEIGHTS].map(async (file) => (await files.getFileHandle(file)).getFile()),
  );
  return {
    name,
    manifest: readManifest(await manifest!.text(), { file: MANIFEST }),
    weights: weights!,
    kept: 'browser',
  };
}

async function write(files: FileSystemDirectoryHandle, name: string, content: Blob): Promise<void> {
  const writable = await (await files.getFileHandle(name, { create: true })).createWritable();
  await writable.write(content);
  await writable.close();
}
