import { describe, expect, it } from 'vitest';
import { bytes, fakeEngine, outcome, scene } from './store.fixture.ts';
import { createAppStore } from './store.ts';

/** A sequence of three frames, and which frames were understood. */
async function sequence() {
  const understood: number[] = [];
  const loaded: number[] = [];
  const engine = fakeEngine({
    load: async (_, frame) => {
      loaded.push(frame);
      return scene(`frame ${frame}`, { frame: { index: frame, count: 3 } });
    },
    understand: async (cloud) => {
      understood.push(Number(cloud.name.split(' ')[1]));
      return outcome();
    },
  });
  const store = createAppStore({ engine });
  await store.getState().openFiles([bytes('a.npy')]);
  store.getState().setPlayback({ framesPerSecond: 1000 });
  return { store, understood, loaded };
}

describe('playing', () => {
  it('goes to the last frame, understands each, and stops there', async () => {
    const { store, understood } = await sequence();
    store.getState().play();
    expect(store.getState().playback.isPlaying).toBe(true);
    await expect.poll(() => store.getState().playback.isPlaying).toBe(false);
    expect(store.getState().scene?.frame).toBe(2);
    expect(understood).toEqual([0, 1, 2]);
  });

  it('begins anew at the end', async () => {
    const { store, loaded } = await sequence();
    await store.getState().setFrame(2);
    store.getState().play();
    await expect.poll(() => store.getState().playback.isPlaying).toBe(false);
    expect(loaded).toEqual([0, 2, 0, 1, 2]);
  });

  it('may understand only the frame where it stops', async () => {
    const { store, understood } = await sequence();
    store.getState().setPlayback({ doesUnderstand: false });
    store.getState().play();
    await expect.poll(() => store.getState().result?.labelSet && store.getState().playback.isPlaying).toBe(false);
    expect(understood).toEqual([0, 2]);
  });

  it('loops until it is paused', async () => {
    const { store, loaded } = await sequence();
    store.getState().setPlayback({ doesLoop: true });
    store.getState().play();
    await expect.poll(() => loaded.filter((frame) => frame === 0).length).toBeGreaterThan(2);
    store.getState().pause();
    await expect.poll(() => store.getState().activity).toBeUndefined();
    const before = loaded.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(loaded).toHaveLength(before);
  });
});

describe('scrubbing', () => {
  it('shows the frame under the slider, and understands it once it is let go', async () => {
    const { store, understood, loaded } = await sequence();
    store.getState().scrub(1);
    store.getState().scrub(2);
    await expect.poll(() => store.getState().scene?.frame).toBe(2);
    await expect.poll(() => store.getState().activity).toBeUndefined();
    expect(understood).toEqual([0]);
    store.getState().endScrub();
    await expect.poll(() => understood).toEqual([0, 2]);
    expect(loaded).toEqual([0, 1, 2]);
  });

  it('understands in the end where it is let go while a frame loads', async () => {
    const { store, understood } = await sequence();
    store.getState().scrub(2);
    store.getState().endScrub();
    await expect.poll(() => understood).toEqual([0, 2]);
  });
});
