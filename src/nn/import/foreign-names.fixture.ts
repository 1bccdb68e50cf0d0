/** What other frameworks' networks call their layers, written out. */

/** Convolution and batch norm. */
export type Pair = readonly [conv: string, norm: string];

export interface Names {
  readonly stem: readonly Pair[];
  readonly stemSize: number;
  readonly downs: readonly (readonly [Pair, ...string[]])[];
  /** Coarsest first. */
  readonly ups: readonly (readonly [Pair, ...string[]])[];
  readonly block: readonly [first: Pair, second: Pair, shortcut: Pair];
  readonly head: string;
  readonly headIsLinear: boolean;
  /** Whether the step down has the width of the level below. */
  readonly widens: boolean;
}

export const MINKUNET_NAMES: Names = {
  stem: [['conv0p1s1', 'bn0.bn']],
  stemSize: 5,
  downs: [
    [['conv1p1s2', 'bn1.bn'], 'block1.0', 'block1.1'],
    [['conv2p2s2', 'bn2.bn'], 'block2.0'],
    [['conv3p4s2', 'bn3.bn'], 'block3.0'],
    [['conv4p8s2', 'bn4.bn'], 'block4.0'],
  ],
  ups: [
    [['convtr4p16s2', 'bntr4.bn'], 'block5.0'],
    [['convtr5p8s2', 'bntr5.bn'], 'block6.0'],
    [['convtr6p4s2', 'bntr6.bn'], 'block7.0'],
    [['convtr7p2s2', 'bntr7.bn'], 'block8.0', 'block8.1'],
  ],
  block: [
    ['conv1', 'norm1.bn'],
    ['conv2', 'norm2.bn'],
    ['downsample.0', 'downsample.1.bn'],
  ],
  head: 'final',
  headIsLinear: false,
  widens: false,
};

export const SPVNAS_NAMES: Names = {
  stem: [
    ['stem.0', 'stem.1'],
    ['stem.3', 'stem.4'],
  ],
  stemSize: 3,
  downs: [
    [['stage1.0.net.0', 'stage1.0.net.1'], 'stage1.1', 'stage1.2'],
    [['stage2.0.net.0', 'stage2.0.net.1'], 'stage2.1', 'stage2.2'],
    [['stage3.0.net.0', 'stage3.0.net.1'], 'stage3.1', 'stage3.2'],
    [['stage4.0.net.0', 'stage4.0.net.1'], 'stage4.1', 'stage4.2'],
  ],
  ups: [
    [['up1.0.net.0', 'up1.0.net.1'], 'up1.1.0', 'up1.1.1'],
    [['up2.0.net.0', 'up2.0.net.1'], 'up2.1.0', 'up2.1.1'],
    [['up3.0.net.0', 'up3.0.net.1'], 'up3.1.0', 'up3.1.1'],
    [['up4.0.net.0', 'up4.0.net.1'], 'up4.1.0', 'up4.1.1'],
  ],
  block: [
    ['net.0', 'net.1'],
    ['net.3', 'net.4'],
    ['downsample.0', 'downsample.1'],
  ],
  head: 'classifier.0',
  headIsLinear: true,
  widens: false,
};

export const MMDET3D_NAMES: Names = {
  ...SPVNAS_NAMES,
  stem: [
    ['backbone.conv_input.0.net.0', 'backbone.conv_input.0.net.1'],
    ['backbone.conv_input.1.net.0', 'backbone.conv_input.1.net.1'],
  ],
  downs: [
    [['backbone.encoder.0.0.net.0', 'backbone.encoder.0.0.net.1'], 'backbone.encoder.0.1', 'backbone.encoder.0.2'],
    [['backbone.encoder.1.0.net.0', 'backbone.encoder.1.0.net.1'], 'backbone.encoder.1.1', 'backbone.encoder.1.2'],
  ],
  ups: [
    [['backbone.decoder.0.0.net.0', 'backbone.decoder.0.0.net.1'], 'backbone.decoder.0.1.0', 'backbone.decoder.0.1.1'],
    [['backbone.decoder.1.0.net.0', 'backbone.decoder.1.0.net.1'], 'backbone.decoder.1.1.0', 'backbone.decoder.1.1.1'],
  ],
  head: 'decode_head.conv_seg',
};

export const MMDET3D_MINKOWSKI_NAMES: Names = {
  ...MMDET3D_NAMES,
  stem: [
    ['backbone.conv_input.0.net.0', 'backbone.conv_input.0.net.1.bn'],
    ['backbone.conv_input.1.net.0', 'backbone.conv_input.1.net.1.bn'],
  ],
  downs: [
    [['backbone.encoder.0.0.net.0', 'backbone.encoder.0.0.net.1.bn'], 'backbone.encoder.0.1', 'backbone.encoder.0.2'],
    [['backbone.encoder.1.0.net.0', 'backbone.encoder.1.0.net.1.bn'], 'backbone.encoder.1.1'],
  ],
  ups: [
    [['backbone.decoder.0.0.net.0', 'backbone.decoder.0.0.net.1.bn'], 'backbone.decoder.0.1.0'],
    [
      ['backbone.decoder.1.0.net.0', 'backbone.decoder.1.0.net.1.bn'],
      'backbone.decoder.1.1.0',
      'backbone.decoder.1.1.1',
    ],
  ],
  block: [
    ['conv1', 'norm1.bn'],
    ['conv2', 'norm2.bn'],
    ['downsample.net.0', 'downsample.net.1.bn'],
  ],
};

export const MMDET3D_SPCONV_NAMES: Names = {
  ...MMDET3D_NAMES,
  stem: [
    ['backbone.conv_input.0.0', 'backbone.conv_input.0.1'],
    ['backbone.conv_input.1.0', 'backbone.conv_input.1.1'],
  ],
  downs: [
    [['backbone.encoder.0.0.0', 'backbone.encoder.0.0.1'], 'backbone.encoder.0.1', 'backbone.encoder.0.2'],
    [['backbone.encoder.1.0.0', 'backbone.encoder.1.0.1'], 'backbone.encoder.1.1'],
  ],
  ups: [
    [['backbone.decoder.0.0.0', 'backbone.decoder.0.0.1'], 'backbone.decoder.0.1.0'],
    [['backbone.decoder.1.0.0', 'backbone.decoder.1.0.1'], 'backbone.decoder.1.1.0', 'backbone.decoder.1.1.1'],
  ],
  block: [
    ['conv1', 'bn1'],
    ['conv2', 'bn2'],
    ['downsample.0', 'downsample.1'],
  ],
};

export const SPUNET_NAMES: Names = {
  stem: [['conv_input.0', 'conv_input.1']],
  stemSize: 5,
  downs: [
    [['down.0.0', 'down.0.1'], 'enc.0.block0', 'enc.0.block1'],
    [['down.1.0', 'down.1.1'], 'enc.1.block0'],
    [['down.2.0', 'down.2.1'], 'enc.2.block0'],
    [['down.3.0', 'down.3.1'], 'enc.3.block0'],
  ],
  ups: [
    [['up.3.0', 'up.3.1'], 'dec.3.block0'],
    [['up.2.0', 'up.2.1'], 'dec.2.block0', 'dec.2.block1'],
    [['up.1.0', 'up.1.1'], 'dec.1.block0'],
    [['up.0.0', 'up.0.1'], 'dec.0.block0'],
  ],
  block: [
    ['conv1', 'bn1'],
    ['conv2', 'bn2'],
    ['proj.0', 'proj.1'],
  ],
  head: 'final',
  headIsLinear: false,
  widens: true,
};
