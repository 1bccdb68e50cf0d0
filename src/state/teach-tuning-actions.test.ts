import { describe, expect, it, vi } from 'vitest';
import { CancelledError, TrainingError } from '../core/index.ts';
import type { Outcome, Teaching, TuneBeginning, TuneRequest, TuneStep, Tuning } from '../engine/index.ts';
import { fakeEngine, outcome, scene } from './store.fixture.ts';
import { createAppStore } from './store.ts';

const POINTS = 8;
const CLASSES = 11;

/** Odds that say one class everywhere. */
function odds(classId: number): Float32Array {
  return Float32Array.from({ length: POINTS * CLASSES }, (_, i) => (i % CLASSES === classId ? 0.9 : 0.01));
}

/** What makes a class the surest where the model was sure of class 0. */
function changeTo(classId: number): Float32Array {
  return odds(classId).map((value, at) => value / odds(0)[at]!);
}

function eightPoints(): Outcome {
  const { understanding, manifest } = outcome();
  const prediction = {
    ...understanding.prediction,
    semantic: new Uint8Array(POINTS),
    confidence: new Float32Array(POINTS).fill(0.9),
    instance: new Uint32Array(POINTS),
    instances: [],
    pointRows: Uint32Array.from({ length: POINTS }, (_, i) => i),
    voxelProbabilities: odds(0),
  };
  return { understanding: { ...understanding, prediction }, manifest };
}

/** Its steps are taken one by one: `tell` gives one, and learns whether another is wanted. */
class FakeTuning implements Tuning {
  request: TuneRequest | undefined;
  ended = 0;
  taken = 0;
  failure: Error | undefined;
  private wake: (() => void) | undefined;

  async begin(request: TuneRequest): Promise<TuneBeginning> {
    this.request = request;
    this.taken = 0;
    const score = { heldOut: 0.25 };
    return { backend: 'wasm', before: { heldOut: 0 }, refit: score, taught: 4, heldOut: 1 };
  }

  async run(onStep: (step: TuneStep) => boolean | Promise<boolean>): Promise<boolean> {
    while (this.taken < this.request!.steps) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      if (this.failure) throw this.failure;
      const step = this.taken++;
      const loss = { total: 2 / (step + 1), said: 1, held: 0.1 };
      if (!(await onStep({ step, loss, voxels: 5, ms: 100, score: { heldOut: 0.5 } }))) break;
    }
    return this.taken === this.request!.steps;
  }

  async result() {
    const { manifest } = outcome();
    return {
      manifest,
      weights: new Uint8Array(1),
      odds: odds(7),
      change: changeTo(7),
      score: { heldOut: 0.75 },
      steps: this.taken,
    };
  }

  keep = vi.fn(
    async () =>
      ({ name: 'own-1', title: 'Mine', domain: 'outdoor', voxelSizeM: 1, bytes: 1, kept: 'session' }) as const,
  );
  pack = vi.fn(async () => ({ name: 'a.model.zip', bytes: new Uint8Array(1) }));

  end(): void {
    this.ended++;
  }

  async tell(): Promise<void> {
    await vi.waitFor(() => expect(this.wake).toBeDefined());
    const { wake } = this;
    this.wake = undefined;
    wake!();
  }
}

async function taughtStore() {
  const tuning = new FakeTuning();
  const positions = new Float32Array(3 * POINTS);
  const { cloud } = scene('a.npy');
  const engine = fakeEngine({
    load: async () => scene('a.npy', { cloud: { ...cloud, count: POINTS, positions } }),
    understand: async () => eightPoints(),
  });
  const teach = vi.fn(async () => ({
    head: { channels: 1, classes: CLASSES, weights: new Float32Array(CLASSES), bias: new Float32Array(CLASSES) },
    odds: odds(3),
    change: changeTo(3),
    agreement: 1,
    elapsedMs: 1,
  }));
  const teaching = { prepare: async () => undefined, teach } as unknown as Teaching;
  const store = createAppStore({ engine, teaching, tuning, modelChoice: 'outdoor' });
  const state = () => store.getState();
  await state().openSample('street');
  await state().startTeaching();
  const answer = () => store.registry.current!.outcome!.understanding.prediction.semantic[0];
  const click = (point: number, classId: number) => {
    state().setTeachClass(classId);
    state().teachPoint(point);
  };
  for (let point = 0; point < 5; point++) click(point, point % 2);
  await vi.waitFor(() => expect(answer()).toBe(3));
  return { tuning, store, state, answer, click };
}

