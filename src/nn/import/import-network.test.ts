import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rng, WeightsError } from '../../core/index.ts';
import { createWasmOps, type Ops, releaseIndex } from '../../ops/index.ts';
import { indexOptions } from '../layer-maps.ts';
import { buildNetwork, releaseNetwork, runNetwork, uploadNetwork } from '../network.ts';
import {
  MINKUNET_NAMES,
  MMDET3D_MINKOWSKI_NAMES,
  MMDET3D_NAMES,
  MMDET3D_SPCONV_NAMES,
  type Names,
  SPUNET_NAMES,
  SPVNAS_NAMES,
} from './foreign-names.fixture.ts';
import {
  type Convention,
  ForeignNetwork,
  MINKOWSKI,
  MINKOWSKI_04,
  SPCONV1,
  SPCONV2,
  TORCHSPARSE,
  type Voxel,
} from './foreign-network.fixture.ts';
import { type ImportedNetwork, type ImportOptions, importNetwork, readCheckpoint } from './index.ts';
import { type Saved, type TorchTensor, torchFile } from './torch-file.fixture.ts';

const SIDE = 40;
/** A rough slanted surface: five levels of it have neighbours, gaps and odd borders. */
const VOXELS: readonly Voxel[] = (() => {
  const rng = new Rng(3);
  const found = new Map<string, Voxel>([['0,0,0', [0, 0, 0]]]);
  for (let i = 0; i < 170; i++) {
    const [x, y] = [Math.floor(rng.range(0, SIDE)), Math.floor(rng.range(0, 14))];
    const voxel: Voxel = [x, y, Math.floor(x / 4 + rng.range(0, 3))];
    found.set(voxel.join(), voxel);
  }
  return [...found.values()];
})();
const SIZES = { inputs: 3, classes: 7 };
const FEATURES = (() => {
  const rng = new Rng(5);
  return VOXELS.map(() => Float64Array.from({ length: SIZES.inputs }, () => Math.fround(rng.normal(0, 1))));
})();

let ops: Ops;
beforeAll(async () => {
  ops = await createWasmOps();
});
afterAll(() => ops.dispose());

async function load(saved: Saved, options?: ImportOptions): Promise<ImportedNetwork> {
  const bytes = torchFile(saved);
  const read = async (start: number, end: number) => bytes.slice(start, end);
  const source = { name: 'model.pth', path: 'model.pth', size: bytes.length, read };
  return importNetwork(await readCheckpoint(source), options);
}

/** Scores of the imported network, in the order of `VOXELS`. */
async function run({ network: config, weights }: ImportedNetwork): Promise<Float32Array[]> {
  const network = buildNetwork(config, weights);
  const positions = Float32Array.from(VOXELS.flat(), (side) => side + 0.5);
  const points = { count: VOXELS.length, positions, heights: new Float32Array(VOXELS.length) };
  const grid = { voxelSizeM: 1, min: [0, 0, 0], dims: [SIDE, SIDE, SIDE] } as const;
  const index = await ops.index(points, grid, config.encoder.length, indexOptions(network.graph));
  const rows = await ops.readTable(index.pointRows);
  const fed = new Float32Array(VOXELS.length * SIZES.inputs);
  for (const [v, row] of rows.entries()) fed.set(FEATURES[v]!, row * SIZES.inputs);
  const features = ops.upload(fed, VOXELS.length, SIZES.inputs);
  const resident = uploadNetwork(ops, network);
  const outputs = await runNetwork(ops, resident, { ...index, features });
  const scores = await ops.read(outputs.get('semantic')!);
  ops.release(features, ...outputs.values());
  releaseNetwork(ops, resident);
  releaseIndex(ops, index);
  return [...rows].map((row) => scores.slice(row * SIZES.classes, (row + 1) * SIZES.classes));
}

/** The largest difference, as a share of the largest score. */
function worst(ours: readonly Float32Array[], theirs: readonly Float64Array[]): number {
  const scale = Math.max(...theirs.flatMap((row) => [...row].map(Math.abs)));
  return Math.max(...theirs.flatMap((row, v) => [...row].map((value, c) => Math.abs(value - ours[v]![c]!)))) / scale;
}

