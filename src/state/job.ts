import { CancelledError, type StageOptions } from '../core/index.ts';
import { ACTIVITY_VERBS, type Activity, type AppStoreState } from './app-state.ts';

type Set = (update: Partial<AppStoreState>) => void;

export type JobEnd = 'done' | 'failed' | 'cancelled' | 'superseded';

export type RunJob = (activity: Activity, work: (options: StageOptions) => Promise<void>) => Promise<JobEnd>;

/** Runs one job at a time; starting another cancels it. Every failure ends here, once. */
export function jobRunner(set: Set, get: () => AppStoreState): { readonly job: RunJob; cancel(): void } {
  let running: AbortController | undefined;
  return {
    job: async (activity, work) => {
      running?.abort();
      const controller = new AbortController();
      running = controller;
      const isCurrent = (): boolean => running === controller;
      set({ activity, problem: undefined, announcement: `${sentence(activity)}…` });
      try {
        await work({
          signal: controller.signal,
          onProgress: (progress) => {
            const current = get().activity;
            if (isCurrent() && current) set({ activity: { ...current, progress } });
          },
        });
        return 'done';
      } catch (error) {
        if (!isCurrent()) return 'superseded';
        if (error instanceof CancelledError || controller.signal.aborted) {
          get().toast('Cancelled.');
          return 'cancelled';
        }
        get().report(error, activity.subject);
        return 'failed';
      } finally {
        if (isCurrent()) {
          running = undefined;
          set({ activity: undefined });
        }
      }
    },
    cancel: () => running?.abort(),
  };
}

function sentence(activity: Activity): string {
  return `${ACTIVITY_VERBS[activity.what]} ${activity.subject}`;
}
