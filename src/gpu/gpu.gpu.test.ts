import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { BufferPool } from './buffer-pool.ts';
import { openTestDevice } from './dawn.fixture.ts';
import { type GpuContext, requestDevice } from './device.ts';
import { defineKernel } from './kernel.ts';
import { readBuffer } from './read-back.ts';
import { Recorder } from './recorder.ts';

const COUNT = `
override WORKGROUP: u32;
struct Params { count: u32, step: u32 }
@group(0) @binding(0) var<storage, read_write> values: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;
@compute @workgroup_size(WORKGROUP)
fn count(@builtin(workgroup_id) w: vec3u, @builtin(num_workgroups) n: vec3u, @builtin(local_invocation_index) l: u32) {
  let id = (w.x + w.y * n.x) * WORKGROUP + l;
  if (id >= params.count) { return; }
  values[id] += params.step;
}`;
const count = defineKernel('count', COUNT, ['values!'], 1);

let context: GpuContext;
beforeAll(async () => {
  context = await openTestDevice();
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => context.device.destroy());

function open(): { pool: BufferPool; recorder: Recorder } {
  const pool = new BufferPool(context);
  return { pool, recorder: new Recorder(context, pool) };
}

test('a device carries its adapter’s own limits and says what it is', async () => {
  expect(context.adapterName).not.toBe('');
  expect(context.limits.maxStorageBufferBindingSize).toBeGreaterThanOrEqual(128 * 1024 * 1024);
  expect(context.limits.maxStorageBuffersPerShaderStage).toBeGreaterThanOrEqual(8);
  if (/llvmpipe|swiftshader/i.test(context.adapterName)) expect(context.isSoftware).toBe(true);
});

test('no WebGPU and no adapter are two clear errors', async () => {
  await expect(requestDevice(undefined)).rejects.toMatchObject({ code: 'KERNEL_NO_ADAPTER' });
  const blocked = { requestAdapter: async () => null } as unknown as GPU;
  await expect(requestDevice(blocked)).rejects.toMatchObject({
    code: 'KERNEL_NO_ADAPTER',
    message: /no graphics adapter/,
  });
});

test('an adapter that offers too little is named with the limit', async () => {
  const limits = new Proxy(context.limits, {
    get: (target, key) => (key === 'maxStorageBuffersPerShaderStage' ? 4 : Reflect.get(target, key)),
  });
  const weak = { requestAdapter: async () => ({ limits, features: new Set() }) } as unknown as GPU;
  await expect(requestDevice(weak)).rejects.toMatchObject({
    code: 'LIMIT_DEVICE',
    context: { limit: 'maxStorageBuffersPerShaderStage', needed: 8, available: 4 },
  });
});

test('work past the workgroup limit of one dimension is folded and every thread runs once', async () => {
  const { pool, recorder } = open();
  const threads = context.limits.maxComputeWorkgroupsPerDimension * 2 + 7;
  const buffer = pool.acquire(threads * 4, 'kernel', 'values');
  recorder.dispatch(count, [buffer], [threads, 1], threads);
  recorder.dispatch(count, [buffer], [threads, 2], threads);
  await recorder.flush();
  const values = new Uint32Array(await readBuffer(context, buffer, threads * 4));
  expect(values.every((value) => value === 3)).toBe(true);
  pool.dispose();
});

test('a compile error tells the line, the column and the source line', async () => {
  const { recorder, pool } = open();
  const broken = defineKernel('count', COUNT.replace('params.step', 'params.stride'), ['values!'], 1);
  const buffer = pool.acquire(16, 'kernel', 'values');
  recorder.dispatch(broken, [buffer], [1, 1], 1);
  await expect(recorder.flush()).rejects.toMatchObject({
    code: 'KERNEL_COMPILE',
    context: { kernel: 'count', line: 10, sourceLine: 'values[id] += params.stride;' },
  });
  pool.dispose();
});

test('bindings that do not fit the shader are a KernelError, not a silent nothing', async () => {
  const { recorder, pool } = open();
  const buffer = pool.acquire(16, 'kernel', 'values');
  const misread = defineKernel('count', `${COUNT}\n`, ['values'], 1);
  recorder.dispatch(misread, [buffer], [1, 1], 1);
  await expect(recorder.flush()).rejects.toMatchObject({ code: 'KERNEL_COMPILE' });
  const destroyed = context.device.createBuffer({ size: 16, usage: GPUBufferUsage.STORAGE });
  destroyed.destroy();
  recorder.dispatch(count, [destroyed], [1, 1], 1);
  await expect(recorder.flush()).rejects.toMatchObject({ code: 'KERNEL_RUN' });
  expect(() => recorder.dispatch(count, [], [1, 1], 1)).toThrow(/takes 1 buffers/);
  pool.dispose();
});

test('a released buffer is not handed to the queue before the work recorded on it is submitted', async () => {
  const { pool, recorder } = open();
  const first = pool.acquire(64, 'kernel', 'a');
  recorder.dispatch(count, [first], [16, 5], 16);
  pool.release(first);
  expect(pool.acquire(64, 'queue', 'b')).not.toBe(first);
  const again = pool.acquire(64, 'kernel', 'c');
  expect(again).toBe(first);
  pool.release(again);
  await recorder.flush();
  expect(pool.acquire(64, 'queue', 'd')).toBe(first);
  pool.dispose();
});

test('profiling names every dispatch and its clock', async () => {
  const { pool, recorder } = open();
  const buffer = pool.acquire(4096, 'kernel', 'values');
  const timings = await recorder.profile(async () => {
    recorder.dispatch(count, [buffer], [1024, 1], 1024);
    recorder.dispatch(count, [buffer], [1024, 1], 1024);
  });
  expect(timings.map((timing) => timing.kernel)).toEqual(['count', 'count']);
  expect(timings.every((timing) => timing.ms >= 0)).toBe(true);
  expect(timings[0]!.clock).toBe(context.features.has('timestamp-query') ? 'gpu' : 'wall');
  expect(new Uint32Array(await readBuffer(context, buffer, 4))[0]).toBe(2);
  pool.dispose();
});

test('profiled work is cut into submits as other work is', async () => {
  const { pool, recorder } = open();
  const buffer = pool.acquire(4096, 'kernel', 'values');
  const submit = vi.spyOn(context.device.queue, 'submit');
  await recorder.profile(async () => {
    for (let i = 0; i < 3; i++) recorder.dispatch(count, [buffer], [1024, 1], 1024, { work: 1e15 });
  });
  expect(submit).toHaveBeenCalledTimes(3);
  pool.dispose();
});

test('a profile that fails gives back what it made', async () => {
  const { pool, recorder } = open();
  const values = pool.acquire(16, 'kernel', 'values');
  let alive = 0;
  const create = context.device.createBuffer.bind(context.device);
  vi.spyOn(context.device, 'createBuffer').mockImplementation((descriptor) => {
    const buffer = create(descriptor);
    if (descriptor.label !== 'params') {
      alive++;
      const destroy = buffer.destroy.bind(buffer);
      buffer.destroy = () => {
        alive--;
        return destroy();
      };
      buffer.mapAsync = () => Promise.reject(new RangeError('no room to map'));
    }
    return buffer;
  });
  const failing = recorder.profile(async () => recorder.dispatch(count, [values], [1, 1], 1));
  if (context.features.has('timestamp-query')) await expect(failing).rejects.toThrow(/no room/);
  else await failing;
  expect(alive).toBe(0);
  pool.dispose();
});

test('a lost device rejects what waits and what comes after', async () => {
  const lost = await openTestDevice();
  const pool = new BufferPool(lost);
  const recorder = new Recorder(lost, pool);
  const buffer = pool.acquire(16, 'kernel', 'values');
  const waiting = lost.loss.guard(new Promise(() => undefined));
  lost.device.destroy();
  await expect(waiting).rejects.toMatchObject({ code: 'KERNEL_DEVICE_LOST' });
  recorder.dispatch(count, [buffer], [4, 1], 4);
  await expect(recorder.flush()).rejects.toMatchObject({ code: 'KERNEL_DEVICE_LOST' });
});
