import type { TrainingConfig } from './config.ts';

/** A run small enough for a test: two crops of 700 voxels a step. */
export const TINY: TrainingConfig = {
  model: {
    name: 'tiny',
    title: 'Test',
    domain: 'outdoor',
    labelSet: 'outdoor11',
    voxelSizeM: 0.4,
    groundCellM: 4,
    license: 'Apache-2.0',
    network: {
      inputChannels: 8,
      encoder: [[8], [12], [16]],
      decoder: [[8], [12]],
      pool: 'max',
      heads: [
        { name: 'semantic', hidden: 16, outputs: 11 },
        { name: 'embedding', hidden: 8, outputs: 4 },
        { name: 'box', hidden: 8, outputs: 13 },
      ],
    },
  },
  seed: 3,
  steps: 200,
  learningRate: 0.02,
  warmUp: 0.02,
  scenesPerStep: 2,
  maxVoxels: 700,
  scenes: 2,
  checkpointEvery: 100,
  losses: { semantic: 1, embedding: 0.3, boxCorners: 1, boxPose: 1, boxClass: 0.4 },
};

/** Totals of the first ten steps. A change to scenes, crops, losses or the optimizer moves them: look why, then write the new ones. */
export const FIRST_LOSSES = [8.8581, 8.5072, 9.5215, 8.732, 7.8578, 8.5097, 8.0894, 8.0353, 5.6107, 7.6003];
