import type { FeatureSource, InputFeature, PointCloud, Prediction, StageOptions, VoxelGrid } from '../core/index.ts';
import {
  cloudColumns,
  pointInput,
  type VoxelFeatures,
  type VoxelRows,
  voxelFeatures,
  voxelGrid,
} from '../voxels/index.ts';
import { type HeadOutputs, type InterpretedModel, interpret } from './interpret.ts';
import { type MergedLooks, mergeLook } from './merge-looks.ts';

/** Sizes that a model looks at a cloud in, metres, and what it will be fed with. */
export interface Cells {
  readonly groundCellM: number;
  readonly voxelSizeM: number;
  readonly features?: readonly InputFeature[] | undefined;
}

/** Where a cloud's points lie, as the network asks. */
export interface Located {
  /** float32 [points], metres above the local ground. */
  readonly heights: Float32Array;
  readonly grid: VoxelGrid;
}

export interface Interpreted {
  readonly prediction: Prediction;
  /** By the names of `INTERPRET_STAGES`. */
  readonly stagesMs: Readonly<Record<string, number>>;
}

/**
 * What no graphics device does for understanding: each takes tens of milliseconds for a usual scan and seconds for a large one. A page
 * has it done elsewhere than on the thread that answers the person.
 */
export interface CpuSide {
  /** @throws FormatError FORMAT_EMPTY, LimitError LIMIT_EXTENT */
  locate(cloud: PointCloud, cells: Cells, options: StageOptions): Promise<Located>;
  /** What a network is fed with that wants more than the own channels. Takes the arrays of `rows` over. */
  features(
    cloud: PointCloud,
    features: readonly InputFeature[],
    rows: VoxelRows,
    options: StageOptions,
  ): Promise<VoxelFeatures>;
  /** `mergeLook`. Takes the arrays of both over. */
  merge(
    merged: MergedLooks,
    look: HeadOutputs,
    angle: number,
    model: InterpretedModel,
    options: StageOptions,
  ): Promise<MergedLooks>;
  /** Objects, boxes and per-point results. Takes the arrays of `outputs` over. @throws CancelledError */
  interpret(
    cloud: PointCloud,
    model: InterpretedModel,
    outputs: HeadOutputs,
    options: StageOptions,
  ): Promise<Interpreted>;
}

/** On the thread that asks. */
export const SAME_THREAD: CpuSide = {
  locate: async (cloud, { groundCellM, voxelSizeM }) => {
    const { heights, positions } = pointInput(cloud, groundCellM);
    return { heights, grid: voxelGrid(positions, voxelSizeM) };
  },
  features: async (cloud, features, rows) => voxelFeatures(cloudColumns(cloud), features, rows),
  merge: async (merged, look, angle, model) => mergeLook(merged, look, angle, model),
  interpret: (cloud, model, outputs, options) => interpret(cloud.positions, model, outputs, options),
};

/** Attributes that features with another name are made of. */
const MADE_OF: Partial<Record<FeatureSource, string>> = { color: 'rgb', echo: 'intensity' };

/** The part of a cloud that a `CpuSide` reads for a model with such features. */
export function readColumns(cloud: PointCloud, features: readonly InputFeature[] = []): PointCloud {
  const read = new Set(features.map(({ source }) => MADE_OF[source] ?? source));
  const { name, format, count, origin, positions } = cloud;
  return { name, format, count, origin, positions, attributes: cloud.attributes.filter((of) => read.has(of.name)) };
}
