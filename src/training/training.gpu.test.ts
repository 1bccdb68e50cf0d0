import { afterAll, beforeAll, expect, test } from 'vitest';
import { TrainingError } from '../core/index.ts';
import { openTestDevice } from '../gpu/dawn.fixture.ts';
import type { GpuContext } from '../gpu/index.ts';
import { createWasmOps, createWebGpuOps, type WebGpuOps } from '../ops/index.ts';
import type { TrainingConfig } from './config.ts';
import { SceneStore } from './scene-store.ts';
import { FIRST_LOSSES, TINY } from './tiny.fixture.ts';
import { readCheckpoint, writeCheckpoint } from './train.ts';
import { type StepReport, Trainer, type TrainerState, type TrainingOps } from './trainer.ts';

/** Scenes take longer than steps: all runs share them. */
const SCENES = new SceneStore(TINY);

let context: GpuContext;
let ops: WebGpuOps;
beforeAll(async () => {
  context = await openTestDevice();
  ops = await createWebGpuOps(context);
});
afterAll(() => {
  ops.dispose();
  context.device.destroy();
});

async function run(on: TrainingOps, steps: number, config: TrainingConfig = TINY, from?: TrainerState) {
  const trainer = await Trainer.create(config, on, from, SCENES);
  const reports: StepReport[] = [];
  for (let step = 0; step < steps; step++) reports.push(await trainer.next());
  const state = await trainer.state();
  trainer.dispose();
  return { reports, state };
}

const totals = (reports: readonly StepReport[]) => reports.map(({ losses }) => losses.total);

/** Which turn of a box is nearest is a choice: a last bit can flip it, and the pose loss jumps. Without that loss both places agree closely. */
const SMOOTH: TrainingConfig = { ...TINY, losses: { ...TINY.losses, boxPose: 0, lovasz: 0.5, maskClass: 0.2 } };

test('ten steps on the GPU follow the stored losses, repeat bit for bit, and go on exactly from a checkpoint', async () => {
  const start = await run(ops, 5);
  const rest = await run(ops, 5, TINY, readCheckpoint(writeCheckpoint(start.state)));
  const curve = [...totals(start.reports), ...totals(rest.reports)];
  curve.forEach((total, step) => {
    const off = Math.abs(total - FIRST_LOSSES[step]!) / FIRST_LOSSES[step]!;
    expect(off, `step ${step}: ${total}`).toBeLessThan(0.05);
  });
  expect(totals((await run(ops, 2)).reports)).toEqual(curve.slice(0, 2));
});

test('the GPU learns what the CPU learns, and either goes on from the other’s checkpoint', async () => {
  const cpu = await createWasmOps();
  const [device, host] = [await run(ops, 4, SMOOTH), await run(cpu, 3, SMOOTH)];
  host.reports.forEach((report, step) => {
    const ours = device.reports[step]!;
    expect(ours.voxels).toBe(report.voxels);
    expect(Math.abs(ours.accuracy - report.accuracy)).toBeLessThan(0.005);
    expect(Math.abs(ours.gradientNorm / report.gradientNorm - 1)).toBeLessThan(0.005);
    for (const name of ['total', 'semantic', 'lovasz', 'embedding', 'boxCorners', 'boxClass'] as const)
      expect(Math.abs(ours.losses[name] - report.losses[name]), `${name} of step ${step}`).toBeLessThan(2e-3);
  });
  expect([...device.state.moments.keys()].sort()).toEqual([...host.state.moments.keys()].sort());
  for (const [name, { shape }] of host.state.weights) expect(device.state.weights.get(name)!.shape).toEqual(shape);
  const crossed = await run(ops, 1, SMOOTH, readCheckpoint(writeCheckpoint(host.state)));
  expect(Math.abs(totals(crossed.reports)[0]! - totals(device.reports)[3]!)).toBeLessThan(5e-3);
  const back = await run(cpu, 1, SMOOTH, readCheckpoint(writeCheckpoint(crossed.state)));
  expect(back.reports[0]!.step).toBe(4);
  cpu.dispose();
});

test('residual blocks, strided and inverse convolutions, mean pools, kernel size 5 and the normaliser learn the same on both', async () => {
  const cpu = await createWasmOps();
  const network = { ...TINY.model.network, encoder: [[6], [8]], decoder: [[6]] };
  const variants = [
    { ...network, block: 'residual' as const, pool: 'strided' as const, up: 'inverse' as const },
    {
      ...network,
      pool: 'mean' as const,
      normaliser: true,
      skip: 'input' as const,
      stem: { widths: [6], kernelSize: 5 as const },
    },
  ];
  for (const variant of variants) {
    const config = { ...SMOOTH, maxVoxels: 200, model: { ...TINY.model, network: variant } };
    const [device, host] = [await run(ops, 2, config), await run(cpu, 2, config)];
    device.reports.forEach((report, step) => {
      expect(Math.abs(report.losses.total / host.reports[step]!.losses.total - 1)).toBeLessThan(0.005);
      expect(Math.abs(report.gradientNorm / host.reports[step]!.gradientNorm - 1)).toBeLessThan(0.02);
    });
    for (const name of host.state.weights.keys())
      if (name.endsWith('.normaliser')) expect(device.state.moments.has(`m.${name}`), name).toBe(true);
  }
  cpu.dispose();
});

test('a number that is not finite stops the run with the step and the loss, before a parameter moves', async () => {
  const { state } = await run(ops, 1, SMOOTH);
  const poison = (name: string) => {
    const weights = new Map(state.weights);
    const { shape, values } = weights.get(name)!;
    weights.set(name, { shape, values: values.slice().fill(Number.NaN) });
    return Trainer.create(SMOOTH, ops, { ...state, weights }, SCENES);
  };
  for (const [name, loss] of [
    ['heads.semantic.1.bias', 'semantic'],
    ['heads.box.1.bias', 'boxCorners'],
  ] as const) {
    const sick = await poison(name);
    const failure = await sick.next().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TrainingError);
    expect(failure).toMatchObject({ code: 'TRAINING_DIVERGED', context: { step: 1, loss } });
    expect((await sick.state()).weights.get('encoder.0.0.weight')).toEqual(state.weights.get('encoder.0.0.weight'));
    sick.dispose();
  }
});

test('a step leaves nothing behind on the device', async () => {
  const trainer = await Trainer.create(SMOOTH, ops, undefined, SCENES);
  const bytes: number[] = [];
  for (let step = 0; step < 4; step++) {
    await trainer.next();
    await ops.flush();
    bytes.push(ops.memoryBytes);
  }
  trainer.dispose();
  expect(Math.max(...bytes.slice(2)), String(bytes)).toBeLessThanOrEqual(1.1 * Math.max(...bytes.slice(0, 2)));
});
