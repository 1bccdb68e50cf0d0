import { beforeEach, expect, test, vi } from 'vitest';
import { KernelError, LimitError } from '../core/index.ts';
import { requestDevice } from '../gpu/index.ts';
import { createWebGpuOps } from '../ops/index.ts';
import { startGpu } from './compute.ts';

vi.mock('../gpu/index.ts', () => ({ requestDevice: vi.fn() }));
vi.mock('../ops/index.ts', () => ({ createWebGpuOps: vi.fn() }));
vi.mock('./tune-convolutions.ts', () => ({ tuneConvolutions: vi.fn() }));

const destroy = vi.fn();
const context = { device: { destroy } } as unknown as Awaited<ReturnType<typeof requestDevice>>;
const ops = {} as Awaited<ReturnType<typeof createWebGpuOps>>;

beforeEach(() => {
  destroy.mockReset();
  vi.mocked(requestDevice).mockReset().mockResolvedValue(context);
  vi.mocked(createWebGpuOps).mockReset().mockResolvedValue(ops);
  vi.stubGlobal('navigator', { gpu: {} });
  vi.spyOn(console, 'info').mockImplementation(() => undefined);
});

test('the device and its kernels, unless the CPU is asked for', async () => {
  expect(await startGpu(false)).toEqual({ context, ops });
  expect(await startGpu(true)).toBeUndefined();
  expect(destroy).not.toHaveBeenCalled();
});

test('a missing or too small adapter is no fault', async () => {
  vi.mocked(requestDevice).mockRejectedValueOnce(new KernelError('KERNEL_NO_ADAPTER', 'none'));
  expect(await startGpu(false)).toBeUndefined();
  vi.mocked(requestDevice).mockRejectedValueOnce(new LimitError('LIMIT_DEVICE', 'small', { limit: 'x' }));
  expect(await startGpu(false)).toBeUndefined();
});

test('kernels that do not compile are told, and their device is given back', async () => {
  const failure = new KernelError('KERNEL_COMPILE', 'no');
  vi.mocked(createWebGpuOps).mockRejectedValueOnce(failure);
  await expect(startGpu(false)).rejects.toBe(failure);
  expect(destroy).toHaveBeenCalledOnce();
});
