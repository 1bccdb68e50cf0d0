import { expect, test } from 'vitest';
import { createWasmOps } from './index.ts';
import { CpuMemory } from './memory.ts';

test('blocks that are given back are used again, and neighbours merge', async () => {
  const memory = await CpuMemory.create();
  const [a, b, c] = [1000, 2000, 3000].map((size) => memory.allocate(size)) as [number, number, number];
  memory.release(a);
  memory.release(b);
  expect(memory.allocate(2900)).toBe(a);
  memory.release(c);
  expect(() => memory.release(c)).toThrow(RangeError);
});

test('memory grows under live tensors without losing them', async () => {
  const ops = await createWasmOps();
  const small = ops.upload(Float32Array.of(1, 2, 3), 1, 3);
  const large = ops.tensor(1 << 14, 1 << 10); // 64 MB: more than the memory starts with
  ops.memory.f32(large.pointer, 1)[0] = 7;
  expect([...(await ops.read(small))]).toEqual([1, 2, 3]);
  ops.release(large);
  expect(ops.tensor(1 << 14, 1 << 10).pointer).toBe(large.pointer);
});

test('dispose gives everything back', async () => {
  const ops = await createWasmOps();
  const first = ops.tensor(100, 100).pointer;
  ops.identity(10);
  ops.dispose();
  expect(ops.tensor(100, 100).pointer).toBe(first);
});
