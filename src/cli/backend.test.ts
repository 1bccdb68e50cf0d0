import { expect, test, vi } from 'vitest';
import { UsageError } from '../core/index.ts';
import type { GpuContext } from '../gpu/index.ts';
import { openBackend, openWebGpu } from './backend.ts';

test('a device whose kernels cannot be made is given back', async () => {
  const destroy = vi.fn();
  // Nothing can be compiled on it.
  const broken = { device: { destroy } } as unknown as GpuContext;
  await expect(openWebGpu(broken, 'wide')).rejects.toThrow();
  expect(destroy).toHaveBeenCalledOnce();
});

test('a tile is refused where there is no GPU', async () => {
  await expect(openBackend('wasm', 'wide')).rejects.toThrow(UsageError);
});
