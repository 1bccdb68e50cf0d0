import type { GpuContext } from './device.ts';
import type { Dispatch, DispatchNote } from './dispatch.ts';

/** How long one dispatch took. `wall` includes the submit and the wait; browsers round `gpu` times to 0.1 ms. With what the recording said about it. */
export interface KernelTiming extends Omit<DispatchNote, 'work'> {
  readonly kernel: string;
  readonly ms: number;
  readonly clock: 'gpu' | 'wall';
}

/** A query set holds at most 4096 timestamps, two a dispatch. */
const MAX_TIMED = 2048;

/** Submits each dispatch in a pass of its own between two GPU timestamps. */
export async function timeWithQueries(context: GpuContext, dispatches: readonly Dispatch[]): Promise<KernelTiming[]> {
  const timings: KernelTiming[] = [];
  for (let start = 0; start < dispatches.length; start += MAX_TIMED) {
    timings.push(...(await timeChunk(context, dispatches.slice(start, start + MAX_TIMED))));
  }
  return timings;
}

async function timeChunk({ device, loss }: GpuContext, dispatches: readonly Dispatch[]): Promise<KernelTiming[]> {
  const count = dispatches.length * 2;
  const querySet = device.createQuerySet({ type: 'timestamp', count });
  const resolved = device.createBuffer({
    size: count * 8,
    usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
  });
  const staging = device.createBuffer({ size: count * 8, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder({ label: 'profile' });
  dispatches.forEach((dispatch, index) => {
    const pass = encoder.beginComputePass({
      label: dispatch.name,
      timestampWrites: { querySet, beginningOfPassWriteIndex: index * 2, endOfPassWriteIndex: index * 2 + 1 },
    });
    dispatch.encode(pass);
    pass.end();
  });
  encoder.resolveQuerySet(querySet, 0, count, resolved, 0);
  encoder.copyBufferToBuffer(resolved, 0, staging, 0, count * 8);
  device.queue.submit([encoder.finish()]);
  await loss.guard(staging.mapAsync(GPUMapMode.READ));
  const nanoseconds = new BigUint64Array(staging.getMappedRange().slice(0));
  staging.destroy();
  resolved.destroy();
  querySet.destroy();
  return dispatches.map(({ name, note: { work: _, ...note } }, index) => ({
    ...note,
    kernel: name,
    ms: Number(nanoseconds[index * 2 + 1]! - nanoseconds[index * 2]!) / 1e6,
    clock: 'gpu',
  }));
}

/** Submits one dispatch at a time and waits for it: the fallback where the device has no timestamps. */
export async function timeWithWall(
  { device, loss }: GpuContext,
  dispatches: readonly Dispatch[],
): Promise<KernelTiming[]> {
  const timings: KernelTiming[] = [];
  for (const dispatch of dispatches) {
    const start = performance.now();
    const encoder = device.createCommandEncoder({ label: dispatch.name });
    const pass = encoder.beginComputePass({ label: dispatch.name });
    dispatch.encode(pass);
    pass.end();
    device.queue.submit([encoder.finish()]);
    await loss.guard(device.queue.onSubmittedWorkDone());
    const { work: _, ...note } = dispatch.note;
    timings.push({ ...note, kernel: dispatch.name, ms: performance.now() - start, clock: 'wall' });
  }
  return timings;
}
