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
    return staging.getMappedRange().slice(0);
  } finally {
    staging.destroy();
  }
}
