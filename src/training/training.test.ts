import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { IGNORE_LABEL, Rng, TrainingError } from '../core/index.ts';
import { buildGraph } from '../nn/index.ts';
import { autograd, createWasmOps } from '../ops/index.ts';
import { majorityClass } from './batch.ts';
import type { TrainingConfig } from './config.ts';
import { initialWeights } from './initial-weights.ts';
import { limitVoxels } from './limit-voxels.ts';
import { Optimizer } from './optimizer.ts';
import { Parameters } from './parameters.ts';
import { balancedSample, groupBy } from './sampling.ts';
import { SceneStore } from './scene-store.ts';
import { FIRST_LOSSES, TINY } from './tiny.fixture.ts';
import { readCheckpoint, writeCheckpoint } from './train.ts';
import { Trainer, type TrainerState } from './trainer.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Scenes take longer than steps: all runs of this file share them. */
const SCENES = new SceneStore(TINY);

async function create(config: TrainingConfig = TINY, state?: TrainerState): Promise<Trainer> {
  return Trainer.create(config, await createWasmOps(), state, SCENES);
}

async function run(steps: number, config = TINY): Promise<{ totals: number[]; trainer: Trainer }> {
  const trainer = await create(config);
  const totals: number[] = [];
  for (let step = 0; step < steps; step++) totals.push((await trainer.next()).losses.total);
  return { totals, trainer };
}

describe('a run', () => {
  test('learns, repeats bit for bit, and resumes exactly from a checkpoint', async () => {
    const { totals, trainer: whole } = await run(10);
    totals.forEach((total, step) => {
      expect(Math.abs(total - FIRST_LOSSES[step]!), `step ${step}: ${total}`).toBeLessThan(0.02 * FIRST_LOSSES[step]!);
    });
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(totals.slice(7)), String(totals)).toBeLessThan(mean(totals.slice(0, 3)) - 0.2);

    const { totals: start, trainer } = await run(5);
    const saved = readCheckpoint(writeCheckpoint(await trainer.state()));
    const resumed = await create(TINY, saved);
    const rest: number[] = [];
    for (let step = 0; step < 5; step++) rest.push((await resumed.next()).losses.total);
    expect([...start, ...rest]).toEqual(totals);
    const bytes = async (run: Trainer) => Buffer.from(writeCheckpoint(await run.state()));
    expect((await bytes(resumed)).equals(await bytes(whole))).toBe(true);
  }, 240_000);

  test('a checkpoint without averages goes on, and its averages begin at its weights', async () => {
    const { trainer } = await run(2);
    const { averages, ...older } = await trainer.state();
    expect(averages!.get('updates')!.values[0]).toBe(2);
    const resumed = await create(TINY, readCheckpoint(writeCheckpoint(older)));
    expect(resumed.averagedWeights()).toEqual(older.weights);
    expect((await resumed.next()).step).toBe(2);
    expect((await resumed.state()).averages!.get('updates')!.values[0]).toBe(1);
    const [bias, now] = [resumed.averagedWeights(), (await resumed.state()).weights].map(
      (weights) => weights.get('heads.semantic.1.bias')!.values[0]!,
    ) as [number, number];
    const before = older.weights.get('heads.semantic.1.bias')!.values[0]!;
    expect(bias).toBeCloseTo(0.1 * before + 0.9 * now, 6);
  }, 240_000);

  test('crops of a size drawn by step, with the Lovász loss', async () => {
    const config = { ...TINY, maxVoxels: [200, 700] as const, losses: { ...TINY.losses, lovasz: 0.5 } };
    const trainer = await create(config);
    const plain = await create({ ...config, losses: TINY.losses });
    const sizes = new Set<number>();
    for (let step = 0; step < 4; step++) {
      const { losses, voxels } = await trainer.next();
      sizes.add(voxels);
      expect(losses.lovasz).toBeGreaterThan(0.2);
      expect(losses.lovasz).toBeLessThanOrEqual(1);
      if (step > 0) continue;
      const without = (await plain.next()).losses;
      expect(without.lovasz).toBe(0);
      expect(losses.total - without.total).toBeCloseTo(0.5 * losses.lovasz, 4);
    }
    expect(sizes.size).toBe(4);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeGreaterThan(100);
  }, 240_000);

  test('stops with the step and the loss when a number is not finite, before a parameter moves', async () => {
    const { trainer } = await run(1);
    const state = await trainer.state();
    const poisoned = new Map(state.weights);
    const kernel = poisoned.get('heads.semantic.1.bias')!;
    poisoned.set('heads.semantic.1.bias', { shape: kernel.shape, values: kernel.values.slice().fill(Number.NaN) });
    const sick = await create(TINY, { ...state, weights: poisoned });
    const before = (await sick.state()).weights.get('encoder.0.0.weight')!.values;
    try {
      await sick.next();
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(TrainingError);
      expect(error).toMatchObject({ code: 'TRAINING_DIVERGED', context: { step: 1, loss: 'semantic' } });
    }
    expect((await sick.state()).weights.get('encoder.0.0.weight')!.values).toEqual(before);
  }, 240_000);

  test.each([
    ['embedding', 'embedding', {}],
    ['embedding', 'embedding', { embedding: 'sigmoid', similarity: 'dotProduct' }],
    ['box', 'boxCorners', {}],
    ['box', 'boxCorners', { corners: 'huber', boxClass: 'hard', background: 'even' }],
  ] as const)(
    'names the loss whose head is broken (%s, %s, %j)',
    async (head, loss, lossForms) => {
      const config = { ...TINY, lossForms, losses: { ...TINY.losses, maskClass: 1 } };
      const trainer = await create(config);
      const state = await trainer.state();
      const { shape, values } = state.weights.get(`heads.${head}.1.bias`)!;
      const weights = new Map(state.weights).set(`heads.${head}.1.bias`, {
        shape,
        values: values.slice().fill(Number.NaN),
      });
      const sick = await create(config, { ...state, weights });
      const failure = await sick.next().catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'TRAINING_DIVERGED', context: { step: 0, loss } });
      expect((await trainer.next()).losses.maskClass).toBeGreaterThan(0);
    },
    240_000,
  );
});