describe('fine-tuning', () => {
  it('is paused after a step, goes on, and its network is used, taken back, and used again', async () => {
    const { tuning, state, answer, click } = await taughtStore();
    state().setTuningSteps(10);
    void state().startTuning();
    await vi.waitFor(() => expect(state().tuning.status).toBe('running'));
    expect(tuning.request).toMatchObject({ steps: 10, model: 'outdoor', classes: CLASSES, objects: [] });
    expect(tuning.request!.clicks).toHaveLength(5);
    expect(state().tuning).toMatchObject({ taught: 4, heldOut: 1, place: 'processor', refit: { heldOut: 0.25 } });
    await tuning.tell();
    await vi.waitFor(() => expect(state().tuning.taken).toBe(1));
    state().pauseTuning();
    await tuning.tell();
    await vi.waitFor(() => expect(state().tuning.status).toBe('paused'));
    expect(state().tuning).toMatchObject({ taken: 2, msPerStep: 100, after: { heldOut: 0.5 } });
    state().resumeTuning();
    await tuning.tell();
    await vi.waitFor(() => expect(state().tuning.taken).toBe(3));
    state().stopTuning();
    await tuning.tell();
    await vi.waitFor(() => expect(state().tuning.status).toBe('done'));
    expect(state().tuning.after).toEqual({ heldOut: 0.75 });
    expect(state().tuning.curve.map(({ step, loss }) => [step, loss])).toEqual([
      [1, 2],
      [2, 1],
      [3, 2 / 3],
      [4, 0.5],
    ]);
    expect(answer()).toBe(3);

    state().useTuned();
    await vi.waitFor(() => expect(answer()).toBe(7));
    expect(state().tuning.changedPoints).toBe(POINTS);
    state().undo();
    await vi.waitFor(() => expect(answer()).toBe(3));
    state().redo();
    await vi.waitFor(() => expect(answer()).toBe(7));
    // Another click is another lesson; without it the fine-tuned answer is back.
    click(6, 1);
    await vi.waitFor(() => expect(answer()).toBe(3));
    state().undo();
    await vi.waitFor(() => expect(answer()).toBe(7));
    await state().exportTuned('Mine');
    expect(tuning.pack).toHaveBeenCalledWith(expect.objectContaining({ steps: 4 }), 'Mine');
    state().discardTuned();
    await vi.waitFor(() => expect(answer()).toBe(3));
    expect(state().tuning).toMatchObject({ status: 'off', steps: 10, curve: [] });
  });

  it('that meets a number that is not finite keeps what was learned before; any other failure ends it', async () => {
    const { tuning, state } = await taughtStore();
    void state().startTuning();
    await tuning.tell();
    await vi.waitFor(() => expect(state().tuning.taken).toBe(1));
    tuning.failure = new TrainingError('TRAINING_DIVERGED', 'step 1', { step: 1 });
    await tuning.tell();
    await vi.waitFor(() => expect(state().tuning).toMatchObject({ status: 'done', hasDiverged: true }));
    expect(state().problem).toBeUndefined();

    tuning.failure = new Error('lost');
    void state().startTuning();
    await tuning.tell();
    await vi.waitFor(() => expect(state().tuning.status).toBe('off'));
    expect(state().problem).toBeDefined();
  });

  it('is forgotten with the lesson, and says nothing about it', async () => {
    const { tuning, state } = await taughtStore();
    tuning.failure = new CancelledError('fine-tuning');
    void state().startTuning();
    await vi.waitFor(() => expect(state().tuning.status).toBe('running'));
    const { ended } = tuning;
    state().stopTeaching();
    expect(tuning.ended).toBe(ended + 1);
    await tuning.tell();
    expect(state().tuning.status).toBe('off');
    expect(state().problem).toBeUndefined();
  });
});
