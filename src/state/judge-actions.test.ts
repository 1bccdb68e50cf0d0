import { describe, expect, it, vi } from 'vitest';
import {
  CancelledError,
  type GroundTruth,
  IGNORE_LABEL,
  labelSet,
  type Prediction,
  type Scene,
} from '../core/index.ts';
import { type Engine, JudgeDesk, type Judging, type Outcome } from '../engine/index.ts';
import type { JudgedObject } from '../evaluation/index.ts';
import { availableColorModes } from './color-modes.ts';
import { boxesOf, colorsOf, flippedEntry } from './picture.ts';
import { fakeEngine, outcome, scene } from './store.fixture.ts';
import { createAppStore } from './store.ts';

const COUNT = 60;
const [ROAD, BUILDING, VEHICLE] = [0, 3, 7];

/** Thirty points of road, fifteen of vehicle 1, fifteen of vehicle 2 far away; the last five are not labelled. */
const TRUTH: GroundTruth = {
  labelSet: 'outdoor11',
  semantic: Int16Array.from({ length: COUNT }, (_, i) => (i < 30 ? ROAD : i < 55 ? VEHICLE : IGNORE_LABEL)),
  instance: Uint32Array.from({ length: COUNT }, (_, i) => (i < 30 ? 0 : i < 45 ? 1 : i < 55 ? 2 : 0)),
  boxes: [{ className: 'vehicle', center: [0, 0, 0], size: [4, 2, 1.5], yaw: 0, points: 20 }],
};

const place = (i: number): number => (i < 45 ? i * 0.1 : 200 + i * 0.1);

function judgedScene(truth: GroundTruth | undefined = TRUTH): Scene {
  const { cloud, ...others } = scene('a.npy');
  const positions = Float32Array.from({ length: 3 * COUNT }, (_, i) => (i % 3 === 0 ? place(i / 3) : 0));
  return { ...others, cloud: { ...cloud, count: COUNT, positions }, ...(truth && { truth }), domain: 'outdoor' };
}

function resultOf(classOf: (point: number) => number, score = 0.8): Outcome {
  const base = outcome();
  const prediction: Prediction = {
    ...base.understanding.prediction,
    semantic: Uint8Array.from({ length: COUNT }, (_, i) => classOf(i)),
    confidence: Float32Array.from({ length: COUNT }, (_, i) => (i < 10 ? 0.3 : 0.9)),
    instance: Uint32Array.from({ length: COUNT }, (_, i) => (i >= 30 && i < 45 ? 1 : 0)),
    instances: [{ id: 1, classId: VEHICLE, score, points: 15 }],
  };
  return { ...base, understanding: { ...base.understanding, prediction } };
}

const truthClass = (i: number): number => (i < 30 ? ROAD : VEHICLE);
/** Vehicle 2 and the first three points of road are called building. */
const FIRST = resultOf((i) => (i < 3 || i >= 45 ? BUILDING : truthClass(i)));
const SECOND = resultOf((i) => (i >= 20 && i < 30 ? VEHICLE : truthClass(i)));

async function open(options: { engine?: Partial<Engine>; truth?: GroundTruth | null; judging?: Judging } = {}) {
  const truth = options.truth === null ? undefined : (options.truth ?? TRUTH);
  const base = judgedScene(truth);
  const { truth: _, ...bare } = base;
  const engine = fakeEngine({
    load: async () => ({ ...(options.truth === null ? bare : base) }),
    understand: async (_, model) => (model === 'outdoor-tiny' ? SECOND : FIRST),
    ...options.engine,
  });
  const store = createAppStore({ engine, judging: options.judging ?? new JudgeDesk() });
  await store.getState().openSample('street');
  return { store, state: () => store.getState() };
}

const settled = (state: Awaited<ReturnType<typeof open>>['state']) =>
  vi.waitFor(() => {
    const { judge, compare } = state();
    expect([judge.isWorking, compare.isWorking, judge.report !== undefined]).toEqual([false, false, true]);
  });