describe('samples', () => {
  test('are balanced over groups, whatever their sizes', () => {
    const groups = groupBy(1000, (i) => (i < 10 ? 1 : i < 20 ? -1 : 2));
    const sample = balancedSample(groups, 4000, new Rng(5));
    const small = sample.filter((index) => index < 10).length;
    expect(small / sample.length).toBeCloseTo(0.5, 1);
    expect(sample.some((index) => index >= 10 && index < 20)).toBe(false);
  });

  test('majority of the labelled points; ties go to the smaller class', () => {
    const rows = Uint32Array.of(0, 0, 0, 1, 1, 2);
    expect([...majorityClass(Int16Array.of(2, 2, 1, 3, 0, IGNORE_LABEL), rows, 3, 4)]).toEqual([2, 0, IGNORE_LABEL]);
  });

  test('a crop keeps the points nearest its axis, as many voxels as allowed', () => {
    const rng = new Rng(4);
    const count = 3000;
    const crop = {
      count,
      positions: Float32Array.from({ length: 3 * count }, () => rng.range(-5, 5)),
      heights: Float32Array.from({ length: count }, (_, i) => i),
      semantic: Int16Array.from({ length: count }, (_, i) => i % 7),
      instance: new Uint32Array(count),
      looks: new Float32Array(),
      boxes: [],
    };
    const voxels = ({ positions }: { positions: Float32Array }) => {
      const cell = (at: number) => Math.floor(positions[at]! / 0.5);
      const keys = Array.from(
        { length: positions.length / 3 },
        (_, i) => `${cell(3 * i)} ${cell(3 * i + 1)} ${cell(3 * i + 2)}`,
      );
      return new Set(keys).size;
    };
    expect(limitVoxels(crop, 0.5, 5000)).toBe(crop);
    expect(voxels(crop)).toBeGreaterThan(2500);
    const less = limitVoxels(crop, 0.5, 900);
    expect(voxels(less)).toBe(900);
    const radius = (i: number) => Math.fround(crop.positions[3 * i]! ** 2 + crop.positions[3 * i + 1]! ** 2);
    const kept = new Set(less.heights);
    const farthest = Math.max(...less.heights.map(radius));
    for (let i = 0; i < count; i++) expect(kept.has(i)).toBe(radius(i) <= farthest);
    less.heights.forEach((i, at) => {
      expect(less.semantic[at]).toBe(i % 7);
      expect(less.positions[3 * at + 2]).toBe(crop.positions[3 * i + 2]);
    });
  });
});

