import { type Endpoint, expose } from 'comlink';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { readSafetensors, writeSafetensors } from '../nn/index.ts';
import { createWasmOps } from '../ops/index.ts';
import { changedOdds } from '../teach/index.ts';
import type { TuneExample, TuneSubject } from '../training/index.ts';
import { toySubject } from '../training/tuning/toy.fixture.ts';
import { CallAnswerer } from './answer-calls.ts';
import type { OwnModelFiles } from './own-models.ts';
import type { Teaching } from './teaching.ts';
import { TuneDesk } from './tune-desk.ts';
import type { TuneApi } from './tune-protocol.ts';
import type { TuneRequest } from './tuning.ts';
import type { WorkerLike } from './worker-host.ts';
import { WorkerTuner } from './worker-tuner.ts';

const STEPS = 4;
const channels: MessageChannel[] = [];
let toy: TuneSubject & { readonly voxels: number };
let said: readonly TuneExample[];

beforeAll(async () => {
  const ops = await createWasmOps();
  toy = await toySubject(ops);
  said = [...toy.examples, ...toy.heldOut];
  ops.dispose();
});
afterEach(() => {
  for (const channel of channels.splice(0)) channel.port1.close();
});

/** The desk that the worker has, at the other end of a channel. */
function spawn(): WorkerLike {
  const calls = new CallAnswerer();
  const desk = new TuneDesk(() => createWasmOps());
  const api: TuneApi = {
    prepare: (call, setup, onProgress) => calls.answer(call, onProgress, () => desk.prepare(setup)),
    run: (call, onStep, onProgress) => calls.answer(call, onProgress, (options) => desk.run(onStep, options)),
    result: (call) => calls.answer(call, undefined, () => desk.result()),
    cancel: (call) => calls.cancel(call),
  };
  const channel = new MessageChannel();
  channels.push(channel);
  expose(api, channel.port2 as unknown as Endpoint);
  channel.port1.start();
  return Object.assign(channel.port1, { terminate: () => channel.port1.close() }) as unknown as WorkerLike;
}

function setup() {
  const weights = writeSafetensors(toy.weights, () => false, {});
  const head = {
    channels: 8,
    classes: 20,
    weights: toy.weights.get('heads.semantic.1.weight')!.values,
    bias: toy.weights.get('heads.semantic.1.bias')!.values,
  };
  const teach = vi.fn(async () => ({ head, odds: odds(), change: odds(), agreement: 1, elapsedMs: 1 }));
  // A click's row is its number here.
  const regions = async (rows: readonly number[]) => rows.map((row) => said[row]!.rows);
  const teaching = { teach, regions, said: async () => odds() } as unknown as Teaching;
  const keepModel = vi.fn(async ({ manifest }: OwnModelFiles) => ({
    ...{ name: 'own-1', title: manifest.title, domain: manifest.domain },
    ...{ voxelSizeM: 1, bytes: 1, kept: 'session' as const },
  }));
  const keeper = {
    compute: { backend: 'wasm' as const, adapter: 'test', isSoftware: false },
    modelFiles: async () => ({ manifest: toy.manifest, weights }),
    keepModel,
  };
  const request: TuneRequest = {
    ...{ cloud: toy.cloud, model: 'toy', addedClasses: [], classes: 20, boldness: 0.5, steps: STEPS },
    clicks: said.slice(2).map(({ classId }, i) => ({ row: i + 2, classId })),
    objects: said.slice(0, 2),
  };
  return { tuner: new WorkerTuner(spawn, teaching, keeper), teach, keepModel, request };
}

/** Sure of the floor everywhere. */
function odds(): Float32Array {
  return Float32Array.from({ length: toy.voxels * 20 }, (_, i) => Number(i % 20 === 1));
}

it('holds a fifth back from the refit too, stops when it is told to, goes on to the same network, and keeps it', async () => {
  const { tuner, teach, keepModel, request } = setup();
  const begun = await tuner.begin(request, {});
  expect(begun).toMatchObject({ backend: 'wasm', taught: 9, heldOut: 2 });
  // Poles are no floor: what is right of what is held back is the share of floor in it.
  expect([0, 0.5, 1]).toContain(begun.before.heldOut);
  const [{ clicks, objects }] = teach.mock.calls[0] as unknown as [TuneRequest];
  expect(clicks.length + objects.length).toBe(9);

  const heard: number[] = [];
  const untilSecond = ({ step }: { step: number }) => {
    heard.push(step);
    return step < 1;
  };
  expect(await tuner.run(untilSecond, {})).toBe(false);
  expect(heard).toEqual([0, 1]);
  expect(
    await tuner.run(({ step }) => {
      heard.push(step);
      return true;
    }, {}),
  ).toBe(true);
  expect(heard).toEqual([0, 1, 2, 3]);
  const paused = await tuner.result({});
  expect(paused.steps).toBe(STEPS);
  // What it changed, done to what was said before, is what it says.
  const again = changedOdds(odds(), paused.change, toy.voxels);
  const off = again.reduce((most, value, i) => Math.max(most, Math.abs(value - paused.odds[i]!)), 0);
  expect(off).toBeLessThan(1e-3);

  tuner.end();
  await expect(tuner.result({})).rejects.toMatchObject({ code: 'USAGE' });
  await tuner.begin(request, {});
  expect(await tuner.run(() => true, {})).toBe(true);
  const straight = await tuner.result({});
  expect(straight.odds).toEqual(paused.odds);
  expect(straight.weights).toEqual(paused.weights);

  await tuner.keep(straight, 'Mine');
  const [kept] = keepModel.mock.calls[0]!;
  expect(kept.manifest).toMatchObject({ title: 'Mine', name: 'toy-tuned' });
  expect(kept.weightsSha256).toMatch(/^[0-9a-f]{64}$/);
  expect(readSafetensors(kept.weights).weights.has('heads.semantic.1.weight')).toBe(true);
  expect((await tuner.pack(straight, 'Mine')).name).toBe('Mine.model.zip');
  tuner.end();
});

it('is cancelled, and refuses too few examples', async () => {
  const { tuner, request } = setup();
  await expect(tuner.begin({ ...request, clicks: request.clicks.slice(0, 2) }, {})).rejects.toMatchObject({
    code: 'USAGE',
  });
  await tuner.begin(request, {});
  const controller = new AbortController();
  const run = tuner.run(
    () => {
      controller.abort();
      return true;
    },
    { signal: controller.signal },
  );
  await expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
  tuner.end();
});
