import { KernelError, toErrorRecord } from '../core/index.ts';
import type { AppActions, AppStoreState } from './app-state.ts';
import type { CloudRegistry } from './cloud-registry.ts';

type Set = (update: Partial<AppStoreState> | ((state: AppStoreState) => Partial<AppStoreState>)) => void;
type DeviceActions = Pick<AppActions, 'announce' | 'report' | 'deviceLost' | 'computeChanged' | 'dismissDevice'>;

export function isDeviceLoss(error: unknown): boolean {
  return error instanceof KernelError && error.code === 'KERNEL_DEVICE_LOST';
}

/** What is said of faults and of the graphics device. */
export function deviceActions(set: Set, registry: CloudRegistry): DeviceActions {
  return {
    announce: (announcement) => set({ announcement }),
    report: (error, subject) => {
      // Whoever owns the device tells of its loss, once, and not each piece of work that was on it.
      if (isDeviceLoss(error)) return;
      set({ problem: { record: toErrorRecord(error), subject }, announcement: `Problem with ${subject}.` });
    },
    deviceLost: () => set({ device: 'rebuilding', announcement: 'The graphics device was lost. Rebuilding…' }),
    computeChanged: (compute) => {
      const isBack = compute.backend === 'webgpu';
      const revision = registry.dropResident();
      const announcement = isBack ? 'The graphics device is back.' : 'The graphics device is gone: the CPU goes on.';
      set(({ device }) =>
        // The first one: nothing was lost, and nothing has to be said.
        device === 'starting'
          ? { compute, device: 'ready' }
          : { compute, device: isBack ? 'restored' : 'gone', revision, announcement },
      );
    },
    dismissDevice: () => set({ device: 'ready' }),
  };
}
