import { nextTask, Pieces } from '../core/index.ts';
import type { GpuContext } from './device.ts';
import { scoped } from './error-scope.ts';

/**
 * Copies `bytes` (a multiple of 4, from `offset` on) of a buffer out, after everything submitted before.
 * @throws KernelError KERNEL_DEVICE_LOST, KERNEL_RUN
 */
export async function readBuffer(
  context: GpuContext,
  buffer: GPUBuffer,
  bytes: number,
  offset = 0,
): Promise<ArrayBuffer> {
  if (bytes === 0) return new ArrayBuffer(0);
  const { device, loss } = context;
  const copy = scoped(context, buffer.label || 'buffer', 'read back', () => {
    const staging = device.createBuffer({
      label: 'read back',
      size: bytes,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    const encoder = device.createCommandEncoder({ label: 'read back' });
    encoder.copyBufferToBuffer(buffer, offset, staging, 0, bytes);
    device.queue.submit([encoder.finish()]);
    return staging;
  });
  const staging = copy.value;
  try {
    await copy.accepted;
    await loss.guard(staging.mapAsync(GPUMapMode.READ));
    return await copyOut(staging.getMappedRange(), context);
  } finally {
    staging.destroy();
  }
}

/** Bytes that are copied at once. Several buffers may be ready in one task: larger ones begin a task of their own. */
const PIECE_BYTES = 1 << 20;

async function copyOut(mapped: ArrayBuffer, { loss }: GpuContext): Promise<ArrayBuffer> {
  if (mapped.byteLength <= PIECE_BYTES) return mapped.slice(0);
  const copy = new Uint8Array(mapped.byteLength);
  await nextTask();
  const pieces = new Pieces();
  for (let first = 0; first < copy.length; first += PIECE_BYTES) {
    // A device that went away between two pieces took its memory along, and says so a little later.
    if (mapped.byteLength === 0) await loss.guard(new Promise<never>(() => undefined));
    copy.set(new Uint8Array(mapped, first, Math.min(PIECE_BYTES, copy.length - first)), first);
    await pieces.pause();
  }
  return copy.buffer;
}
