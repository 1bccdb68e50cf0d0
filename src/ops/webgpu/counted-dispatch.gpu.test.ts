import { expect, test } from 'vitest';
import { openTestDevice } from '../../gpu/dawn.fixture.ts';
import { defineKernel, type Extent } from '../../gpu/index.ts';
import { GpuMemory } from './gpu-memory.ts';

/** Adds 1 at each (workgroup x, y); folded extents add 1 at each thread instead. */
const SOURCE = `
override WORKGROUP: u32;
struct Params { pitch: u32 }
@group(0) @binding(0) var<storage, read_write> seen: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;
@compute @workgroup_size(WORKGROUP)
fn tick(@builtin(workgroup_id) w: vec3u, @builtin(num_workgroups) n: vec3u, @builtin(local_invocation_index) l: u32) {
  if (params.pitch > 0u) {
    if (l == 0u) { seen[w.y * params.pitch + w.x] += 1u; }
    return;
  }
  let id = (w.x + w.y * n.x) * WORKGROUP + l;
  if (id < arrayLength(&seen)) { seen[id] += 1u; }
}`;
const tick = defineKernel('tick', SOURCE, ['seen!'], 4);
/** Counts as a kernel would: adds to a counter. */
const ADD = `
override WORKGROUP: u32;
struct Params { index: u32, amount: u32 }
@group(0) @binding(0) var<storage, read_write> counts: array<u32>;
@group(1) @binding(0) var<uniform> params: Params;
@compute @workgroup_size(WORKGROUP)
fn add() { counts[params.index] += params.amount; }`;
const add = defineKernel('add', ADD, ['counts!'], 1);

async function withMemory(run: (memory: GpuMemory) => Promise<void>): Promise<void> {
  const context = await openTestDevice();
  const memory = new GpuMemory(context);
  await run(memory);
  memory.dispose();
  context.device.destroy();
}

test('a count on the device decides how many threads run, also past one dimension’s workgroups', async () => {
  await withMemory(async (memory) => {
    const limit = memory.context.limits.maxComputeWorkgroupsPerDimension;
    const counts = memory.upload(Uint32Array.of(7, limit * 4 + 9), 'counts');
    const few = memory.zeros(256, 'few');
    const many = memory.zeros((limit * 4 + 64) * 4, 'many');
    const run = (seen: GPUBuffer, extent: Extent) => memory.recorder.dispatch(tick, [seen], [0], extent);
    run(few, { count: { buffer: counts, index: 0 }, most: 100, each: 2 });
    run(few, { count: { buffer: counts, index: 0 }, most: 3 });
    run(many, { count: { buffer: counts, index: 1 }, most: limit * 8 });
    const a = [...new Uint32Array(await memory.read(few, 80))];
    expect(a.map((value) => (value === 2 ? '2' : value)).join('')).toBe(`${'2'.repeat(4)}${'1'.repeat(12)}0000`);
    const b = new Uint32Array(await memory.read(many, (limit * 4 + 9) * 4));
    expect(b.every((value) => value === 1)).toBe(true);
  });
});

test('a range of tiles by columns, and a count that changes between dispatches', async () => {
  await withMemory(async (memory) => {
    const counts = memory.upload(Uint32Array.of(0, 90), 'counts');
    const count = { buffer: counts, index: 1 };
    const tiles = { count, most: 1000, perWorkgroup: 10, columns: 2 };
    const read = async (seen: GPUBuffer) => [...new Uint32Array(await memory.read(seen, 80))].join('');
    const seen = Array.from({ length: 4 }, () => memory.zeros(80, 'seen'));
    memory.recorder.dispatch(tick, [seen[0]!], [10], tiles);
    memory.recorder.dispatch(tick, [seen[1]!], [10], { ...tiles, first: 6, workgroups: 2 });
    memory.recorder.dispatch(tick, [seen[2]!], [10], { ...tiles, first: 20 });
    memory.recorder.dispatch(add, [counts], [1, 0xffff_ffff - 75 + 1], 1);
    memory.recorder.dispatch(tick, [seen[3]!], [10], tiles);
    expect(await read(seen[0]!)).toBe('11111111101111111110');
    expect(await read(seen[1]!)).toBe('11000000001100000000');
    expect(await read(seen[2]!)).toBe('0'.repeat(20));
    expect(await read(seen[3]!)).toBe('11000000001100000000');
  });
});

test('long work is cut into several submits and comes out the same', async () => {
  await withMemory(async (memory) => {
    let submits = 0;
    const { queue } = memory.context.device;
    const submit = queue.submit.bind(queue);
    queue.submit = (buffers) => {
      submits++;
      submit(buffers);
    };
    const seen = memory.zeros(64, 'seen');
    const work = memory.recorder.maxDispatchWork * 3;
    for (let i = 0; i < 9; i++) memory.recorder.dispatch(tick, [seen], [0], 16, { work, label: `layer ${i}` });
    await memory.recorder.flush();
    expect(submits).toBeGreaterThan(1);
    expect([...new Uint32Array(await memory.read(seen, 64))]).toEqual(new Array(16).fill(9));
  });
});

test('a profile carries what was said about each dispatch', async () => {
  await withMemory(async (memory) => {
    const seen = memory.zeros(64, 'seen');
    const [timing] = await memory.recorder.profile(async () => {
      memory.recorder.dispatch(tick, [seen], [0], 16, { label: 'stem', flops: 32, executedFlops: 40, bytes: 64 });
    });
    expect(timing).toMatchObject({ kernel: 'tick', label: 'stem', flops: 32, executedFlops: 40, bytes: 64 });
  });
});

test('more workgroups in a row than the device allows is a LimitError that names the limit', async () => {
  await withMemory(async (memory) => {
    const available = memory.context.limits.maxComputeWorkgroupsPerDimension;
    const seen = memory.zeros(64, 'seen');
    const counts = memory.zeros(16, 'counts');
    const tiles = { count: { buffer: counts, index: 0 }, most: (available + 1) * 10, perWorkgroup: 10, columns: 1 };
    for (const extent of [{ workgroups: [1, available + 1] as const }, tiles]) {
      const context = { limit: 'maxComputeWorkgroupsPerDimension', needed: available + 1, available };
      const dispatch = () => memory.recorder.dispatch(tick, [seen], [1], extent);
      expect(dispatch).toThrow(expect.objectContaining({ code: 'LIMIT_DEVICE', context }));
    }
    memory.recorder.dispatch(tick, [seen], [1], { ...tiles, first: 1 });
    await memory.recorder.flush();
  });
});
