/** What a network is fed with, a voxel: our own shape channels, and columns of the cloud, each the mean over the voxel's points. */
export interface InputFeature {
  /**
   * `shape` is our own eight channels (docs/decisions/0003), `one` the constant 1, `xyz` true coordinates in metres; `rgb`, `normal` and
   * `intensity` are the cloud's columns as they are; `color` and `echo` are the same columns against the rest of their cloud
   * (src/voxels/appearance.ts), with a last channel of 1 where there are any.
   */
  readonly source: FeatureSource;
  /** Channels are `scale · value + shift`, the value being the mean over the points of a voxel; 1 and 0 by default. */
  readonly scale?: number;
  readonly shift?: number;
}

export type FeatureSource = 'shape' | 'one' | 'rgb' | 'normal' | 'xyz' | 'intensity' | 'color' | 'echo';

/** Channels that each source has. */
export const FEATURE_CHANNELS: Readonly<Record<FeatureSource, number>> = {
  shape: 8,
  one: 1,
  rgb: 3,
  normal: 3,
  xyz: 3,
  intensity: 1,
  color: 4,
  echo: 2,
};
