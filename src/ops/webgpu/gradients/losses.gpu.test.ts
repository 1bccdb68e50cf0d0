import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDevice } from '../../../gpu/dawn.fixture.ts';
import type { GpuContext } from '../../../gpu/index.ts';
import type { Tensor } from '../../ops.ts';
import type { GpuMemory } from '../gpu-memory.ts';
import { createWebGpuOps, type WebGpuOps } from '../webgpu-ops.ts';
import { expectClose, expectSlopes, normals, rng } from './gradients.fixture.ts';
import { crossEntropy, FlatAdam, openGradients } from './index.ts';

let context: GpuContext;
let ops: WebGpuOps;
let memory: GpuMemory;

beforeAll(async () => {
  context = await openTestDevice();
  ops = await createWebGpuOps(context);
  memory = await openGradients(ops);
});
afterAll(() => {
  ops.dispose();
  context.device.destroy();
});

const upload = (values: Float32Array, rows: number) => ops.upload(values, rows, values.length / rows);

describe('cross-entropy', () => {
  test('weights, rows without a label, and the share that is right', async () => {
    const [rows, classes] = [300, 11];
    const logits32 = normals(rows * classes).map((value) => 3 * value);
    const labels = Int16Array.from({ length: rows }, () => rng.int(classes + 1) - 1);
    const weights = Float32Array.from({ length: classes }, () => rng.range(0.3, 4));
    const logits = Float64Array.from(logits32);
    const loss = () => {
      let [sum, total] = [0, 0];
      labels.forEach((label, r) => {
        if (label < 0) return;
        const row = logits.subarray(r * classes, (r + 1) * classes);
        const logSum = Math.log(row.reduce((all, value) => all + Math.exp(value), 0));
        sum += weights[label]! * (logSum - row[label]!);
        total += weights[label]!;
      });
      return sum / total;
    };
    const right = labels.filter(
      (label, r) =>
        label >= 0 && Math.max(...logits32.subarray(r * classes, (r + 1) * classes)) === logits32[r * classes + label],
    ).length;
    const { gradient, totals } = crossEntropy(ops, memory, upload(logits32, rows), labels, weights);
    const read = await ops.read(totals);
    expectClose(read, [loss(), right, 0], 'totals');
    expect(read[1]).toBe(right);
    const slopes = await ops.read(gradient);
    expectSlopes(loss, logits, slopes, 'logits');
    labels.forEach((label, r) => {
      if (label < 0) expect(slopes.subarray(r * classes, (r + 1) * classes).every((value) => value === 0)).toBe(true);
    });
  });

  test('a label that is no class is refused', () => {
    const call = () => crossEntropy(ops, memory, upload(normals(6), 2), Int16Array.of(0, 3), Float32Array.of(1, 1, 1));
    expect(call).toThrow(RangeError);
  });

  test('no labelled row gives 0; a logit that is not finite is counted', async () => {
    const none = crossEntropy(ops, memory, upload(normals(6), 2), Int16Array.of(-1, -1), Float32Array.of(1, 1, 1));
    expect([...(await ops.read(none.totals))]).toEqual([0, 0, 0]);
    const sick = Float32Array.of(1, Number.NaN, 2, 0, 0, Number.POSITIVE_INFINITY);
    const counted = crossEntropy(ops, memory, upload(sick, 2), Int16Array.of(0, 1), Float32Array.of(1, 1, 1));
    expect((await ops.read(counted.totals))[2]).toBe(2);
  });
});

describe('Adam', () => {
  const step = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, clipNorm: 10, rate: 0.02, decay: 1e-3 };

  test('a gradient that is not finite moves nothing', async () => {
    const parameters = normals(9000);
    const adam = new FlatAdam(ops, memory, [upload(parameters, 1)], 100);
    const gradient = normals(9000);
    gradient[8999] = Number.NaN;
    const norm = await ops.read(adam.step([upload(gradient, 9)], step));
    expect(norm[1]).toBe(1);
    expect([...(await ops.read(adam.parameters))]).toEqual([...parameters]);
    adam.dispose();
  });

  test('the gradient’s norm over several blocks; large ones are scaled down, matrices decay, parts without one stay', async () => {
    const parameters = normals(9001);
    const gradient = normals(9001).fill(0, 3000, 3500);
    const cut = (values: Float32Array) => [values.slice(0, 3000), values.slice(3000, 3500), values.slice(3500)];
    const upper = (values: Float32Array) => cut(values).map((part) => upload(part, 1));
    const adam = new FlatAdam(ops, memory, upper(parameters), 100);
    const parts: (Tensor | undefined)[] = upper(gradient);
    parts[1] = undefined;
    const norm = await ops.read(adam.step(parts, step));
    const squares = gradient.reduce((sum, g) => sum + g * g, 0);
    expect(norm[0]! / squares).toBeCloseTo(1, 4);
    const clip = 10 / Math.sqrt(squares);
    const expected = Array.from(parameters, (p, i) => {
      const g = gradient[i]! * clip;
      return p - (0.02 * 0.1 * g) / (Math.sqrt(0.02 * g * g) + 1e-8) - (i < 100 ? 1e-3 * p : 0);
    });
    const moved = await ops.read(adam.parameters);
    expectClose(moved, expected, 'parameters');
    expect([...moved.subarray(3000, 3500)]).toEqual([...parameters.subarray(3000, 3500)]);
    adam.dispose();
  });
});
