import { describe, expect, it } from 'vitest';
import { CancelledError, FormatError, type PointCloud, type Scene } from '../core/index.ts';
import type { LoadOptions, OpenedSet } from '../engine/index.ts';
import type { AppStoreState } from './app-state.ts';
import { CloudRegistry } from './cloud-registry.ts';
import { previewingLoad } from './preview-actions.ts';
import { shownPreview } from './preview-state.ts';

const SET: OpenedSet = { request: { kind: 'files', sources: [] }, dataset: 'file', title: 'a', frameCount: 1 };

function cloud(count: number): PointCloud {
  const positions = new Float32Array(count * 3);
  return { name: 'a.ply', format: 'ply', count, origin: [0, 0, 0], positions, attributes: [] };
}

const SCENE: Scene = { cloud: cloud(9), dataset: 'file', frame: { index: 0, count: 1 }, diagnostics: [] };

/** A store with what the preview needs of it, over an engine that does what `work` says. */
function page(work: (options: LoadOptions) => Promise<Scene>) {
  let state = { revision: 4, announcement: '' } as AppStoreState;
  const registry = new CloudRegistry();
  const set = (part: Partial<AppStoreState>): void => {
    state = { ...state, ...part };
  };
  const load = previewingLoad(set, () => state, {
    engine: { load: (_set, _frame, options) => work(options) },
    registry,
  });
  return { load: (options = {}) => load(SET, 0, options), set, registry, now: () => state };
}

describe('a load with a preview', () => {
  it('draws what is there so far over the scene, and is over once there is another scene', async () => {
    const seen: unknown[] = [];
    const { load, set, registry, now } = page(async ({ onPreview }) => {
      for (const count of [2, 5]) {
        onPreview?.(cloud(count));
        seen.push([shownPreview(now())?.points, registry.preview?.count]);
      }
      return SCENE;
    });
    expect(await load()).toBe(SCENE);
    expect(seen).toEqual([
      [2, 2],
      [5, 5],
    ]);
    expect(now().announcement).toMatch(/^First picture: 2 points/);
    expect(shownPreview(now())).toBeDefined();
    expect(registry.preview).toBeUndefined();
    set({ revision: 5 });
    expect(shownPreview(now())).toBeUndefined();
  });

  it('takes the preview back when the file turns out to be damaged', async () => {
    const { load, registry, now } = page(async ({ onPreview }) => {
      onPreview?.(cloud(2));
      throw new FormatError('FORMAT_TRUNCATED', 'cut', {});
    });
    await expect(load()).rejects.toMatchObject({ code: 'FORMAT_TRUNCATED' });
    expect([now().preview, registry.preview]).toEqual([undefined, undefined]);
  });

  it('takes it back when somebody cancels as the file is done', async () => {
    const controller = new AbortController();
    const { load, now } = page(async ({ onPreview }) => {
      onPreview?.(cloud(2));
      controller.abort();
      return SCENE;
    });
    await expect(load({ signal: controller.signal })).rejects.toBeInstanceOf(CancelledError);
    expect(now().preview).toBeUndefined();
  });

  it('leaves the preview of a later load alone', async () => {
    let fail: (error: Error) => void = () => undefined;
    let loads = 0;
    const { load, now } = page(({ onPreview }) => {
      onPreview?.(cloud(++loads));
      return loads === 1 ? new Promise((_, reject) => (fail = reject)) : new Promise(() => undefined);
    });
    const first = load();
    void load();
    fail(new CancelledError('opening'));
    await expect(first).rejects.toBeInstanceOf(CancelledError);
    expect(shownPreview(now())?.points).toBe(2);
  });
});
