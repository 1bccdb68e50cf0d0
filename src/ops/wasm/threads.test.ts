import crypto from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { KERNEL_OFFSETS, KernelError, NO_ROW, Rng } from '../../core/index.ts';
import { whole } from '../ops.ts';
import { createWasmOps, nodeThreads, type WasmTable } from './index.ts';
import type { SpawnThread } from './kernel-thread.ts';
import { CpuMemory } from './memory.ts';
import { ThreadPool } from './thread-pool.ts';
import { WasmOps } from './wasm-ops.ts';

const opened: WasmOps[] = [];
afterEach(() => {
  for (const ops of opened.splice(0)) ops.dispose();
});

async function open(threads: number, spawn: SpawnThread = nodeThreads(Worker)): Promise<WasmOps> {
  const ops = await createWasmOps({ threads, spawn });
  opened.push(ops);
  return ops;
}

/** A pool that gives up soon. */
async function openImpatient(spawn: SpawnThread): Promise<WasmOps> {
  const memory = await CpuMemory.create(2);
  const ops = new WasmOps(memory, await ThreadPool.start(memory, { threads: 2, spawn, patienceMs: 500 }));
  opened.push(ops);
  return ops;
}

function randoms(seed: number, length: number): Float32Array {
  const rng = new Rng(seed);
  return Float32Array.from({ length }, () => rng.range(-1, 1));
}

/** A table that names about `density` of its entries, at random. */
function randomTable(seed: number, offsets: number, rows: number, sources: number, density: number): Uint32Array {
  const rng = new Rng(seed);
  return Uint32Array.from({ length: offsets * rows }, () =>
    rng.chance(density) ? Math.floor(rng.range(0, sources)) : NO_ROW,
  );
}

/** Every job of a network, convolutions into columns of a wider tensor and with every part of the epilogue. */
async function smallNetwork(ops: WasmOps, rows: number): Promise<(Float32Array | Uint32Array)[]> {
  const coarse = Math.ceil(rows / 5);
  const x = ops.upload(randoms(1, rows * 12), rows, 12);
  const map = ops.uploadTable(randomTable(2, KERNEL_OFFSETS, rows, rows, 0.3), KERNEL_OFFSETS, rows);
  const weights = ops.upload(randoms(3, KERNEL_OFFSETS * 12 * 11), KERNEL_OFFSETS * 12, 11);
  const bias = ops.upload(randoms(4, 11), 1, 11);
  const wide = ops.tensor(rows, 20);
  ops.conv({ input: whole(x), map, weights, bias, relu: true, output: { tensor: wide, offset: 2, channels: 11 } });
  const linear = ops.tensor(rows, 9);
  const linearWeights = ops.upload(randoms(5, 20 * 9), 20, 9);
  ops.conv({ input: whole(wide), weights: linearWeights, relu: false, output: whole(linear) });
  const children = ops.uploadTable(randomTable(6, 8, coarse, rows, 0.5), 8, coarse);
  const pooled = ops.tensor(coarse, 9);
  ops.maxPool({ input: whole(linear), children, output: whole(pooled) });
  const averaged = ops.tensor(coarse, 9);
  ops.meanPool({ input: whole(linear), children, output: whole(averaged) });
  const unpooled = ops.tensor(rows, 9);
  const parents = ops.uploadTable(randomTable(7, 1, rows, coarse, 0.9), 1, rows);
  ops.gather({ input: whole(pooled), rows: parents, output: whole(unpooled) });
  const normaliser = ops.upload(randoms(10, KERNEL_OFFSETS), KERNEL_OFFSETS, 1);
  const fused = ops.tensor(rows, 11);
  const residual = { tensor: wide, offset: 2, channels: 11 };
  ops.conv({ input: whole(x), map, weights, bias, normaliser, residual, relu: true, output: whole(fused) });
  const classes = ops.argmax(whole(linear));
  const tables = [classes, ops.gatherIds(classes, ops.uploadTable(randomTable(11, 1, rows, rows, 0.9), 1, rows))];
  return [
    ...(await Promise.all(
      [wide, linear, pooled, averaged, unpooled, fused, ops.softmax(whole(linear))].map((t) => ops.read(t)),
    )),
    ...(await Promise.all(tables.map((table) => ops.readTable(table)))),
  ];
}

