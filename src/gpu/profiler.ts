import type { GpuContext } from './device.ts';
import type { Dispatch, DispatchNote } from './dispatch.ts';
import { scoped } from './error-scope.ts';

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

async function timeChunk(context: GpuContext, dispatches: readonly Dispatch[]): Promise<KernelTiming[]> {
  const { device, loss } = context;
  const count = dispatches.length * 2;
  const made: { destroy(): void }[] = [];
  const keep = <T extends { destroy(): void }>(resource: T): T => {
    made.push(resource);
    return resource;
  };
  try {
    const sent = scoped(context, 'profile', 'submit', () => {
      const querySet = keep(device.createQuerySet({ type: 'timestamp', count }));
      const usage = GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC;
      const resolved = keep(device.createBuffer({ size: count * 8, usage }));
      const readable = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
      const staging = keep(device.createBuffer({ size: count * 8, usage: readable }));
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
      return staging;
    });
    await sent.accepted;
    await loss.guard(sent.value.mapAsync(GPUMapMode.READ));
    const nanoseconds = new BigUint64Array(sent.value.getMappedRange().slice(0));
    return dispatches.map(({ name, note: { work: _, ...note } }, index) => ({
      ...note,
      kernel: name,
      // A clock that changes its speed, or a device that sleeps in between, may run backwards.
      ms: Math.max(0, Number(nanoseconds[index * 2 + 1]! - nanoseconds[index * 2]!) / 1e6),
      clock: 'gpu',
    }));
  } finally {
    for (const resource of made) resource.destroy();
  }
}

/** Submits one dispatch at a time and waits for it: the fallback where the device has no timestamps. */
export async function timeWithWall(context: GpuContext, dispatches: readonly Dispatch[]): Promise<KernelTiming[]> {
  const { device, loss } = context;
  const timings: KernelTiming[] = [];
  for (const dispatch of dispatches) {
    const start = performance.now();
    const sent = scoped(context, dispatch.name, 'submit', () => {
      const encoder = device.createCommandEncoder({ label: dispatch.name });
      const pass = encoder.beginComputePass({ label: dispatch.name });
      dispatch.encode(pass);
      pass.end();
      device.queue.submit([encoder.finish()]);
    });
    await loss.guard(device.queue.onSubmittedWorkDone());
    const { work: _, ...note } = dispatch.note;
    timings.push({ ...note, kernel: dispatch.name, ms: performance.now() - start, clock: 'wall' });
    await sent.accepted;
  }
  return timings;
}
