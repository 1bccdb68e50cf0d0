import { afterAll, beforeAll, expect, test } from 'vitest';
import { Diagnostics, type InputFeature, OUTDOOR11, type PointCloud, Rng, WeightsError } from '../core/index.ts';
import { openTestDevice } from '../gpu/dawn.fixture.ts';
import type { GpuContext } from '../gpu/index.ts';
import { buildGraph, type ModelManifest, randomWeights, writeSafetensors } from '../nn/index.ts';
import { createWasmOps, createWebGpuOps, type Ops } from '../ops/index.ts';
import { loadModel } from './model.ts';
import { understand } from './understand.ts';

/** Like a MinkUNet of other origin: fed with colours and a constant, with classes alone. */
const FEATURES: readonly InputFeature[] = [{ source: 'one' }, { source: 'rgb', scale: 1 / 255, shift: -0.5 }];
const MANIFEST: ModelManifest = {
  name: 'imported',
  title: 'imported',
  domain: 'outdoor',
  labelSet: OUTDOOR11.name,
  voxelSizeM: 0.5,
  groundCellM: 0,
  features: FEATURES,
  network: {
    inputChannels: 4,
    stem: { widths: [6], kernelSize: 5 },
    encoder: [[], [6], [10]],
    decoder: [[7], [8]],
    pool: 'strided',
    down: 'widen',
    up: 'inverse',
    block: 'residual',
    heads: [{ name: 'semantic', hidden: 0, outputs: OUTDOOR11.classes.length }],
  },
  license: 'test',
  trainedSteps: 0,
};
const weights = () => writeSafetensors(randomWeights(buildGraph(MANIFEST.network), 4), () => false, {});

const cloud = (colour: (rng: Rng) => number): PointCloud => {
  const rng = new Rng(9);
  const count = 1500;
  const positions = Float32Array.from({ length: 3 * count }, (_, i) => rng.range(0, i % 3 === 2 ? 1.5 : 9));
  const rgb = Uint8Array.from({ length: 3 * count }, () => colour(rng));
  const attributes = [{ name: 'rgb', components: 3, values: rgb }];
  return { name: 'c', format: 'test', count, origin: [0, 0, 0], positions, attributes };
};

let context: GpuContext;
let gpu: Ops;
let cpu: Ops;
beforeAll(async () => {
  context = await openTestDevice();
  gpu = await createWebGpuOps(context);
  cpu = await createWasmOps();
});
afterAll(() => {
  gpu.dispose();
  cpu.dispose();
  context.device.destroy();
});

test('a model fed with colours sees the same on both implementations, and other colours otherwise', async () => {
  const model = await loadModel({ manifest: MANIFEST, weights: weights() });
  const coloured = cloud((rng) => rng.range(0, 255));
  const [onGpu, onCpu] = [
    await understand(coloured, { ops: gpu, model }),
    await understand(coloured, { ops: cpu, model }),
  ];
  gpu.release(onGpu.resident!.classIds, onGpu.resident!.instanceIds);
  const same = onGpu.prediction.semantic.filter((label, point) => label === onCpu.prediction.semantic[point]).length;
  expect(same / coloured.count).toBeGreaterThan(0.98);
  expect(new Set(onCpu.prediction.semantic).size).toBeGreaterThan(2);
  expect(onCpu.prediction.instances).toEqual([]);
  expect(onCpu.prediction.boxes).toEqual([]);
  const grey = await understand(
    cloud(() => 128),
    { ops: cpu, model },
  );
  expect(grey.prediction.semantic).not.toEqual(onCpu.prediction.semantic);
});

test('classes of its own are folded: the probability of a class is the sum of theirs', async () => {
  const outputClasses = [7, 7, 0, 3, -1, 7, 0, 10, 2, 2, 9];
  const coloured = cloud((rng) => rng.range(0, 255));
  const folded = await loadModel({ manifest: { ...MANIFEST, outputClasses }, weights: weights() });
  const { prediction } = await understand(coloured, { ops: cpu, model: folded });
  const model = await loadModel({ manifest: MANIFEST, weights: weights() });
  const own = (await understand(coloured, { ops: cpu, model })).prediction.voxelProbabilities;
  const classes = outputClasses.length;
  for (const row of [0, 7, 60]) {
    for (let label = 0; label < classes; label++) {
      const sum = outputClasses.reduce(
        (total, to, output) => total + (to === label ? own[row * classes + output]! : 0),
        0,
      );
      expect(prediction.voxelProbabilities[row * classes + label]).toBeCloseTo(sum, 5);
    }
  }
  expect(new Set(prediction.semantic)).not.toContain(1);
  const beyond = { ...MANIFEST, outputClasses: outputClasses.with(3, 11) };
  await expect(loadModel({ manifest: beyond, weights: weights() })).rejects.toThrow(WeightsError);
  const short = { ...MANIFEST, outputClasses: outputClasses.slice(1) };
  await expect(loadModel({ manifest: short, weights: weights() })).rejects.toThrow(WeightsError);
});

test('a cloud without colours is understood with zeros, and says so', async () => {
  const model = await loadModel({ manifest: MANIFEST, weights: weights() });
  const diagnostics = new Diagnostics();
  await understand({ ...cloud(() => 0), attributes: [] }, { ops: cpu, model, diagnostics });
  expect(diagnostics.list).toMatchObject([{ code: 'FEATURE_MISSING', severity: 'warning' }]);
});

test('features that do not make the channels of the network are a WeightsError', async () => {
  for (const features of [[{ source: 'one' }], [{ source: 'smell' }], undefined] as unknown as (
    | InputFeature[]
    | undefined
  )[]) {
    const { features: _, ...rest } = MANIFEST;
    const manifest = features ? { ...rest, features } : rest;
    await expect(loadModel({ manifest, weights: weights() })).rejects.toThrow(WeightsError);
  }
});