/** Exact and quick to compare: the bytes' hash. */
const bits = (arrays: readonly (Float32Array | Uint32Array)[]) =>
  arrays.map((array) => crypto.createHash('sha1').update(array).digest('hex'));

// One row · one block less one row · a lone row in the last block · more blocks than threads, the last of odd length.
test.each([1, 1023, 1025, 10 * 1024 + 517])('%i rows: three threads give the bits of one', async (rows) => {
  const expected = bits(await smallNetwork(await createWasmOps(), rows));
  const ops = await open(3);
  expect(ops.adapter).toBe('CPU (WASM SIMD, 3 threads)');
  for (let run = 0; run < 2; run++) expect(bits(await smallNetwork(ops, rows))).toEqual(expected);
});

/** Points over a wavy sheet of some thousand voxels, in two items. */
async function smallIndex(ops: WasmOps): Promise<(Float32Array | Uint32Array)[]> {
  const rng = new Rng(12);
  const count = 20_000;
  const positions = Float32Array.from({ length: 3 * count }, (_, i) => (i % 3 === 2 ? 0 : rng.range(0, 100)));
  for (let i = 0; i < count; i++) positions[3 * i + 2] = 5 + 4 * Math.sin(positions[3 * i]! / 9);
  const points = { count, positions, heights: positions.subarray(0, count), items: [0, 9000] };
  const grid = { voxelSizeM: 1, min: [0, 0, 0], dims: [100, 100, 10] } as const;
  const index = await ops.index(points, grid, 3, { kernel5: true, inverse: true });
  const tables = index.levels.flatMap(({ coords, neighbours, neighbours5, parents, children, inverse }) =>
    [coords, neighbours, neighbours5, parents, children, inverse].flatMap((table) => table ?? []),
  );
  expect(tables).toHaveLength(3 + 3 + 3 + 2 + 2 + 2);
  const pairs = ops.pairsOf(index.levels[0]!.neighbours as WasmTable);
  const lists = ops.memory.u32(pairs.inputs, 2 * pairs.starts.at(-1)!).slice();
  const values = await Promise.all([index.pointRows, ...tables].map((table) => ops.readTable(table)));
  return [await ops.read(index.features), ...values, pairs.starts, lists];
}

test('an index: three threads give the bits of one', async () => {
  expect(bits(await smallIndex(await open(3)))).toEqual(bits(await smallIndex(await createWasmOps())));
});

test('more threads than blocks', async () => {
  const expected = bits(await smallNetwork(await createWasmOps(), 2100));
  expect(bits(await smallNetwork(await open(8), 2100))).toEqual(expected);
});

/** A convolution of many blocks: enough for a helper to wake and take one. */
function largeConvolution(ops: WasmOps): void {
  const rows = 40 * 1024;
  const map = ops.uploadTable(
    Uint32Array.from({ length: 9 * rows }, (_, i) => i % rows),
    9,
    rows,
  );
  const x = ops.upload(randoms(8, rows * 16), rows, 16);
  const weights = ops.upload(randoms(9, 9 * 16 * 16), 9 * 16, 16);
  ops.conv({ input: whole(x), map, weights, relu: false, output: whole(ops.tensor(rows, 16)) });
}

test('the other threads do a part of the work', async () => {
  const ops = await open(2);
  for (let run = 0; run < 20 && ops.pool!.helpedBlocks === 0; run++) largeConvolution(ops);
  expect(ops.pool!.helpedBlocks).toBeGreaterThan(0);
});

