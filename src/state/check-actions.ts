import { CancelledError } from '../core/index.ts';
import type { Engine } from '../engine/index.ts';
import type { AppActions, AppStoreState } from './app-state.ts';
import type { CloudRegistry } from './cloud-registry.ts';
import type { RunJob } from './job.ts';

type CheckActions = Pick<AppActions, 'runSelfCheck' | 'showProfiler' | 'runProfile'>;

export interface CheckWork {
  readonly engine: Engine;
  readonly registry: CloudRegistry;
  readonly job: RunJob;
}

/** Whether this computer computes right, and where its time goes. */
export function checkActions(
  set: (update: Partial<AppStoreState>) => void,
  get: () => AppStoreState,
  { engine, registry, job }: CheckWork,
): CheckActions {
  return {
    runSelfCheck: async () => {
      if (get().selfCheck === 'running') return;
      set({ selfCheck: 'running', announcement: 'Checking this computer…' });
      try {
        const selfCheck = await engine.selfCheck();
        const verdict = selfCheck.passed ? 'all kernels agree' : 'some kernels disagree';
        set({ selfCheck, announcement: `Checked: ${verdict}.` });
      } catch (error) {
        set({ selfCheck: undefined });
        get().report(error, 'the self-check');
      }
    },
    showProfiler: (on) => set({ isProfilerShown: on }),
    runProfile: async () => {
      const scene = registry.current?.scene;
      const model = get().model.used;
      if (!scene || model === undefined || get().activity) return;
      await job({ what: 'profiling', subject: `“${scene.cloud.name}”` }, async (options) => {
        const profile = await engine.profile(scene.cloud, model, options);
        if (options.signal?.aborted) throw new CancelledError('profiling');
        set({ profile, announcement: `Profiled: ${profile.rows.length} layers and kernels.` });
      });
    },
  };
}
