import { expect, it } from 'vitest';
import type { LookOptions } from '../engine/index.ts';
import { fakeEngine, outcome, untilCancelled } from './store.fixture.ts';
import { createAppStore } from './store.ts';

/** A store whose engine notes how often it was asked to look; its model is published with four looks. */
function setup({ isSoftware = false, first = 'auto' as 'auto' | number, cancels = false } = {}) {
  const asked: (number | undefined)[] = [];
  const kept: (string | number)[] = [];
  const engine = fakeEngine({
    compute: { backend: 'webgpu', adapter: 'test', isSoftware },
    manifest: async () => ({ ...outcome().manifest, looks: 4 }),
    understand: async (_cloud: unknown, _model: string, options: LookOptions) => {
      asked.push(options.looks);
      if (cancels && asked.length > 1) return untilCancelled(options);
      return outcome();
    },
  });
  const store = createAppStore({ engine, looksChoice: first, rememberLooks: (looks) => kept.push(looks) });
  return { store, asked, kept, actions: store.getState() };
}

it('looks as often as the model is published with, once on a device in software, and as often as an earlier visit said', async () => {
  for (const [given, looks] of [
    [{}, 4],
    [{ isSoftware: true }, 1],
    [{ isSoftware: true, first: 2 }, 2],
  ] as const) {
    const { asked, actions } = setup(given);
    await actions.openSample('room');
    expect(asked).toEqual([looks]);
  }
});

it('understands the scene anew when another number is chosen, keeps it, and takes it back', async () => {
  const { store, asked, kept, actions } = setup();
  await actions.openSample('room');
  await actions.setLooks(8);
  await actions.setLooks(8);
  expect(asked).toEqual([4, 8]);
  expect(store.getState().history.undo?.title).toBe('Look 8 times');
  actions.undo();
  await expect.poll(() => asked).toEqual([4, 8, 4]);
  expect(kept).toEqual([8, 'auto']);
  actions.redo();
  await expect.poll(() => asked).toEqual([4, 8, 4, 8]);
  expect(store.getState().model.looks).toBe(8);
});

it('goes back to what the picture on screen was made with when cancelled', async () => {
  const { store, asked, actions } = setup({ cancels: true });
  await actions.openSample('room');
  const change = actions.setLooks(2);
  await expect.poll(() => asked.length).toBe(2);
  actions.cancel();
  await change;
  expect(store.getState().model.looks).toBe('auto');
});
