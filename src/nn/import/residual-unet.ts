/**
 * The names that a family of residual sparse U-Nets gives its layers. They share one shape: convolutions of the finest level, then per
 * level a 2³ stride-2 convolution and residual blocks, then per level back a 2³ inverse convolution, its output before the skip in a
 * concatenation, and residual blocks; last a linear layer. Levels as in `NetworkConfig`: 0 is the finest.
 */
export interface UNetNaming {
  /** Convolution and batch norm of each layer of the stem. */
  readonly stem: readonly LayerNames[];
  /** From `level` to the next coarser. */
  readonly down: (level: number) => LayerNames;
  readonly encoder: (level: number, block: number) => BlockNames;
  /** To `level` from the next coarser. `levels`: how many steps down there are. */
  readonly up: (level: number, levels: number) => LayerNames;
  readonly decoder: (level: number, block: number, levels: number) => BlockNames;
  /** Layers that may hold the class scores, the likeliest first. */
  readonly heads: readonly string[];
}

/** Modules: the parameters' names are these and `.kernel` or `.weight`, `.bias`, `.running_mean` … */
export interface LayerNames {
  readonly conv: string;
  readonly norm: string;
}

export interface BlockNames {
  readonly first: LayerNames;
  readonly second: LayerNames;
  /** There only where the width changes. */
  readonly shortcut: LayerNames;
  /** A third convolution: the block of a network too deep for ours. */
  readonly third?: string;
}

const layer = (conv: string, norm: string): LayerNames => ({ conv, norm });

/** MinkowskiEngine's own MinkUNet, and Res16UNet of SpatioTemporalSegmentation, Mix3D and others. */
export const MINKUNET: UNetNaming = {
  stem: [layer('conv0p1s1', 'bn0.bn')],
  down: (level) => layer(`conv${level + 1}p${2 ** level}s2`, `bn${level + 1}.bn`),
  encoder: (level, block) => minkBlock(`block${level}.${block}`),
  up: (level, levels) =>
    layer(`convtr${2 * levels - 1 - level}p${2 ** (level + 1)}s2`, `bntr${2 * levels - 1 - level}.bn`),
  decoder: (level, block, levels) => minkBlock(`block${2 * levels - level}.${block}`),
  heads: ['final'],
};

function minkBlock(name: string, shortcut = 'downsample'): BlockNames {
  return {
    first: layer(`${name}.conv1`, `${name}.norm1.bn`),
    second: layer(`${name}.conv2`, `${name}.norm2.bn`),
    shortcut: layer(`${name}.${shortcut}.0`, `${name}.${shortcut}.1.bn`),
    third: `${name}.conv3`,
  };
}

/** MinkUNet as TorchSparse's SPVNAS and OpenPCSeg have it. */
export const SPVNAS: UNetNaming = {
  stem: [layer('stem.0', 'stem.1'), layer('stem.3', 'stem.4')],
  down: (level) => sequence(`stage${level + 1}.0.net`),
  encoder: (level, block) => sparseBlock(`stage${level}.${block + 1}`),
  up: (level, levels) => sequence(`up${levels - level}.0.net`),
  decoder: (level, block, levels) => sparseBlock(`up${levels - level}.1.${block}`),
  heads: ['classifier.0'],
};

/** MinkUNet of MMDetection3D over TorchSparse. */
export const MMDET3D: UNetNaming = {
  stem: [sequence('conv_input.0.net'), sequence('conv_input.1.net')],
  down: (level) => sequence(`encoder.${level}.0.net`),
  encoder: (level, block) => sparseBlock(`encoder.${level - 1}.${block + 1}`),
  up: (level, levels) => sequence(`decoder.${levels - 1 - level}.0.net`),
  decoder: (level, block, levels) => sparseBlock(`decoder.${levels - 1 - level}.1.${block}`),
  heads: ['decode_head.conv_seg', 'decode_head.cls_seg'],
};

/** The same over MinkowskiEngine. */
export const MMDET3D_MINKOWSKI: UNetNaming = {
  stem: [normedSequence('conv_input.0.net'), normedSequence('conv_input.1.net')],
  down: (level) => normedSequence(`encoder.${level}.0.net`),
  encoder: (level, block) => minkBlock(`encoder.${level - 1}.${block + 1}`, 'downsample.net'),
  up: (level, levels) => normedSequence(`decoder.${levels - 1 - level}.0.net`),
  decoder: (level, block, levels) => minkBlock(`decoder.${levels - 1 - level}.1.${block}`, 'downsample.net'),
  heads: MMDET3D.heads,
};

/** And over spconv. */
export const MMDET3D_SPCONV: UNetNaming = {
  stem: [sequence('conv_input.0'), sequence('conv_input.1')],
  down: (level) => sequence(`encoder.${level}.0`),
  encoder: (level, block) => spBlock(`encoder.${level - 1}.${block + 1}`, 'downsample'),
  up: (level, levels) => sequence(`decoder.${levels - 1 - level}.0`),
  decoder: (level, block, levels) => spBlock(`decoder.${levels - 1 - level}.1.${block}`, 'downsample'),
  heads: MMDET3D.heads,
};

function normedSequence(name: string): LayerNames {
  return layer(`${name}.0`, `${name}.1.bn`);
}

function sequence(name: string): LayerNames {
  return layer(`${name}.0`, `${name}.1`);
}

function sparseBlock(name: string): BlockNames {
  return {
    first: layer(`${name}.net.0`, `${name}.net.1`),
    second: layer(`${name}.net.3`, `${name}.net.4`),
    shortcut: layer(`${name}.downsample.0`, `${name}.downsample.1`),
    third: `${name}.net.6`,
  };
}

/** SpUNet of Pointcept, over spconv. */
export const SPUNET: UNetNaming = {
  stem: [layer('conv_input.0', 'conv_input.1')],
  down: (level) => layer(`down.${level}.0`, `down.${level}.1`),
  encoder: (level, block) => spBlock(`enc.${level - 1}.block${block}`),
  up: (level) => layer(`up.${level}.0`, `up.${level}.1`),
  decoder: (level, block) => spBlock(`dec.${level}.block${block}`),
  heads: ['final', 'seg_head'],
};

function spBlock(name: string, shortcut = 'proj'): BlockNames {
  return {
    first: layer(`${name}.conv1`, `${name}.bn1`),
    second: layer(`${name}.conv2`, `${name}.bn2`),
    shortcut: layer(`${name}.${shortcut}.0`, `${name}.${shortcut}.1`),
    third: `${name}.conv3`,
  };
}