function foreign(
  names: Names,
  convention: Convention,
): { tensors: Record<string, TorchTensor>; scores: readonly Float64Array[] } {
  const network = new ForeignNetwork(names, convention, SIZES);
  const scores = network.run(VOXELS, FEATURES);
  return { tensors: network.tensors, scores };
}

const CASES: Readonly<Record<string, [Names, Convention, ImportOptions?]>> = {
  'MinkowskiEngine 0.5, MinkUNet': [MINKUNET_NAMES, MINKOWSKI],
  'MinkowskiEngine 0.4, MinkUNet': [MINKUNET_NAMES, MINKOWSKI_04, { offsetOrder: 'x-odd-z-even' }],
  'TorchSparse, MinkUNet of SPVNAS': [SPVNAS_NAMES, TORCHSPARSE],
  'TorchSparse, MinkUNet of MMDetection3D': [MMDET3D_NAMES, TORCHSPARSE],
  'MinkowskiEngine, MinkUNet of MMDetection3D': [MMDET3D_MINKOWSKI_NAMES, MINKOWSKI],
  'spconv 2, MinkUNet of MMDetection3D': [MMDET3D_SPCONV_NAMES, { ...SPCONV2, epsilon: 1e-5 }],
  'spconv 2, SpUNet': [SPUNET_NAMES, SPCONV2],
  'spconv 1, SpUNet': [SPUNET_NAMES, SPCONV1],
  'spconv 2 with 1³ kernels mended, SpUNet': [
    SPUNET_NAMES,
    { ...SPCONV2, at: (size, cin) => (k, i, o) => (o * size ** 3 + k) * cin + i },
    { pointwise: 'OI' },
  ],
  'spconv over z, y, x': [SPUNET_NAMES, { ...SPCONV2, offsets: MINKOWSKI.offsets }, { offsetOrder: 'x-fastest' }],
};

describe.each(Object.keys(CASES))('%s', (name) => {
  const [names, convention, options] = CASES[name]!;
  const { tensors, scores } = foreign(names, convention);

  it('computes what it computed there', async () => {
    const imported = await load({ epoch: 3, state_dict: tensors }, options);
    expect(worst(await run(imported), scores)).toBeLessThan(1e-4);
    expect(imported.report.unmatched).toEqual([]);
    const kernels = Object.entries(tensors).filter(([, { shape }]) => shape.length > 1 && shape[0] !== 1);
    expect(imported.report.layers.length).toBeGreaterThanOrEqual(kernels.length);
  });

  it('and not when its offsets are taken for another order', async () => {
    const wrong = options?.offsetOrder === 'x-odd-z-even' || names === SPVNAS_NAMES ? 'x-fastest' : 'z-odd-x-even';
    const imported = await load(tensors, { ...options, offsetOrder: wrong });
    expect(worst(await run(imported), scores)).toBeGreaterThan(0.01);
  });
});

describe('what stands round the weights', () => {
  const { tensors, scores } = foreign(SPUNET_NAMES, SPCONV2);
  const renamed = (prefix: string) =>
    Object.fromEntries(Object.entries(tensors).map(([key, value]) => [prefix + key, value]));

  it('prefixes of wrappers are seen through, an averaged copy is left', async () => {
    const imported = await load({ ...renamed('ema_model.backbone.'), ...renamed('module.backbone.') });
    expect(imported.report.prefix).toBe('module.backbone.');
    expect(imported.report.unmatched.every((key) => key.startsWith('ema_model.'))).toBe(true);
    expect(worst(await run(imported), scores)).toBeLessThan(1e-4);
  });

  it('a last layer outside the backbone is found', async () => {
    const moved: Record<string, TorchTensor> = renamed('module.backbone.');
    for (const part of ['weight', 'bias']) {
      const key = `module.backbone.final.${part}`;
      moved[`module.seg_head.${part}`] = moved[key]!;
      delete moved[key];
    }
    const weight = moved['module.seg_head.weight']!;
    const [classes, , , , width] = weight.shape as [number, number, number, number, number];
    const linear = Array.from(
      { length: classes * width },
      (_, i) => weight.tensor[(i % width) * classes + Math.floor(i / width)]!,
    );
    moved['module.seg_head.weight'] = { tensor: linear, shape: [classes, width] };
    expect(worst(await run(await load(moved)), scores)).toBeLessThan(1e-4);
  });

  it('a bias before a batch norm, and halves', async () => {
    const bias = { tensor: [0.5, -1, 2, 0.25], shape: [4] };
    const mean = tensors['conv_input.1.running_mean']!;
    const moved = mean.tensor.map((value, c) => value + bias.tensor[c]!);
    const changed = { ...tensors, 'conv_input.0.bias': bias, 'conv_input.1.running_mean': { ...mean, tensor: moved } };
    expect(worst(await run(await load(changed)), scores)).toBeLessThan(1e-4);
  });

  it('what the network is fed with goes by its input channels', async () => {
    expect((await load(tensors)).features).toEqual([{ source: 'rgb', scale: 1 / 127.5, shift: -1 }]);
    const features = [{ source: 'xyz' }] as const;
    expect((await load(tensors, { features })).features).toEqual(features);
    await expect(load(tensors, { features: [{ source: 'one' }] })).rejects.toThrow(/3 input channels/);
  });
});