describe('judging what is on screen', () => {
  it('happens by itself, and gives the picture an error map', async () => {
    const { store, state } = await open();
    await settled(state);
    expect(state().judge.report?.semantic).toMatchObject({ points: 55, ignored: 5, accuracy: 42 / 55 });
    expect(availableColorModes(state())).toContain('error');
    const entry = store.registry.current!;
    expect(entry.judged?.verdicts?.verdict[0]).toBe(2);
    expect(new Set(colorsOf(entry, 'error', []).part(0, COUNT)).size).toBeGreaterThan(3);
  });

  it('says nothing where there is no truth, or none of these classes', async () => {
    const bare = await open({ truth: null });
    expect(bare.state().judge.report).toBeUndefined();
    const room = await open({ truth: { ...TRUTH, labelSet: 'scannet20' } });
    await settled(room.state);
    expect(room.state().judge.report?.mapping.choice.kind).toBe('table');
    expect(availableColorModes(room.state())).not.toContain('error');
  });

  it('ends at once where truth and model have no class in common, and begins where the person says which class is which', async () => {
    const { state } = await open({ truth: { ...TRUTH, labelSet: 'scannet20' } });
    await settled(state);
    const { isHopeless, semantic, instances, boxes } = state().judge.report!;
    expect([isHopeless, semantic, instances, boxes]).toEqual([true, undefined, undefined, undefined]);
    // It does not go on beginning anew.
    const { report } = state().judge;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(state().judge).toMatchObject({ isWorking: false, isStopped: false });
    expect(state().judge.report).toBe(report);
    const to = labelSet('scannet20').classes.map((_, classId) => (classId === VEHICLE ? VEHICLE : -1));
    state().setJudgeMapping({ kind: 'table', to });
    await vi.waitFor(() => expect(state().judge.report).toMatchObject({ isHopeless: false, semantic: { points: 25 } }));
  });

  it('a second model without a class in common ends a comparison at once, with truth as well', async () => {
    const base = resultOf(() => 0);
    const { prediction } = base.understanding;
    const room: Outcome = {
      ...base,
      understanding: { ...base.understanding, prediction: { ...prediction, labelSet: 'scannet20' } },
    };
    const { state } = await open({ engine: { understand: async (_, model) => (model === 'indoor' ? room : FIRST) } });
    await settled(state);
    await state().compareWith('indoor');
    await vi.waitFor(() =>
      expect(state().compare).toMatchObject({ model: 'indoor', isHopeless: true, isWorking: false }),
    );
    expect(state().compare.disagreement).toBeUndefined();
    expect(state().activity).toBeUndefined();
    await state().compareWith('outdoor-tiny');
    await vi.waitFor(() => expect(state().compare).toMatchObject({ isHopeless: false, isWorking: false }));
    await vi.waitFor(() => expect(state().compare.disagreement).toBeDefined());
  });

  it('follows mapping, overlap and confidence, and undo takes each back', async () => {
    const { state } = await open();
    await settled(state);
    state().setJudgeMapping({ kind: 'taxonomy', name: 'outdoor4' });
    await vi.waitFor(() => expect(state().judge.report?.mapping.classes).toHaveLength(4));
    state().setJudgeIou(0.25);
    state().setMinConfidence('first', 0.5);
    await vi.waitFor(() => expect(state().judge.report?.semantic?.counts[0]?.at(-1)).toBe(10));
    expect(state().judge.iou).toBe(0.25);
    for (let i = 0; i < 3; i++) state().undo();
    expect(state().judge).toMatchObject({ iou: 0.5, minConfidence: 0, mapping: undefined });
    await vi.waitFor(() => expect(state().judge.report?.mapping.classes).toHaveLength(11));
  });

  it('lights up a cell’s points, flies to its largest group, steps to the next, and puts them out again', async () => {
    const { store, state } = await open();
    await settled(state);
    const query = { kind: 'cell', truth: VEHICLE, predicted: BUILDING } as const;
    await state().findErrors(query, 'vehicle called building');
    expect(state().judge.found).toMatchObject({ count: 10, at: 0, title: 'vehicle called building' });
    expect(state().focus?.center[0]).toBeCloseTo(204.95, 1);
    expect(store.registry.current?.judged?.found?.[50]).toBe(1);
    const lit = colorsOf(store.registry.current!, 'class', []).part(0, COUNT);
    await state().findErrors({ kind: 'wrong' }, 'Everything wrong');
    expect(state().judge.found).toMatchObject({ count: 13, clusters: [{ points: 10 }, { points: 3 }] });
    state().stepFound(1);
    expect(state().focus).toMatchObject({ number: 3 });
    expect(state().focus?.center[0]).toBeLessThan(1);
    state().stepFound(1);
    expect(state().judge.found?.at).toBe(0);
    await state().findErrors({ kind: 'wrong' }, 'Everything wrong');
    expect(state().judge.found).toBeUndefined();
    const plain = colorsOf(store.registry.current!, 'class', []).part(0, COUNT);
    expect(lit[50]).toBe(plain[50]);
    expect(lit[20]).not.toBe(plain[20]);
  });

  it('asks again for the points that are lit up when a threshold changes, without moving the eye', async () => {
    const { state } = await open();
    await settled(state);
    await state().findErrors({ kind: 'truth', truth: ROAD }, 'road called something else');
    const { focus } = state();
    expect(state().judge.found?.count).toBe(3);
    state().setMinConfidence('first', 0.5);
    await vi.waitFor(() => expect(state().judge.found?.count).toBe(10));
    expect(state().focus).toBe(focus);
  });

  it('draws objects as found, missed and false, by the threshold of the boxes', async () => {
    const { store, state } = await open();
    await settled(state);
    const labels = () => {
      const { view, judge } = state();
      return boxesOf(store.registry.current!, view, judge).map(({ label }) => label);
    };
    expect(labels()).toEqual(['vehicle 60 %']);
    state().setDrawnObjects('instances');
    expect(labels()).toEqual(['found vehicle 80 %', 'missed vehicle']);
    state().setMinBoxScore(0.9);
    expect(labels()).toEqual(['missed vehicle', 'missed vehicle']);
    const [missed] = state().judge.report?.instances?.objects.filter(({ kind }) => kind === 'missed') ?? [];
    state().selectObject(missed as JudgedObject, 'instances', 'missed vehicle');
    expect(labels()).toContain('▸ missed vehicle');
    expect(state().focus?.center[0]).toBeCloseTo(204.95, 1);
    expect(store.registry.current?.judged?.found?.reduce((sum, is) => sum + is, 0)).toBe(10);
  });

  it('can be stopped, stays stopped, and begins again when asked or with another scene', async () => {
    const desk = new JudgeDesk();
    const judge = vi.fn<Judging['judge']>(
      (_, __, { signal }) =>
        new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new CancelledError()))),
    );
    const judging: Judging = { judge, find: desk.find.bind(desk), compare: desk.compare.bind(desk) };
    const { state } = await open({ judging });
    expect(state().judge.isWorking).toBe(true);
    state().stopJudging();
    expect(state().judge).toMatchObject({ isWorking: false, isStopped: true });
    state().setJudgeIou(0.3);
    expect(judge).toHaveBeenCalledTimes(1);
    judge.mockImplementation(desk.judge.bind(desk));
    state().judgeAgain();
    await settled(state);
    expect(state().problem).toBeUndefined();
    state().stopJudging();
    await state().openSample('room');
    await settled(state);
    expect(state().judge.isStopped).toBe(false);
  });
});

