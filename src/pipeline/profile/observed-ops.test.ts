import { expect, test } from 'vitest';
import { Rng } from '../../core/index.ts';
import { createWasmOps, whole } from '../../ops/index.ts';
import { median } from './median.ts';
import { ObservedOps } from './observed-ops.ts';

test('layers run in the order called, releases after what reads them, and results are the same', async () => {
  const inner = await createWasmOps();
  const ops = new ObservedOps(inner);
  const rng = new Rng(3);
  const matrix = (rows: number, channels: number) =>
    ops.upload(
      Float32Array.from({ length: rows * channels }, () => rng.normal(0, 1)),
      rows,
      channels,
    );
  const [input, weights] = [matrix(50, 8), matrix(8, 8)];
  const [middle, output, plain] = [ops.tensor(50, 8), ops.tensor(50, 8), inner.tensor(50, 8)];
  ops.conv({ input: whole(input), weights, relu: true, output: whole(middle) });
  ops.conv({ input: whole(middle), weights, relu: false, output: whole(output) });
  ops.release(middle);
  const observed = await ops.read(output);
  expect(ops.layers).toHaveLength(2);
  expect(ops.layers[0]).toMatchObject({ clock: 'wall', timings: [] });

  const again = inner.tensor(50, 8);
  inner.conv({ input: whole(input), weights, relu: true, output: whole(again) });
  inner.conv({ input: whole(again), weights, relu: false, output: whole(plain) });
  expect([...observed]).toEqual([...(await inner.read(plain))]);
});

test('a layer that fails is told to whoever waits', async () => {
  const inner = await createWasmOps();
  inner.conv = () => {
    throw new RangeError('no');
  };
  const ops = new ObservedOps(inner);
  const tensor = ops.tensor(2, 4);
  ops.conv({ input: whole(tensor), weights: tensor, relu: false, output: whole(tensor) });
  await expect(ops.flush()).rejects.toThrow('no');
});

test('what is released after a layer that failed is still released, and the failure is still told', async () => {
  const inner = await createWasmOps();
  inner.conv = () => {
    throw new RangeError('no');
  };
  const ops = new ObservedOps(inner);
  const [tensor, other] = [ops.tensor(2, 4), ops.tensor(2, 4)];
  ops.conv({ input: whole(tensor), weights: tensor, relu: false, output: whole(tensor) });
  ops.release(tensor);
  ops.release(other);
  await ops.settled();
  expect(() => inner.release(tensor)).toThrow();
  expect(() => inner.release(other)).toThrow();
  await expect(ops.flush()).rejects.toThrow('no');
});

test('settled waits for layers that are still to run', async () => {
  const inner = await createWasmOps();
  const ops = new ObservedOps(inner);
  const tensor = ops.tensor(2, 4);
  const weights = ops.tensor(4, 4);
  for (let i = 0; i < 3; i++) ops.conv({ input: whole(tensor), weights, relu: false, output: whole(tensor) });
  expect(ops.layers).toHaveLength(0);
  await ops.settled();
  expect(ops.layers).toHaveLength(3);
});

test('the median of an even number is between the two middle ones', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
});
