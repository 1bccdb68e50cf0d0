import type {
  ByteSource,
  Diagnostic,
  Diagnostics,
  OpenOverrides,
  ReadingDecision,
  Scene,
  StageOptions,
} from '../core/index.ts';
import type { ReadOptions, Sniffed } from '../formats/index.ts';

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
  load(frame: number, options?: FrameOptions): Promise<Scene>;
}

/** For one frame: how much of it, and who sees it before it is read whole. */
export interface FrameOptions extends StageOptions, Pick<ReadOptions, 'pointBudget' | 'onPreview'> {}

export interface OpenOptions extends FrameOptions {
  /** What the person decided instead of the readers. */
  readonly overrides?: OpenOverrides | undefined;
  /** Rotates ScanNet scenes into their aligned frame. Off by default: the benchmark's segmentation is on unaligned points. */
  readonly applyAxisAlignment?: boolean | undefined;
}

/** What a dataset's loader gets for one frame: its own diagnostics, which end up in the scene, and what it hands to the readers. */
export interface LoadOptions extends OpenOptions, Pick<ReadOptions, 'columns' | 'onColumns'> {
  readonly diagnostics: Diagnostics;
  /** Tells what was decided here and could be decided otherwise. */
  readonly decide: (decision: Omit<ReadingDecision, 'isOverridden'>) => void;
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
