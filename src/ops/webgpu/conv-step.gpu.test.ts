import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { NO_ROW } from '../../core/index.ts';
import { openTestDevice } from '../../gpu/dawn.fixture.ts';
import type { GpuContext } from '../../gpu/index.ts';
import { whole } from '../ops.ts';
import { ownTable } from './handles.ts';
import { rankWords } from './rank-words.ts';
import { createWebGpuOps, memoryOf, type WebGpuOps } from './webgpu-ops.ts';

let context: GpuContext;
let ops: WebGpuOps;
beforeAll(async () => {
  context = await openTestDevice();
  ops = await createWebGpuOps(context);
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => {
  ops.dispose();
  context.device.destroy();
});

/** Which buffers are handed out, while there is no room for the `nth` one whose label begins so. */
function watch(label: string, nth = 1): { readonly held: ReadonlySet<GPUBuffer>; stop(): void } {
  const { pool } = memoryOf(ops);
  const held = new Set<GPUBuffer>();
  const [acquire, release] = [pool.acquire.bind(pool), pool.release.bind(pool)];
  let left = nth;
  const acquiring = vi.spyOn(pool, 'acquire').mockImplementation((bytes, writer, name) => {
    if (name.startsWith(label) && --left === 0) throw new RangeError(`no room for ${name}`);
    const buffer = acquire(bytes, writer, name);
    held.add(buffer);
    return buffer;
  });
  const releasing = vi.spyOn(pool, 'release').mockImplementation((buffer) => {
    held.delete(buffer);
    release(buffer);
  });
  return {
    held,
    stop() {
      acquiring.mockRestore();
      releasing.mockRestore();
    },
  };
}

const ROWS = 40;

test.each(['tiles', 'places', 'histogram', 'starts', 'neighbour scales', 'table 1'])(
  'a convolution that finds no room for its %s holds nothing and works the next time',
  async (label) => {
    const map = ops.uploadTable(new Uint32Array(27 * ROWS).fill(NO_ROW).fill(3, 13 * ROWS, 14 * ROWS), 27, ROWS);
    const normaliser = ops.upload(new Float32Array(27), 27, 1);
    const weights = ops.upload(new Float32Array(27 * 16).fill(1), 27 * 4, 4);
    const both = ops.upload(new Float32Array(ROWS * 8).fill(2), ROWS, 8);
    const step = {
      input: { tensor: both, offset: 0, channels: 4 },
      map,
      weights,
      normaliser,
      relu: false,
      output: { tensor: both, offset: 4, channels: 4 },
    };
    const { held, stop } = watch(label);
    expect(() => ops.conv(step)).toThrow(/no room/);
    // A program that is complete stays with its table.
    const { program, plan } = ownTable(memoryOf(ops), map);
    const kept = [program?.buffer, plan?.rows.buffer].filter((buffer) => buffer !== undefined);
    expect([...held].filter((buffer) => !kept.includes(buffer))).toEqual([]);
    stop();
    ops.conv(step);
    expect((await ops.read(both)).subarray(0, 8)).toEqual(Float32Array.of(2, 2, 2, 2, 8, 8, 8, 8));
    ops.release(map, normaliser, weights, both);
  },
);

test('a program whose batch failed is built again', async () => {
  const map = ops.uploadTable(new Uint32Array(27 * ROWS).fill(NO_ROW).fill(3, 13 * ROWS, 14 * ROWS), 27, ROWS);
  const weights = ops.upload(new Float32Array(27 * 16).fill(1), 27 * 4, 4);
  const input = ops.upload(new Float32Array(ROWS * 4).fill(2), ROWS, 4);
  const output = ops.tensor(ROWS, 4);
  const step = { input: whole(input), map, weights, relu: false, output: whole(output) };
  const { device } = context;
  const full = vi.spyOn(device, 'createCommandEncoder').mockImplementationOnce(() => {
    throw new RangeError('no room for commands');
  });
  ops.conv(step);
  await expect(ops.flush()).rejects.toThrow(/no room/);
  full.mockRestore();
  expect(ownTable(memoryOf(ops), map).program).toBeUndefined();
  ops.conv(step);
  expect(await ops.read(output)).toEqual(new Float32Array(ROWS * 4).fill(8));
  ops.release(map, weights, input, output);
});

test('ranking that finds no room holds nothing', () => {
  const memory = memoryOf(ops);
  const words = memory.zeros(8192, 'words');
  const job = { words, length: 1024, total: { buffer: memory.zeros(16, 'total'), index: 0 } };
  const { held, stop } = watch('block sums', 2);
  expect(() => rankWords(memory, [job, job])).toThrow(/no room/);
  expect(held.size).toBe(0);
  stop();
  memory.release(words);
  memory.release(job.total.buffer);
});
