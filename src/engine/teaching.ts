import type { PointCloud, StageOptions } from '../core/index.ts';
import type { LinearHead, Similar } from '../teach/index.ts';
import type { AvailableModel } from './choose-model.ts';
import type { ExportedFile } from './engine.ts';
import type { Taught, TeachRequest, VoxelBox } from './teach-protocol.ts';

/** A head that was taught, and what it is to be called. */
export interface TaughtHead {
  /** Name of the model that was taught. */
  readonly model: string;
  readonly head: LinearHead;
  readonly title: string;
  readonly addedClasses: readonly string[];
}

/** What the page asks of whoever knows what the network knows of each voxel. Rows are those of `Prediction.voxelProbabilities`. */
export interface Teaching {
  /**
   * Reads what the network holds for each voxel of the cloud, unless that is known already. Each question below is about the cloud that
   * was prepared last. @throws WeightsError for a model that cannot be taught; LimitError, KernelError, CancelledError
   */
  prepare(cloud: PointCloud, model: string, options: StageOptions): Promise<void>;
  teach(request: TeachRequest, options: StageOptions): Promise<Taught>;
  /** What the model says of each voxel at a single look, float32 [voxels × classes]. */
  said(options: StageOptions): Promise<Float32Array>;
  /** What a click on each of these voxels says: the voxels that hang together with it and look like it. */
  regions(rows: readonly number[], options: StageOptions): Promise<readonly Uint32Array[]>;
  similar(row: number, options: StageOptions): Promise<Similar>;
  /** uint8 [voxels × 3]. */
  principalColors(options: StageOptions): Promise<Uint8Array>;
  voxelsOf(row: number, options: StageOptions): Promise<readonly VoxelBox[]>;
  /** Keeps a taught model on this device. */
  keep(taught: TaughtHead): Promise<AvailableModel>;
  /** The same as files in a ZIP, which the page takes when it is dropped. */
  pack(taught: TaughtHead): Promise<ExportedFile>;
}
