import { expect, test } from 'vitest';
import { openTestDevice } from '../../gpu/dawn.fixture.ts';
import { createWasmOps, createWebGpuOps } from '../../ops/index.ts';
import type { TrainingOps } from '../trainer.ts';
import { FineTuner } from './index.ts';
import { TOY_OPTIONS, toySubject } from './toy.fixture.ts';

async function losses(ops: TrainingOps): Promise<number[]> {
  // At a high rate the first steps of Adam are little more than signs, and a last bit flips some.
  const options = { ...TOY_OPTIONS, learningRate: 1e-3, maxVoxels: 400 };
  const tuner = await FineTuner.create(await toySubject(ops), ops, options);
  const taken: number[] = [];
  for (let step = 0; step < 3; step++) taken.push((await tuner.next()).loss.total);
  tuner.dispose();
  return taken;
}

test('the GPU tunes a network as the CPU does', async () => {
  const context = await openTestDevice();
  const [gpu, cpu] = [await createWebGpuOps(context), await createWasmOps()];
  const [device, host] = [await losses(gpu), await losses(cpu)];
  host.forEach((loss, step) => {
    expect(Math.abs(device[step]! / loss - 1), `step ${step}`).toBeLessThan(2e-3);
  });
  gpu.dispose();
  cpu.dispose();
  context.device.destroy();
});
