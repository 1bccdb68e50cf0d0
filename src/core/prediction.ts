import type { OrientedBox } from './oriented-box.ts';

/** One object that the network believes in. `id` is the value in `Prediction.instance`, 1-based. */
export interface PredictedInstance {
  readonly id: number;
  /** Class index in the model's label set. */
  readonly classId: number;
  /** 0–1: the seed's class probability. */
  readonly score: number;
  readonly points: number;
}

export interface PredictedBox extends OrientedBox {
  readonly classId: number;
  readonly score: number;
}

/** What the network sees in one cloud, per point. All arrays have one row a point, in the cloud's order. */
export interface Prediction {
  readonly labelSet: string;
  /** uint8 [points] class index. */
  readonly semantic: Uint8Array;
  /** float32 [points], the winning class's probability, 0–1. */
  readonly confidence: Float32Array;
  /** uint32 [points], 0 = no instance. */
  readonly instance: Uint32Array;
  readonly instances: readonly PredictedInstance[];
  readonly boxes: readonly PredictedBox[];
  /** Row of each point's voxel, uint32 [points]: the way back to `voxelProbabilities`. */
  readonly pointRows: Uint32Array;
  /** float32 [voxels × classes]: softmax of the semantic head, kept for inspection. */
  readonly voxelProbabilities: Float32Array;
  /** float32 [voxels × dims]: the embedding head's output; absent where the network has none. */
  readonly voxelEmbeddings?: Float32Array;
  /** float32 [voxels × 3]: where each voxel believes its object's centre to be, metres relative to the cloud's origin. */
  readonly voxelVotes?: Float32Array;
}

/** Where the result came from, so that it can be repeated. */
export interface Provenance {
  readonly model: string;
  readonly backend: string;
  readonly adapter: string;
  /** Voxels per level, finest first. */
  readonly voxels: readonly number[];
  readonly voxelSizeM: number;
  /** How many times the network looked at the cloud, turned and voxelized anew each time. */
  readonly looks: number;
  /** Wall-clock milliseconds by stage, in order. */
  readonly stagesMs: Readonly<Record<string, number>>;
  readonly weightsSha256: string;
}

export interface Understanding {
  readonly prediction: Prediction;
  readonly provenance: Provenance;
}
