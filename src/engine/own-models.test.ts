import { describe, expect, it } from 'vitest';
import { MANIFEST, weightsOf } from './model.fixture.ts';
import { isOwnModel, OwnModels } from './own-models.ts';

type Entry = Map<string, Entry> | Blob;

/** A folder in memory with the part of the file system's interface that is used. `isFull`: files cannot be written. */
function handle(files: Map<string, Entry>, isFull = false): FileSystemDirectoryHandle {
  const missing = (): never => {
    throw new DOMException('none', 'NotFoundError');
  };
  const folder = {
    kind: 'directory',
    async *entries() {
      for (const [name, entry] of files) yield [name, { kind: entry instanceof Map ? 'directory' : 'file' }];
    },
    getDirectoryHandle: async (name: string, { create = false } = {}) => {
      if (!files.has(name) && create) files.set(name, new Map());
      const inside = files.get(name);
      return inside instanceof Map ? handle(inside, isFull) : missing();
    },
    getFileHandle: async (name: string, { create = false } = {}) => {
      if (!files.has(name) && !create) missing();
      return {
        getFile: async () => files.get(name),
        createWritable: async () => ({
          write: async (content: Blob) => {
            if (isFull) throw new DOMException('full', 'QuotaExceededError');
            files.set(name, content);
          },
          close: async () => undefined,
        }),
      };
    },
    removeEntry: async (name: string) => void (files.delete(name) || missing()),
  };
  return folder as unknown as FileSystemDirectoryHandle;
}

const GIVEN = { manifest: MANIFEST, weights: weightsOf(MANIFEST), weightsSha256: 'a'.repeat(64) };

describe('OwnModels', () => {
  it('keeps a model for the next visit', async () => {
    const disk = new Map<string, Entry>();
    const first = new OwnModels(async () => handle(disk));
    const { name, kept } = await first.add(GIVEN);
    expect(isOwnModel(name)).toBe(true);
    expect(kept).toBe('browser');
    const later = new OwnModels(async () => handle(disk));
    const [model] = await later.list();
    expect(model).toMatchObject({ name, manifest: MANIFEST, kept: 'browser' });
    expect(new Uint8Array(await model!.weights.arrayBuffer())).toEqual(GIVEN.weights);
  });

  it('knows the same files again, and another manifest as another model', async () => {
    const models = new OwnModels(async () => handle(new Map()));
    const first = await models.add(GIVEN);
    expect((await models.add(GIVEN)).name).toBe(first.name);
    await models.add({ ...GIVEN, manifest: { ...MANIFEST, voxelSizeM: 0.1 } });
    expect(await models.list()).toHaveLength(2);
  });

  it('removes a model for good', async () => {
    const disk = new Map<string, Entry>();
    const models = new OwnModels(async () => handle(disk));
    const { name } = await models.add(GIVEN);
    await models.remove(name);
    expect(await models.get(name)).toBeUndefined();
    expect(disk.size).toBe(0);
  });

  it.each([
    ['has no private files', () => Promise.reject(new DOMException('no', 'SecurityError'))],
    ['has no room', async () => handle(new Map(), true)],
  ])('keeps it for the session where the browser %s', async (_, openFolder) => {
    const models = new OwnModels(openFolder);
    const { name, kept } = await models.add(GIVEN);
    expect(kept).toBe('session');
    expect(await models.get(name)).toMatchObject({ manifest: MANIFEST });
    await models.remove(name);
    expect(await models.list()).toEqual([]);
  });

  it('clears away what a closed tab left half written', async () => {
    const half = new Map<string, Entry>([['weights.safetensors', new Blob([GIVEN.weights])]]);
    const disk = new Map<string, Entry>([['own-half', half]]);
    expect(await new OwnModels(async () => handle(disk)).list()).toEqual([]);
    expect(disk.size).toBe(0);
  });
});
