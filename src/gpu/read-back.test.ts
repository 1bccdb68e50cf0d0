import { beforeAll, expect, test, vi } from 'vitest';
import type { GpuContext } from './device.ts';
import { DeviceLoss } from './device-loss.ts';
import { readBuffer } from './read-back.ts';

const BYTES = 3 << 20;

beforeAll(() => {
  vi.stubGlobal('GPUMapMode', { READ: 1 });
  vi.stubGlobal('GPUBufferUsage', { MAP_READ: 1, COPY_DST: 8 });
  return () => vi.unstubAllGlobals();
});

/** A device whose buffers hold rising words; `lose` takes its memory away at once and tells of it a task later, as browsers do. */
function fakeDevice() {
  const mapped = Uint32Array.from({ length: BYTES / 4 }, (_, i) => i).buffer;
  let tell: (info: GPUDeviceLostInfo) => void = () => undefined;
  const device = {
    lost: new Promise<GPUDeviceLostInfo>((resolve) => {
      tell = resolve;
    }),
    queue: { submit: () => undefined },
    pushErrorScope: () => undefined,
    popErrorScope: async () => null,
    createBuffer: () => ({
      mapAsync: async () => undefined,
      getMappedRange: () => mapped,
      destroy: () => undefined,
    }),
    createCommandEncoder: () => ({ copyBufferToBuffer: () => undefined, finish: () => undefined }),
  } as unknown as GPUDevice;
  const lose = () => {
    structuredClone(mapped, { transfer: [mapped] });
    setTimeout(() => tell({ reason: 'destroyed', message: 'the driver was reset' } as GPUDeviceLostInfo), 20);
  };
  return { context: { device, loss: new DeviceLoss(device) } as unknown as GpuContext, lose };
}

const buffer = { label: 'logits' } as GPUBuffer;

test('a large buffer is read in pieces, whole', async () => {
  const { context } = fakeDevice();
  const words = new Uint32Array(await readBuffer(context, buffer, BYTES));
  expect(words.length).toBe(BYTES / 4);
  expect(words.every((word, i) => word === i)).toBe(true);
});

test('a device that goes away between two pieces is said to be lost, not that memory is detached', async () => {
  const { context, lose } = fakeDevice();
  const reading = readBuffer(context, buffer, BYTES);
  setTimeout(lose, 0);
  await expect(reading).rejects.toMatchObject({ code: 'KERNEL_DEVICE_LOST' });
});
