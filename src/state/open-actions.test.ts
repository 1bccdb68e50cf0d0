import { describe, expect, it } from 'vitest';
import { FormatError } from '../core/index.ts';
import type { Outcome } from '../engine/index.ts';
import { effectiveColorMode } from './color-modes.ts';
import { bytes, fakeEngine, outcome, untilCancelled } from './store.fixture.ts';
import { createAppStore } from './store.ts';

describe('opening', () => {
  it('shows the scene, then its result', async () => {
    const store = createAppStore({ engine: fakeEngine() });
    await store.getState().openFiles([bytes('a.npy')]);
    const state = store.getState();
    expect(state.scene).toMatchObject({ title: 'A file', points: 2, frameCount: 3 });
    expect(state.result).toMatchObject({ instances: 1, totalMs: 10, labelSet: 'outdoor11' });
    expect(state.model).toMatchObject({ choice: 'auto', used: 'outdoor', reason: 'the cloud is 80 m wide' });
    expect(state.activity).toBeUndefined();
    expect(state.revision).toBe(store.registry.current?.revision);
    expect(state.announcement).toBe('Understood. Objects: 1, boxes: 1.');
  });

  it('keeps the scene on screen when a later open fails', async () => {
    let isBroken = false;
    const engine = fakeEngine({
      open: async (request) => {
        if (isBroken) throw new FormatError('FORMAT_TRUNCATED', 'cut', { file: 'cut.npy' });
        return { request, dataset: 'file', title: 'A file', frameCount: 1 };
      },
    });
    const store = createAppStore({ engine });
    await store.getState().openFiles([bytes('a.npy')]);
    const before = store.registry.current;
    isBroken = true;
    await store.getState().openFiles([bytes('cut.npy'), bytes('b')]);
    expect(store.getState().problem).toMatchObject({
      record: { code: 'FORMAT_TRUNCATED' },
      subject: '“cut.npy” and 1 more',
    });
    expect(store.registry.current).toBe(before);
    expect(store.getState().result).toBeDefined();
    store.getState().dismissProblem();
    expect(store.getState().problem).toBeUndefined();
  });

  it('shows a decoded scene even when understanding it fails', async () => {
    const engine = fakeEngine({ understand: async () => Promise.reject(new Error('boom')) });
    const store = createAppStore({ engine });
    await store.getState().openFiles([bytes('a.npy')]);
    expect(store.getState().scene?.points).toBe(2);
    expect(store.getState().result).toBeUndefined();
    expect(store.getState().problem?.record.code).toBe('INTERNAL');
    expect(effectiveColorMode(store.getState())).toBe('height');
  });

  it('cancels the running open when a new one comes', async () => {
    const signals: AbortSignal[] = [];
    let calls = 0;
    const engine = fakeEngine({
      understand: async (_, __, options) => {
        if (options.signal) signals.push(options.signal);
        return ++calls === 1 ? untilCancelled(options) : outcome();
      },
    });
    const store = createAppStore({ engine });
    const first = store.getState().openFiles([bytes('a.npy')]);
    await expect.poll(() => signals.length).toBe(1);
    await store.getState().openFiles([bytes('b.npy')]);
    await first;
    expect(signals[0]?.aborted).toBe(true);
    expect(store.getState().problem).toBeUndefined();
    expect(store.getState().result).toBeDefined();
    expect(store.getState().activity).toBeUndefined();
  });

  it('does not call a cancellation a fault', async () => {
    const store = createAppStore({ engine: fakeEngine({ understand: (_, __, options) => untilCancelled(options) }) });
    const opening = store.getState().openSample('street');
    await expect.poll(() => store.getState().activity?.what).toBe('understanding');
    store.getState().cancel();
    await opening;
    expect(store.getState().problem).toBeUndefined();
    expect(store.getState().activity).toBeUndefined();
    expect(store.getState().announcement).toBe('Cancelled.');
    expect(store.getState().scene).toBeDefined();
  });

  it('drops a late result of a cancelled run', async () => {
    let release: (value: Outcome) => void = () => undefined;
    const engine = fakeEngine({ understand: () => new Promise((resolve) => (release = resolve)) });
    const store = createAppStore({ engine });
    const opening = store.getState().openFiles([bytes('a.npy')]);
    await expect.poll(() => store.getState().activity?.what).toBe('understanding');
    store.getState().cancel();
    release(outcome());
    await opening;
    expect(store.getState().result).toBeUndefined();
  });

  it('says beforehand how long the CPU will take', async () => {
    const engine = fakeEngine({
      compute: { backend: 'wasm', adapter: 'CPU', isSoftware: false },
      understand: (_, __, options) => untilCancelled(options),
    });
    const store = createAppStore({ engine });
    const opening = store.getState().openFiles([bytes('a.npy')]);
    await expect.poll(() => store.getState().activity?.estimateSeconds).toBe(12);
    store.getState().cancel();
    await opening;
  });
});
