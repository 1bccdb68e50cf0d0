import { expect, test, vi } from 'vitest';
import { openDawn, openTestDevice } from '../gpu/dawn.fixture.ts';
import { createWebGpuOps, type View } from '../ops/index.ts';
import { selfCheck } from './self-check.ts';

test('our kernels and TensorFlow.js agree on one shared device', async () => {
  vi.stubGlobal('navigator', { gpu: openDawn(), userAgent: 'node' }); // TensorFlow.js asks the page for WebGPU
  const ops = await createWebGpuOps(await openTestDevice());
  const check = await selfCheck(ops);
  expect(check.ops.map(({ op }) => op)).toContain('submanifold convolution');
  expect(check.ops.filter(({ passed }) => !passed)).toEqual([]);
  expect(check.passed).toBe(true);

  // It can also say no: a device that computes otherwise is found out.
  const broken: typeof ops = Object.create(ops, {
    softmax: { value: (view: View) => ops.tensor(view.tensor.rows, view.channels) },
  });
  const failed = await selfCheck(broken);
  expect(failed.passed).toBe(false);
  expect(failed.ops.filter(({ passed }) => !passed).map(({ op }) => op)).toEqual(['softmax']);
});
