import type { NetworkConfig } from './config.ts';

/** Networks of the literature, as configurations: what speed is compared on. `randomWeights` fills them. */
export type PresetName =
  | 'minkunet'
  | 'minkunet-half'
  | 'minkunet14a'
  | 'tf3d-waymo'
  | 'tf3d-waymo-normalised'
  | 'spconv-basic';

/** Classes of SemanticKITTI, which MinkUNet's numbers are given for. */
const KITTI_CLASSES = 19;

/** @param inputChannels Of the index's features. */
export function presetNetwork(name: PresetName, inputChannels: number): NetworkConfig {
  switch (name) {
    case 'minkunet':
      return minkUNet(inputChannels, 1);
    case 'minkunet-half':
      return minkUNet(inputChannels, 0.5);
    case 'minkunet14a':
      return minkUNet14A(inputChannels);
    case 'tf3d-waymo':
      return tf3dWaymo(inputChannels, false);
    case 'tf3d-waymo-normalised':
      return tf3dWaymo(inputChannels, true);
    case 'spconv-basic':
      return spconvBasic(inputChannels);
  }
}

export const PRESET_NAMES: readonly PresetName[] = [
  'minkunet',
  'minkunet-half',
  'minkunet14a',
  'tf3d-waymo',
  'tf3d-waymo-normalised',
  'spconv-basic',
];

/** MinkUNet as TorchSparse and SPVNAS have it (two blocks a stage, "cr" as scale): Tang et al. 2020, "Searching Efficient 3D Architectures". */
function minkUNet(inputChannels: number, scale: number): NetworkConfig {
  const width = (channels: number) => Math.round(channels * scale);
  const stage = (channels: number) => [width(channels), width(channels)];
  return {
    inputChannels,
    stem: { widths: stage(32) },
    encoder: [[], stage(32), stage(64), stage(128), stage(256)],
    decoder: [stage(96), stage(96), stage(128), stage(256)],
    pool: 'strided',
    up: 'inverse',
    block: 'residual',
    heads: [{ name: 'semantic', hidden: 0, outputs: KITTI_CLASSES }],
  };
}

/** One block a stage and a stem of kernel size 5: Choy et al. 2019, "4D Spatio-Temporal ConvNets", MinkUNet14A. */
function minkUNet14A(inputChannels: number): NetworkConfig {
  return {
    inputChannels,
    stem: { widths: [32], kernelSize: 5 },
    encoder: [[], [32], [64], [128], [256]],
    decoder: [[96], [96], [128], [128]],
    pool: 'strided',
    up: 'inverse',
    block: 'residual',
    heads: [{ name: 'semantic', hidden: 0, outputs: KITTI_CLASSES }],
  };
}

/**
 * TF 3D's semantic segmentation of Waymo. Its input is 64 channels wide (where in its voxel each point lies); its convolutions have no
 * bias, ours the one that batch norm folds into.
 */
function tf3dWaymo(inputChannels: number, normaliser: boolean): NetworkConfig {
  const encoder = [
    [24, 24],
    [24, 32],
    [32, 48],
    [48, 64],
    [64, 80],
    [80, 96],
    [96, 112],
  ];
  return {
    inputChannels,
    encoder: [...encoder, [112, 112]],
    decoder: [16, 32, 48, 64, 80, 96, 112].map((width) => [width, width]),
    pool: 'max',
    skip: 'input',
    normaliser,
    heads: [{ name: 'semantic', hidden: 24, outputs: 5, layers: 'submanifold' }],
  };
}

/** The network of spconv's own published timings ("basic"): fourteen submanifold convolutions, a pool after every second. */
function spconvBasic(inputChannels: number): NetworkConfig {
  return {
    inputChannels,
    encoder: [64, 96, 128, 160, 192, 224, 256].map((width) => [width, width]),
    decoder: [],
    pool: 'max',
    heads: [{ name: 'semantic', hidden: 0, outputs: KITTI_CLASSES }],
  };
}
