import { afterEach, expect, test, vi } from 'vitest';
import type { GpuContext } from '../gpu/index.ts';
import { tuningVersion, type WebGpuOps } from '../ops/index.ts';
import { tuneConvolutions } from './tune-convolutions.ts';

/** An adapter with nothing to choose from, so that measuring needs no device. */
const context = { adapterName: 'Adapter', isSoftware: true, features: new Set(), adapterInfo: {} };
const KEY = `voxelens convolutions ${tuningVersion()} on Adapter`;

afterEach(() => {
  vi.unstubAllGlobals();
});

function open(kept: Record<string, string>) {
  const storage: Record<string, string> = Object.create({
    getItem: (key: string) => storage[key] ?? null,
    setItem: (key: string, value: string) => {
      storage[key] = value;
    },
    removeItem: (key: string) => {
      delete storage[key];
    },
  });
  Object.assign(storage, kept);
  vi.stubGlobal('localStorage', storage);
  const tune = vi.fn();
  const done = tuneConvolutions(context as unknown as GpuContext, { tune } as unknown as WebGpuOps);
  return { storage, tune, done };
}

test('variants that were kept are there before anything runs', async () => {
  const { tune, done } = open({ [KEY]: '{"many 8":"tall"}' });
  expect(tune).toHaveBeenCalledExactlyOnceWith({ 'many 8': 'tall' });
  await done;
});

test('a tile that was asked for is used for everything', async () => {
  const tune = vi.fn();
  await tuneConvolutions(context as unknown as GpuContext, { tune } as unknown as WebGpuOps, 'tall');
  expect(tune).toHaveBeenCalledOnce();
  expect(new Set(Object.values(tune.mock.calls[0]?.[0] ?? {}))).toEqual(new Set(['tall']));
});

test('what is measured now is for the next time, and takes the place of other versions', async () => {
  const other = { 'voxelens convolutions on Adapter': '{}', 'voxelens convolutions 1 on Another': '{}' };
  const { storage, tune, done } = open({ ...other, 'voxelens convolutions 0 on Adapter': '{"many 8":"tall"}' });
  await done;
  expect(tune).not.toHaveBeenCalled();
  expect(Object.keys(storage).sort()).toEqual([KEY, 'voxelens convolutions 1 on Another'].sort());
});
