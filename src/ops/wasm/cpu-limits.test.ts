import { expect, test } from 'vitest';
import { createWasmOps, measureCpuLimits } from './index.ts';

test('rates are work over the clock that was handed in', async () => {
  const ops = await createWasmOps();
  let now = 0;
  // Each look at the clock finds 10 ms gone: one piece of work in every repeat.
  const limits = measureCpuLimits(ops, () => (now += 10));
  expect(limits.registers).toBeCloseTo((2 * 48 * 500_000) / 10 / 1e6, 9);
  expect(limits.dense).toBeCloseTo((2 * 512 * 64 ** 2) / 10 / 1e6, 9);
});

test('the tensors it works on are given back', async () => {
  const ops = await createWasmOps();
  const first = ops.tensor(10, 10).pointer;
  const other = await createWasmOps();
  measureCpuLimits(other, () => performance.now());
  expect(other.tensor(10, 10).pointer).toBe(first);
});
