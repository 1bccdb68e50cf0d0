import { expect, test } from 'vitest';
import type { WeightArray } from '../nn/index.ts';
import { createWasmOps } from '../ops/index.ts';
import { HeldOutScorer } from './held-out-score.ts';
import { TINY } from './tiny.fixture.ts';
import { type RunStore, train } from './train.ts';
import { type StepReport, Trainer } from './trainer.ts';

/** A network that says the same class everywhere. */
async function always(classId: number): Promise<Map<string, WeightArray>> {
  const trainer = await Trainer.create(TINY, await createWasmOps());
  const weights = new Map(trainer.averagedWeights());
  trainer.dispose();
  const bias = weights.get('heads.semantic.1.bias')!;
  weights.set('heads.semantic.1.bias', { ...bias, values: bias.values.map((_, c) => (c === classId ? 1000 : 0)) });
  return weights;
}

function memory(): RunStore & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    read: async (name) => files.get(name),
    write: async (name, bytes) => void files.set(name, bytes.slice()),
  };
}

test('a network that only knows one class is right as often as that class is there', async () => {
  const scorer = new HeldOutScorer(TINY, await createWasmOps(), 1);
  const [road, building] = [await scorer.score(await always(0)), await scorer.score(await always(3))];
  for (const { accuracy, miou } of [road, building]) {
    expect(accuracy).toBeGreaterThan(0);
    // Its IoU is its share of the points; no other class has any.
    expect(miou / accuracy).toBeGreaterThan(1 / 11.01);
    expect(miou / accuracy).toBeLessThan(1 / 5);
  }
  expect(road.accuracy + building.accuracy).toBeLessThan(1);
}, 240_000);

test('scores come as often as asked and change nothing else', async () => {
  const plain = await collect({ ...TINY, steps: 3, scoreEvery: 0 });
  const scored = await collect({ ...TINY, steps: 3, scoreEvery: 2 });
  expect(plain.reports.map(({ score }) => score)).toEqual([undefined, undefined, undefined]);
  expect(scored.reports.map(({ score }) => score !== undefined)).toEqual([false, true, false]);
  expect(scored.reports[1]!.score!.accuracy).toBeGreaterThan(0);
  expect(scored.reports.map(({ losses }) => losses)).toEqual(plain.reports.map(({ losses }) => losses));
  for (const [name, bytes] of plain.files) expect(Buffer.from(bytes).equals(scored.files.get(name)!), name).toBe(true);
}, 240_000);

async function collect(config: typeof TINY) {
  const reports: StepReport[] = [];
  const store = memory();
  await train(config, { store, resume: false, onStep: (report) => reports.push(report) });
  return { reports, files: store.files };
}
