import type { ByteSource, Diagnostic, Diagnostics, Scene, StageOptions } from '../core/index.ts';
import type { BinLayoutName, Sniffed } from '../formats/index.ts';

/** One scene or a sequence of frames that were dropped together. Nothing but file heads is read before `load`. */
export interface SceneSet {
  /** Layout: `scannet`, `waymo-v1`, `kitti-object`, `semantickitti`, `nuscenes`, `av2`, … (`layouts.ts` has more), or `file`. */
  readonly dataset: string;
  readonly title: string;
  readonly frameCount: number;
  /** One name a frame, in order. */
  readonly frameNames: readonly string[];
  /** What was noticed while grouping: files left out, parts without a cloud. */
  readonly diagnostics: readonly Diagnostic[];
  /** @throws FormatError, SourceError, LimitError, CancelledError */
  load(frame: number, options?: StageOptions): Promise<Scene>;
}

export interface OpenOptions extends StageOptions {
  /** Overrides the detected columns of headerless float32 clouds. */
  readonly binLayout?: BinLayoutName | undefined;
  /** Rotates ScanNet scenes into their aligned frame. Off by default: the benchmark's segmentation is on unaligned points. */
  readonly applyAxisAlignment?: boolean | undefined;
  /** Leaves tabletop scenes in their camera's frame (y down) instead of turning them z-up by the table's plane. */
  readonly keepSensorFrame?: boolean | undefined;
}

/** What a dataset's loader gets for one frame: its own diagnostics, which end up in the scene. */
export interface LoadOptions extends OpenOptions {
  readonly diagnostics: Diagnostics;
}

export type FrameLoader = (options: LoadOptions) => Promise<Omit<Scene, 'frame' | 'diagnostics'>>;

export interface FramePlan {
  readonly name: string;
  readonly load: FrameLoader;
}

/** Which dataset was recognised, and what belongs to each of its frames. */
export interface ScenePlan {
  readonly dataset: string;
  readonly frames: readonly FramePlan[];
  /** Clouds of the set, in frame order. */
  readonly clouds: readonly ByteSource[];
  /** Every file that takes part. */
  readonly used: ReadonlySet<ByteSource>;
}

/** A dropped file and what its first bytes say it is. */
export interface SniffedFile {
  readonly source: ByteSource;
  readonly sniffed: Sniffed;
}
