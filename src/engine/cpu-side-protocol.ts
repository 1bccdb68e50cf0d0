import type { InputFeature, PointCloud, Progress } from '../core/index.ts';
import type {
  Cells,
  HeadOutputs,
  Interpreted,
  InterpretedModel,
  Located,
  MergedLooks,
  VoxelFeatures,
  VoxelRows,
} from '../pipeline/index.ts';
import type { Reply } from './protocol.ts';

/** What crosses between the page and the worker that computes for its graphics device. A cloud crosses once, results are handed over. */
export interface CpuSideApi {
  /** Keeps a cloud under a number, and no other one. */
  lend(number: number, cloud: PointCloud): void;
  /** Forgets the cloud. */
  giveBack(): void;
  locate(call: number, cloud: number, cells: Cells): Promise<Reply<Located>>;
  features(
    call: number,
    cloud: number,
    features: readonly InputFeature[],
    rows: VoxelRows,
  ): Promise<Reply<VoxelFeatures>>;
  merge(
    call: number,
    merged: MergedLooks,
    look: HeadOutputs,
    angle: number,
    model: InterpretedModel,
  ): Promise<Reply<MergedLooks>>;
  interpret(
    call: number,
    cloud: number,
    model: InterpretedModel,
    outputs: HeadOutputs,
    onProgress: (progress: Progress) => void,
  ): Promise<Reply<Interpreted>>;
  cancel(call: number): void;
}
