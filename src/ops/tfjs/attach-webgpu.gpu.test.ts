import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDawn, openTestDevice } from '../../gpu/dawn.fixture.ts';
import type { GpuContext } from '../../gpu/index.ts';
import { whole } from '../ops.ts';
import { createWebGpuOps, type WebGpuOps } from '../webgpu/index.ts';
import { attachTfjs, createTfjsOps } from './index.ts';

let context: GpuContext;
let ops: WebGpuOps;
beforeAll(async () => {
  // TensorFlow.js looks for a browser; Node 20 has no navigator.
  Object.defineProperty(globalThis, 'navigator', { value: { gpu: openDawn(), userAgent: 'node' }, configurable: true });
  context = await openTestDevice();
  ops = await createWebGpuOps(context);
  await attachTfjs(context.device, context.adapterInfo);
});
afterAll(() => {
  ops?.dispose();
  context?.device.destroy();
});

test('tfjs multiplies on our device while our kernels run, and reads what they wrote', async () => {
  const tf = await import('@tensorflow/tfjs-core');
  tf.env().set('WEBGPU_CPU_FORWARD', false); // small products would be computed on the CPU and prove nothing
  expect(tf.getBackend()).toBe('webgpu');
  expect((tf.backend() as unknown as { device: GPUDevice }).device).toBe(context.device);

  const size = 96;
  const values = Float32Array.from({ length: size * size }, (_, i) => ((i * 7) % 11) - 5);
  const input = ops.upload(values, size, size);
  const weights = ops.upload(values, size, size);
  const output = ops.tensor(size, size);
  ops.conv({ input: whole(input), weights, relu: false, output: whole(output) });
  const theirs = tf.matMul(tf.tensor2d(values, [size, size]), tf.tensor2d(values, [size, size]));
  const [, ours, product] = await Promise.all([ops.flush(), ops.read(output), theirs.data()]);
  expect(ours.some((value) => value !== 0)).toBe(true);
  expect([...product]).toEqual([...ours]); // whole numbers: exact in float32 in any order

  // Queue order alone makes our values visible to a tensor over our buffer; the pool's bucket is larger than the matrix.
  const buffer = ops.buffer(output);
  const shared = tf.tensor({ buffer, zeroCopy: true } as never, [buffer.size / 4], 'float32');
  const doubled = await tf.mul(shared, 2).data();
  expect([...doubled.subarray(0, size * size)]).toEqual([...ours].map((value) => value * 2));
});

test.each(['gather', 'pairs'] as const)('the tfjs implementation of Ops runs on it too, by %s', async (composition) => {
  const composed = await createTfjsOps('webgpu', { composition });
  const input = composed.upload(Float32Array.of(1, 2, 3, 4, 5, 6), 3, 2);
  const map = composed.uploadTable(Uint32Array.of(0, 1, 2, 1, 0xffff_ffff, 0), 2, 3);
  const weights = composed.upload(Float32Array.of(1, 10, 100, 1000), 4, 1);
  const output = composed.tensor(3, 1);
  composed.conv({ input: whole(input), map, weights, relu: false, output: whole(output) });
  expect([...(await composed.read(output))]).toEqual([4321, 43, 2165]);
  composed.dispose();
});