describe('comparing two results', () => {
  it('maps where they differ, says whose is right, and scores both', async () => {
    const { store, state } = await open();
    await state().compareWith('outdoor-tiny');
    await settled(state);
    await vi.waitFor(() => expect(state().compare.report).toBeDefined());
    const { compare } = state();
    expect(compare.disagreement).toMatchObject({ differing: 28, right: { first: 10, second: 13, neither: 0 } });
    expect(compare.disagreement?.clusters[0]).toMatchObject({ points: 15, first: BUILDING, second: VEHICLE });
    expect(compare.report?.semantic?.accuracy).toBeCloseTo(45 / 55, 12);
    expect(availableColorModes(state())).toEqual(expect.arrayContaining(['disagreement', 'second', 'secondError']));
    expect(new Set(colorsOf(store.registry.current!, 'disagreement', []).part(0, COUNT)).size).toBe(4);
    state().showDisagreement(0);
    expect(state().focus?.center[0]).toBeGreaterThan(200);
  });

  it('flips the picture to the second result and back', async () => {
    const { store, state } = await open();
    await state().compareWith('outdoor-tiny');
    await vi.waitFor(() => expect(state().compare.report).toBeDefined());
    const color = () =>
      colorsOf(flippedEntry(store.registry.current!, state().compare), 'class', []).part(0, COUNT)[25];
    const before = color();
    state().flip(true);
    expect(color()).not.toBe(before);
    state().flip(false);
    expect(color()).toBe(before);
  });

  it('compares two thresholds of one model without running it again', async () => {
    const understand = vi.fn(async () => FIRST);
    const { state } = await open({ engine: { understand }, truth: null });
    await state().compareWith('outdoor');
    state().setMinConfidence('second', 0.95);
    await vi.waitFor(() => expect(state().compare.disagreement?.differing).toBe(COUNT));
    expect(understand).toHaveBeenCalledTimes(1);
    expect(state().compare.disagreement?.clusters[0]).toMatchObject({ second: -1 });
  });

  it('says when two models have no class in common, and forgets the second with its scene', async () => {
    const base = resultOf(truthClass);
    const { prediction } = base.understanding;
    const room: Outcome = {
      ...base,
      understanding: { ...base.understanding, prediction: { ...prediction, labelSet: 'scannet20' } },
    };
    const understand: Engine['understand'] = async (_, model) => (model === 'indoor' ? room : FIRST);
    const { state } = await open({ engine: { understand } });
    await state().compareWith('indoor');
    await vi.waitFor(() => expect(state().compare.isHopeless).toBe(true));
    await state().openSample('room');
    expect(state().compare).toMatchObject({ model: undefined, disagreement: undefined });
  });

  it('keeps what is on screen when comparing is cancelled', async () => {
    const understand: Engine['understand'] = (_, model, { signal }) =>
      model === 'outdoor-tiny'
        ? new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new CancelledError())))
        : Promise.resolve(FIRST);
    const { store, state } = await open({ engine: { understand } });
    await settled(state);
    const running = state().compareWith('outdoor-tiny');
    state().cancel();
    await running;
    expect(state().compare.model).toBeUndefined();
    expect(store.registry.current?.outcome).toBe(FIRST);
    expect(state().problem).toBeUndefined();
  });
});
