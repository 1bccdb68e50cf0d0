import { CancelledError, type PointCloud, type PointColors, type TypedArray } from '../core/index.ts';
import type { Engine, OpenedSet } from '../engine/index.ts';
import type { Coloring } from '../overlays/index.ts';
import type { AppStoreState } from './app-state.ts';
import { type AroundActions, MOST_AROUND } from './around-state.ts';
import type { CloudRegistry } from './cloud-registry.ts';

type Set = (update: Partial<AppStoreState> | ((state: AppStoreState) => Partial<AppStoreState>)) => void;

export interface AroundWork {
  readonly engine: Pick<Engine, 'loadAround' | 'keptFrameBytes' | 'clearKeptFrames'>;
  readonly registry: CloudRegistry;
  readonly opened: () => OpenedSet | undefined;
}

/** Drawn whole with each new view of the scene: more would hold up the camera. */
const MOST_POINTS = 1_500_000;

/** Frames around the one on screen: asked for whenever another one is shown, and let go before the next is loaded. */
export function aroundActions(set: Set, get: () => AppStoreState, { engine, registry, opened }: AroundWork) {
  let running: AbortController | undefined;
  let loads = 0;

  const clear = (): void => {
    registry.around = undefined;
    if (get().around.shown || get().around.hasNoPoses)
      set(({ around }) => ({ around: { ...around, shown: undefined, hasNoPoses: false } }));
  };

  async function refresh(): Promise<void> {
    running?.abort();
    const { around, scene } = get();
    const shownSet = opened();
    clear();
    if (!scene || !shownSet || scene.frameCount < 2 || around.past + around.future === 0) return;
    const controller = new AbortController();
    running = controller;
    try {
      const { past, future } = around;
      const cloud = await engine.loadAround(
        shownSet,
        scene.frame,
        { past, future, maxPoints: MOST_POINTS },
        { signal: controller.signal },
      );
      if (controller.signal.aborted || get().scene !== scene) return;
      registry.around = cloud;
      const shown = cloud && { points: cloud.count, number: ++loads };
      set((state) => ({ around: { ...state.around, shown, hasNoPoses: !cloud } }));
    } catch (error) {
      if (!controller.signal.aborted && !(error instanceof CancelledError))
        get().report(error, 'the frames around this one');
    } finally {
      if (running === controller) running = undefined;
    }
  }

  const countKeptFrames = async (): Promise<void> => set({ keptFrameBytes: await engine.keptFrameBytes() });

  const actions: Omit<AroundActions, 'readAgain'> = {
    countKeptFrames,
    clearKeptFrames: async () => {
      try {
        await engine.clearKeptFrames();
      } catch (error) {
        get().report(error, 'the kept frames');
      }
      await countKeptFrames();
    },
    setAround: (frames) => {
      const kept = (count: number): number => Math.round(Math.min(MOST_AROUND, Math.max(0, count)));
      set(({ around }) => ({
        around: {
          ...around,
          past: kept(frames.past ?? around.past),
          future: kept(frames.future ?? around.future),
        },
      }));
      void refresh();
    },
  };
  return {
    actions,
    /** Follows what is on screen: the next frame is not kept waiting. */
    follow: (state: AppStoreState, before: AppStoreState): void => {
      const isOpening = state.activity?.what === 'opening' && before.activity?.what !== 'opening';
      if (isOpening) running?.abort();
      const isBack = !state.activity && before.activity?.what === 'opening' && !state.around.shown;
      if (state.scene !== before.scene || isBack) void refresh();
    },
  };
}

/** Past frames cool, later ones warm, the nearer in time the brighter. RGBA8, one u32 a point. */
export function aroundColors({ count, attributes }: PointCloud): Coloring {
  const offsets = attributes.find(({ name }) => name === 'frame')?.values;
  return { count, part: (first, last) => colorByFrame(first, last, offsets) };
}

function colorByFrame(first: number, last: number, offsets: TypedArray | undefined): PointColors {
  const colors = new Uint32Array(last - first);
  for (let i = 0; i < colors.length; i++) {
    const offset = offsets?.[first + i] ?? 0;
    const strength = 70 + 90 / Math.sqrt(1 + Math.abs(offset));
    const [r, g, b] = offset < 0 ? [0.62, 0.8, 1] : [1, 0.82, 0.6];
    colors[i] = ((0xff << 24) | ((strength * b) << 16) | ((strength * g) << 8) | (strength * r)) >>> 0;
  }
  return colors;
}