describe('what our networks cannot be is a WeightsError that names the layer', () => {
  const mink = () => foreign(MINKUNET_NAMES, MINKOWSKI).tensors;
  const spvnas = () => foreign(SPVNAS_NAMES, TORCHSPARSE).tensors;
  const some = (...shape: number[]): TorchTensor => ({
    tensor: new Array<number>(shape.reduce((product, side) => product * side, 1)).fill(0.5),
    shape,
  });

  it.each<[string, () => Saved, string, RegExp]>([
    [
      'a block of three convolutions',
      () => ({ ...mink(), 'block1.0.conv3.kernel': some(5, 5) }),
      'block1.0.conv3.kernel',
      /MinkUNet50/,
    ],
    ['a layer too many', () => ({ ...mink(), 'block2.0.se.weight': some(3) }), 'block2.0.se.weight', /nothing more/],
    [
      'a kernel of another size',
      () => ({ ...mink(), 'conv0p1s1.kernel': some(343, 3, 4) }),
      'conv0p1s1.kernel',
      /343 offsets/,
    ],
    ['a layer of no width', () => ({ ...mink(), 'conv2p2s2.kernel': some(8, 5, 0) }), 'conv2p2s2.kernel', /8×5×0/],
    ['a last layer of no class', () => ({ ...mink(), 'final.kernel': some(5, 0) }), 'final.kernel', /5×0/],
    ['a missing norm', () => without(mink(), 'bn2.bn.running_var'), 'bn2.bn.running_var', /nothing/],
    ['no last layer', () => without(mink(), 'final.kernel'), 'final.kernel', /without classes/],
    [
      'a width that does not follow',
      () => ({ ...mink(), 'conv3p4s2.kernel': some(8, 6, 11) }),
      'conv3p4s2.kernel',
      /found 11/,
    ],
    [
      'a point branch that was trained',
      () => ({ ...spvnas(), 'point_transforms.0.1.running_mean': some(4) }),
      'point_transforms.0.1.running_mean',
      /SPVCNN/,
    ],
    [
      'batch norm before the convolutions',
      () => ({ 'unet.blocks.block0.conv_branch.2.weight': some(4, 3, 3, 3, 4) }),
      'unet.blocks.block0.conv_branch.2.weight',
      /PointGroup/,
    ],
    [
      'OpenPCDet',
      () => ({ 'backbone_3d.conv_up_t4.conv1.weight': some(4) }),
      'backbone_3d.conv_up_t4.conv1.weight',
      /2³/,
    ],
    ['something else', () => ({ 'layer1.weight': some(3) }), 'layer1.weight', /other names/],
  ])('%s', async (_, saved, tensor, message) => {
    const error = await load(saved()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WeightsError);
    expect(error).toMatchObject({ context: { tensor }, message: expect.stringMatching(message) });
  });

  it('but a point branch that never ran is left out', async () => {
    const idle = { tensor: [0, 0, 0, 0], shape: [4] };
    const imported = await load({ ...spvnas(), 'point_transforms.0.1.running_mean': idle });
    expect(imported.report.unmatched).toEqual(['point_transforms.0.1.running_mean']);
  });
});

function without(tensors: Record<string, TorchTensor>, key: string): Saved {
  const { [key]: _, ...rest } = tensors;
  return rest;
}
