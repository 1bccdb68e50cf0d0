/** A column of a cloud that a network of other origin is fed with, instead of our own eight (docs/import.md). */
export interface InputFeature {
  /** `one` is the constant 1; `xyz` are true coordinates, metres. */
  readonly source: FeatureSource;
  /** Channels are `scale · value + shift`, the value being the mean over the points of a voxel; 1 and 0 by default. */
  readonly scale?: number;
  readonly shift?: number;
}

export type FeatureSource = 'one' | 'rgb' | 'normal' | 'xyz' | 'intensity';

/** Channels that each source has. */
export const FEATURE_CHANNELS: Readonly<Record<FeatureSource, number>> = {
  one: 1,
  rgb: 3,
  normal: 3,
  xyz: 3,
  intensity: 1,
};
