import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { Rng } from '../core/index.ts';
import { openTestDevice } from '../gpu/dawn.fixture.ts';
import { buildGraph } from '../nn/index.ts';
import { autograd, createWasmOps, createWebGpuOps } from '../ops/index.ts';
import { initialWeights } from './initial-weights.ts';
import { Optimizer } from './optimizer.ts';
import { Parameters } from './parameters.ts';
import { TINY } from './tiny.fixture.ts';

test('ten steps of Adam on the device are those on the CPU, with a head that has no gradient in some of them', async () => {
  const context = await openTestDevice();
  const gpu = await createWebGpuOps(context);
  const graph = buildGraph(TINY.model.network);
  const places = [
    new autograd.WasmGradients(await createWasmOps(), 1 << 20),
    await autograd.WebGpuGradients.create(gpu),
  ];
  const results = [];
  for (const g of places) {
    await tf.setBackend(g.backend);
    const parameters = Parameters.from(graph, initialWeights(graph, 4));
    const optimizer = new Optimizer(g, parameters);
    const rng = new Rng(6);
    const norms: number[] = [];
    for (let step = 0; step < 10; step++) {
      const gradients = new Map<string, tf.Tensor>();
      for (const [name, variable] of parameters.trainable()) {
        const values = Float32Array.from({ length: variable.size }, () => rng.normal(0, step === 3 ? 1 : 0.05)); // one is clipped
        if (step % 2 === 0 || !name.startsWith('heads.embedding'))
          gradients.set(name, tf.tensor(values, variable.shape));
      }
      norms.push(await optimizer.apply(gradients, 0.01));
      for (const gradient of gradients.values()) gradient.dispose();
    }
    results.push({ norms, weights: await parameters.weights(g), moments: await optimizer.state() });
    optimizer.dispose();
    parameters.dispose();
    g.dispose();
  }
  const [cpu, device] = results as [(typeof results)[0], (typeof results)[0]];
  expect(cpu.norms[3]).toBeGreaterThan(10);
  for (const [step, norm] of device.norms.entries()) expect(norm / cpu.norms[step]!).toBeCloseTo(1, 5);
  for (const part of ['weights', 'moments'] as const) {
    expect([...device[part].keys()].sort()).toEqual([...cpu[part].keys()].sort());
    for (const [name, { values }] of cpu[part]) {
      const ours = device[part].get(name)!.values;
      const size = values.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
      const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - ours[i]!)), 0);
      expect(worst, name).toBeLessThanOrEqual(1e-5 * Math.max(size, 1e-6));
    }
  }
  gpu.dispose();
  context.device.destroy();
});
