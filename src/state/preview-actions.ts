import { CancelledError, type PointCloud, type Scene, type StageOptions } from '../core/index.ts';
import type { Engine, OpenedSet } from '../engine/index.ts';
import type { AppStoreState } from './app-state.ts';
import type { CloudRegistry } from './cloud-registry.ts';

export interface PreviewDeps {
  readonly engine: Pick<Engine, 'load'>;
  readonly registry: CloudRegistry;
}

/**
 * Loads frames as the engine does; what can be drawn before a file is read whole is drawn at once. The scene on screen stays what it is
 * until the new one is there: a load that fails or is cancelled takes its preview back.
 */
export function previewingLoad(
  set: (part: Partial<AppStoreState>) => void,
  get: () => AppStoreState,
  { engine, registry }: PreviewDeps,
) {
  let loads = 0;
  let previews = 0;
  return async (opened: OpenedSet, frame: number, options: StageOptions): Promise<Scene> => {
    const load = ++loads;
    const onPreview = (cloud: PointCloud): void => {
      registry.preview = cloud;
      const { revision, preview } = get();
      const isFirst = preview?.load !== load;
      const points = cloud.count;
      set({
        preview: { points, number: ++previews, load, over: revision },
        ...(isFirst && {
          announcement: `First picture: ${points.toLocaleString('en')} points. The rest is being read.`,
        }),
      });
    };
    try {
      const scene = await engine.load(opened, frame, { ...options, onPreview });
      if (options.signal?.aborted) throw new CancelledError('opening');
      registry.preview = undefined;
      return scene;
    } catch (error) {
      if (get().preview?.load === load) {
        registry.preview = undefined;
        set({ preview: undefined });
      }
      throw error;
    }
  };
}
