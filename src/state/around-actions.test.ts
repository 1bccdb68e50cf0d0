import { describe, expect, it } from 'vitest';
import type { OpenOverrides, PointCloud, Scene } from '../core/index.ts';
import type { Engine } from '../engine/index.ts';
import { aroundColors } from './around-actions.ts';
import { bytes, fakeEngine, scene } from './store.fixture.ts';
import { createAppStore } from './store.ts';

const cloud = (offsets: number[]): PointCloud => ({
  name: 'around',
  format: 'npy',
  count: offsets.length,
  origin: [0, 0, 0],
  positions: new Float32Array(offsets.length * 3),
  attributes: [{ name: 'frame', components: 1, values: Int16Array.from(offsets) }],
});
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

function storeWith(loadAround: Engine['loadAround'], overrides: Partial<Engine> = {}) {
  return createAppStore({ engine: fakeEngine({ loadAround, ...overrides }) });
}

describe('frames around the one on screen', () => {
  it('are asked for with each frame, in numbers that make sense', async () => {
    const asked: unknown[] = [];
    const store = storeWith(async (_, frame, { past, future }) => {
      asked.push([frame, past, future]);
      return cloud([-1, 1]);
    });
    await store.getState().openFiles([bytes('a.tfrecord')]);
    expect(asked).toEqual([]);
    store.getState().setAround({ past: 2.4, future: 9999 });
    await settle();
    expect(store.getState().around).toMatchObject({ past: 2, future: 50, shown: { points: 2 }, hasNoPoses: false });
    expect(store.registry.around!.count).toBe(2);
    await store.getState().setFrame(1);
    await settle();
    expect(asked).toEqual([
      [0, 2, 50],
      [1, 2, 50],
    ]);
    store.getState().setAround({ past: 0, future: 0 });
    await settle();
    expect([store.getState().around.shown, store.registry.around]).toEqual([undefined, undefined]);
  });

  it('make room for the next frame, and an older answer is not drawn over it', async () => {
    const answers: ((cloud: PointCloud) => void)[] = [];
    const stopped: number[] = [];
    const store = storeWith((_, frame, __, { signal }) => {
      signal?.addEventListener('abort', () => stopped.push(frame));
      return new Promise((resolve) => answers.push(resolve));
    });
    await store.getState().openFiles([bytes('a.tfrecord')]);
    store.getState().setAround({ past: 1 });
    await store.getState().setFrame(1);
    expect(stopped).toEqual([0]);
    answers[1]!(cloud([1, 1, 1]));
    answers[0]!(cloud([1]));
    await settle();
    expect(store.getState().around.shown?.points).toBe(3);
  });

  it('says when there are no poses, and reports what cannot be read', async () => {
    const store = storeWith(async () => undefined);
    await store.getState().openFiles([bytes('a')]);
    store.getState().setAround({ future: 3 });
    await settle();
    expect(store.getState().around).toMatchObject({ hasNoPoses: true });
    const failing = storeWith(() => Promise.reject(new RangeError('broken')));
    await failing.getState().openFiles([bytes('a')]);
    failing.getState().setAround({ future: 3 });
    await settle();
    expect(failing.getState().problem?.subject).toBe('the frames around this one');
  });

  it('have a colour each, by time', () => {
    const [before, after] = aroundColors(cloud([-1, 2])).part(0, 2);
    const blue = (color: number) => (color >>> 16) & 255;
    expect([before! >>> 24, after! >>> 24]).toEqual([255, 255]);
    expect(blue(before!)).toBeGreaterThan(before! & 255);
    expect(blue(after!)).toBeLessThan(after! & 255);
  });
});

describe('reading again', () => {
  it('opens the same files, decided as the person says', async () => {
    const opened: (OpenOverrides | undefined)[] = [];
    const reading: Scene['reading'] = [
      { name: 'up', value: 'z', reason: '', choices: ['z', 'y'], isOverridden: false },
    ];
    const store = storeWith(async () => undefined, {
      open: async (request) => {
        opened.push(request.kind === 'files' ? request.overrides : undefined);
        return { request, dataset: 'file', title: 'A file', frameCount: 1 };
      },
      load: async () => scene('a.obj', { reading }),
    });
    await store.getState().readAgain({ up: 'y' });
    expect(opened).toEqual([]);
    await store.getState().openFiles([bytes('a.obj')]);
    expect(store.getState().scene!.reading).toEqual(reading);
    const { set } = store.getState().scene!;
    await store.getState().readAgain({ up: 'y' });
    expect(opened).toEqual([undefined, { up: 'y' }]);
    expect(store.getState().scene!.set).toBe(set + 1);
  });
});

describe('kept frames', () => {
  it('are counted and cleared', async () => {
    let kept = 5000;
    const store = storeWith(async () => undefined, {
      keptFrameBytes: async () => kept,
      clearKeptFrames: async () => {
        kept = 0;
      },
    });
    await store.getState().countKeptFrames();
    expect(store.getState().keptFrameBytes).toBe(5000);
    await store.getState().clearKeptFrames();
    expect(store.getState().keptFrameBytes).toBe(0);
  });
});
