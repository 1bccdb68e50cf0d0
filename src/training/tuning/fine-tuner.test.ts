import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrainingError } from '../../core/index.ts';
import { buildNetwork, readSafetensors } from '../../nn/index.ts';
import { createWasmOps, type WasmOps } from '../../ops/index.ts';
import { FineTuner, type TuneStep, type TuneSubject } from './index.ts';
import { TOY_OPTIONS as OPTIONS, toySubject } from './toy.fixture.ts';

let ops: WasmOps;
let subject: TuneSubject;
beforeAll(async () => {
  ops = await createWasmOps();
  subject = await toySubject(ops);
});
afterAll(() => ops.dispose());

async function run(tuner: FineTuner, steps = Number.POSITIVE_INFINITY): Promise<TuneStep[]> {
  const taken: TuneStep[] = [];
  while (!tuner.done && taken.length < steps) taken.push(await tuner.next());
  return taken;
}

const losses = (steps: readonly TuneStep[]) => steps.map(({ loss }) => loss.total);
const best = (odds: Float32Array, row: number) => {
  const own = odds.subarray(20 * row, 20 * row + 20);
  return own.indexOf(Math.max(...own));
};

describe('FineTuner', () => {
  it('learns what was said, and what was held back with it; a pause changes no number', async () => {
    const tuner = await FineTuner.create(subject, ops, OPTIONS);
    const before = tuner.scene.score(await tuner.answer());
    const steps = await run(tuner, 6);
    await new Promise((resolve) => setTimeout(resolve, 5));
    steps.push(...(await run(tuner)));
    const odds = await tuner.answer();
    const after = tuner.scene.score(odds);
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: OPTIONS.steps }, (_, step) => step));
    expect(before.heldOut).toBeLessThan(0.5);
    expect(after.heldOut).toBeGreaterThan(before.heldOut + 0.3);
    expect(steps.at(-1)!.score).toEqual(after);
    expect(steps.at(-1)!.loss.said).toBeLessThan(0.6 * steps[0]!.loss.said);

    const again = await FineTuner.create(subject, ops, OPTIONS);
    expect(losses(await run(again))).toEqual(losses(steps));
    expect(await again.answer()).toEqual(odds);

    // As a file it says the same, but for the rounding of half precision.
    const { manifest, weights } = again.model();
    const network = buildNetwork(manifest.network, readSafetensors(weights).weights);
    const filed = await again.scene.answer(network);
    const rows = [...Array(again.scene.voxels).keys()];
    const same = rows.filter((row) => best(filed, row) === best(odds, row)).length;
    expect(same / rows.length).toBeGreaterThan(0.98);
    expect(manifest.name).toBe('toy-tuned');
    tuner.dispose();
    again.dispose();
  });

  it('another seed sees other crops', async () => {
    const [one, other] = [
      await FineTuner.create(subject, ops, OPTIONS),
      await FineTuner.create(subject, ops, { ...OPTIONS, seed: 4 }),
    ];
    expect(losses(await run(one, 2))).not.toEqual(losses(await run(other, 2)));
    one.dispose();
    other.dispose();
  });

  it('what nobody spoke of stays nearer to what it was where it is held', async () => {
    const moved: number[] = [];
    for (const hold of [0, 3]) {
      const tuner = await FineTuner.create(subject, ops, { ...OPTIONS, steps: 10, hold });
      const before = await tuner.answer();
      const steps = await run(tuner);
      const after = await tuner.answer();
      moved.push(after.reduce((sum, value, i) => sum + Math.abs(value - before[i]!), 0));
      expect(steps[0]!.loss.held).toBeCloseTo(0, 4);
      if (hold === 0) expect(steps.at(-1)!.loss.held).toBe(0);
      else expect(steps.at(-1)!.loss.held).toBeGreaterThan(0);
      tuner.dispose();
    }
    expect(moved[1]!).toBeLessThan(0.8 * moved[0]!);
  });

  it('is cancelled between steps, and refuses to begin with nothing to learn from or to measure by', async () => {
    const tuner = await FineTuner.create(subject, ops, OPTIONS);
    await tuner.next();
    await expect(tuner.next(AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(tuner.steps).toBe(1);
    tuner.dispose();
    for (const lack of [{ examples: [] }, { heldOut: [] }])
      await expect(FineTuner.create({ ...subject, ...lack }, ops, OPTIONS)).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('a number that is not finite stops it with the step, and the weights stay those of before', async () => {
    const poisoned = new Map(subject.weights);
    const { shape, values } = poisoned.get('heads.semantic.1.bias')!;
    poisoned.set('heads.semantic.1.bias', { shape, values: values.slice().fill(Number.NaN) });
    const tuner = await FineTuner.create({ ...subject, weights: poisoned }, ops, OPTIONS);
    const before = tuner.model().weights;
    const failure = await tuner.next().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TrainingError);
    expect(failure).toMatchObject({ code: 'TRAINING_DIVERGED', context: { step: 0, loss: 'semantic' } });
    expect(tuner.model().weights).toEqual(before);
    expect(tuner.steps).toBe(0);
    tuner.dispose();
  });
});