test('parameters start near uniform logits and hold every array of the graph', async () => {
  const graph = buildGraph(TINY.model.network);
  const g = new autograd.WasmGradients(await createWasmOps(), 1 << 20);
  const weights = await Parameters.from(graph, initialWeights(graph, 1)).weights(g);
  expect(weights.get('encoder.0.0.norm.running_var')!.values.every((value) => value === 1)).toBe(true);
  const kernel = weights.get('encoder.1.0.weight')!.values;
  const sigma = Math.sqrt(kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length);
  expect(sigma).toBeCloseTo(Math.sqrt(2 / (27 * 0.4 * 8)), 2);
});

test('AdamW is its formula, clipped gradients and a parameter without one included', async () => {
  const graph = buildGraph(TINY.model.network);
  const g = new autograd.WasmGradients(await createWasmOps(), 1 << 22);
  const parameters = Parameters.from(graph, initialWeights(graph, 4));
  const optimizer = new Optimizer(g, parameters);
  const names = ['encoder.1.0.weight', 'heads.semantic.1.bias'];
  const start = await parameters.weights(g);
  const rng = new Rng(6);
  const expected = names.map((name) => Float64Array.from(start.get(name)!.values));
  const moments = expected.map(({ length }) => ({ m: new Float64Array(length), v: new Float64Array(length) }));
  for (let step = 1; step <= 6; step++) {
    const slopes = expected.map(({ length }) =>
      Float32Array.from({ length }, () => rng.normal(0, step === 3 ? 1 : 0.02)),
    );
    const norm = Math.hypot(...slopes.map((slope) => Math.hypot(...slope)));
    const gradients = names.map((name, i) => [name, tf.tensor(slopes[i]!, parameters.variable(name).shape)] as const);
    expect((await optimizer.apply(new Map(gradients), 0.01)) / norm).toBeCloseTo(1, 6);
    g.reset();
    const rate = (0.01 * Math.sqrt(1 - 0.98 ** step)) / (1 - 0.9 ** step);
    expected.forEach((values, part) => {
      const { m, v } = moments[part]!;
      values.forEach((value, i) => {
        const slope = slopes[part]![i]! * Math.min(1, 10 / norm);
        m[i] = 0.9 * m[i]! + 0.1 * slope;
        v[i] = 0.98 * v[i]! + 0.02 * slope * slope;
        values[i] = value - (rate * m[i]!) / (Math.sqrt(v[i]!) + 1e-8) - (part === 0 ? 0.01 * 0.01 * value : 0);
      });
    });
  }
  const weights = await parameters.weights(g);
  names.forEach((name, part) => {
    const { values } = weights.get(name)!;
    for (const [i, value] of values.entries()) expect(Math.abs(value - expected[part]![i]!), name).toBeLessThan(1e-6);
  });
  expect(weights.get('encoder.0.0.weight')!.values).toEqual(start.get('encoder.0.0.weight')!.values);
  expect([...(await optimizer.state()).keys()].sort()).toEqual(
    ['updates', ...names.flatMap((name) => [`m.${name}`, `v.${name}`])].sort(),
  );
  const before = await parameters.weights(g);
  const sick = tf.tensor(new Float32Array(11).fill(Number.NaN));
  expect(await optimizer.apply(new Map([[names[1]!, sick]]), 0.01)).toBeNaN();
  expect((await parameters.weights(g)).get(names[1]!)!.values).toEqual(before.get(names[1]!)!.values);
});