test('memory that grew is seen by every thread', async () => {
  const ops = await open(3);
  const before = ops.upload(Float32Array.of(1, 2, 3), 1, 3);
  const rows = 20_000;
  const ids = Uint32Array.from({ length: rows }, (_, r) => (r === 7 ? NO_ROW : rows - 1 - r));
  for (let run = 0; run < 3; run++) {
    const x = ops.upload(randoms(run, rows * 64), rows, 64);
    const top = ops.memory.memory.buffer.byteLength;
    const y = ops.tensor(top >> 8, 64); // as large as all memory so far
    expect(ops.memory.memory.buffer.byteLength).toBeGreaterThan(top);
    ops.gather({
      input: whole(x),
      rows: ops.uploadTable(ids, 1, rows),
      output: { tensor: { ...y, rows }, offset: 0, channels: 64 },
    });
    const moved = (await ops.read(y)).subarray(0, rows * 64);
    const source = await ops.read(x);
    expect(moved.subarray(7 * 64, 8 * 64).every((value) => value === 0)).toBe(true);
    expect([...moved.subarray(0, 64)]).toEqual([...source.subarray((rows - 1) * 64)]);
    expect([...moved.subarray((rows - 1) * 64)]).toEqual([...source.subarray(0, 64)]);
  }
  expect([...(await ops.read(before))]).toEqual([1, 2, 3]);
});

test('what is read is a copy in ordinary memory', async () => {
  const ops = await open(2);
  const tensor = ops.upload(Float32Array.of(1, 2), 1, 2);
  const table = ops.uploadTable(Uint32Array.of(3, 4), 1, 2);
  const [values, ids] = [await ops.read(tensor), await ops.readTable(table)];
  ops.memory.f32(tensor.pointer, 2).fill(9);
  expect(ops.memory.f32(tensor.pointer, 2).buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(values.buffer).toBeInstanceOf(ArrayBuffer);
  expect(ids.buffer).toBeInstanceOf(ArrayBuffer);
  expect([...values, ...ids]).toEqual([1, 2, 3, 4]);
  expect(structuredClone(values, { transfer: [values.buffer as ArrayBuffer] })).toEqual(Float32Array.of(1, 2));
});

test('dispose ends the threads, and one thread goes on', async () => {
  const ends: Promise<unknown>[] = [];
  class Watched extends Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      ends.push(new Promise((resolve) => this.on('exit', resolve)));
    }
  }
  const ops = await open(3, nodeThreads(Watched));
  largeConvolution(ops);
  ops.dispose();
  await Promise.all(ends);
  expect(ends).toHaveLength(2);
  const expected = bits(await smallNetwork(await createWasmOps(), 3000));
  expect(bits(await smallNetwork(ops, 3000))).toEqual(expected);
});

/** Takes a block of the first job, and is gone with it. */
const THIEF = `
const { parentPort, workerData } = require('node:worker_threads');
const words = new Int32Array(workerData.memory.buffer, workerData.control, 4);
parentPort.postMessage('ready');
while (Atomics.load(words, 1) <= 0) {}
Atomics.sub(words, 1, 1);`;

test('a thread that dies with a block in hand is a KernelError, and one thread goes on', async () => {
  class Thief extends Worker {
    constructor(_source: string, options: ConstructorParameters<typeof Worker>[1]) {
      super(THIEF, options);
    }
  }
  const ops = await openImpatient(nodeThreads(Thief));
  expect(() => {
    for (let run = 0; run < 20; run++) largeConvolution(ops);
  }).toThrow(KernelError);
  const expected = bits(await smallNetwork(await createWasmOps(), 3000));
  expect(bits(await smallNetwork(ops, 3000))).toEqual(expected);
});

test('threads that cannot start are done without', async () => {
  const refuse: SpawnThread = () => {
    throw new DOMException('no workers here', 'SecurityError');
  };
  const fail: SpawnThread = () => ({ ready: Promise.reject(new Error('no such file')), terminate: () => undefined });
  const expected = bits(await smallNetwork(await createWasmOps(), 3000));
  for (const spawn of [refuse, fail]) {
    const ops = await open(2, spawn);
    expect(ops.pool!.size).toBe(1);
    expect(bits(await smallNetwork(ops, 3000))).toEqual(expected);
  }
});

test('without spawn there is one thread and memory is not shared', async () => {
  const ops = await createWasmOps({ threads: 4 });
  expect(ops.pool).toBeUndefined();
  expect(ops.memory.memory.buffer).toBeInstanceOf(ArrayBuffer);
});
