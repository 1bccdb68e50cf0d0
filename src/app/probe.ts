import type { AppState, AppStore } from '../state/index.ts';
import type { Pixels, Pose, ViewerStats } from '../viewer/index.ts';
import type { ViewerBinding } from './viewer-binding.ts';

/** Window into the running page, for tests and for reports of problems: `window.voxelens`. It changes nothing but by `loseDevice`. */
export interface Probe {
  state(): AppState;
  readPixels(): Promise<Pixels>;
  /** Of the picture's last frame; undefined without one. */
  readonly stats: ViewerStats | undefined;
  readonly pose: Pose | undefined;
  readonly adapter: string;
  /** How often the graphics device went away. */
  readonly devicesLost: number;
  /** Takes the graphics device away, as a reset of the driver does. */
  loseDevice(): void;
}

declare global {
  interface Window {
    voxelens?: Probe;
  }
}

export function installProbe(store: AppStore, binding: ViewerBinding, devicesLost: () => number): void {
  const probe: Probe = {
    state: () => JSON.parse(JSON.stringify(store.getState())) as AppState,
    readPixels: async () => {
      await binding.settled();
      return (await binding.viewer?.readPixels()) ?? { width: 0, height: 0, data: new Uint8ClampedArray(0) };
    },
    get stats() {
      return binding.viewer?.stats;
    },
    get pose() {
      return binding.viewer?.pose;
    },
    get adapter() {
      return store.getState().compute.adapter;
    },
    get devicesLost() {
      return devicesLost();
    },
    loseDevice: () => binding.device?.destroy(),
  };
  window.voxelens = Object.freeze(probe);
}
