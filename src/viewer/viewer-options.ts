import type { BoxOverlay, KernelError } from '../core/index.ts';

export interface ViewerOptions {
  /** Draw on this device, shared with kernels. Without it the viewer draws with WebGL 2. */
  readonly device?: GPUDevice | undefined;
  /** Waits until kernels that may still write a colour buffer are submitted. A cloud's buffers are destroyed only then. */
  readonly settled?: (() => Promise<void>) | undefined;
  /** A lost device, or a fault of the graphics API that no call can report. */
  readonly onError?: ((error: KernelError) => void) | undefined;
}

export interface ViewerStats {
  readonly points: number;
  /** Points in the picture; fewer than `points` while the view moves and until it is refined. */
  readonly drawn: number;
  /** The last frame's time on the GPU, milliseconds; undefined where the browser does not tell. */
  readonly frameMs?: number;
  readonly backend: 'webgpu' | 'webgl';
}

export interface Selection {
  readonly point?: number | undefined;
  readonly box?: BoxOverlay | undefined;
}
