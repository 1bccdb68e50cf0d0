import type { InputFeature } from '../../core/index.ts';
import type { Checkpoint } from './checkpoint.ts';
import { unfit } from './checkpoint-error.ts';
import type { OffsetOrder } from './offset-order.ts';
import {
  MINKUNET,
  MMDET3D,
  MMDET3D_MINKOWSKI,
  MMDET3D_SPCONV,
  SPUNET,
  SPVNAS,
  type UNetNaming,
} from './residual-unet.ts';

/** What is known of the networks that a framework's users have, before a checkpoint's shapes are looked at. */
export interface Family {
  readonly framework: 'MinkowskiEngine' | 'TorchSparse' | 'spconv';
  readonly name: string;
  readonly naming: UNetNaming;
  /** Of a convolution's weights. */
  readonly parameter: 'kernel' | 'weight';
  /** Unless the person knows better (docs/import.md has the evidence). */
  readonly offsetOrder: OffsetOrder;
  readonly normEpsilon: number;
  /** What colours are scaled to. */
  readonly rgb: Pick<InputFeature, 'scale' | 'shift'>;
}

const FAMILIES: readonly Family[] = [
  {
    framework: 'MinkowskiEngine',
    name: 'MinkUNet',
    naming: MINKUNET,
    parameter: 'kernel',
    offsetOrder: 'x-fastest',
    normEpsilon: 1e-5,
    rgb: { scale: 1 / 255, shift: -0.5 },
  },
  {
    framework: 'TorchSparse',
    name: 'MinkUNet (SPVNAS)',
    naming: SPVNAS,
    parameter: 'kernel',
    offsetOrder: 'x-odd-z-even',
    normEpsilon: 1e-5,
    rgb: { scale: 1 / 255, shift: 0 },
  },
  {
    framework: 'TorchSparse',
    name: 'MinkUNet (MMDetection3D)',
    naming: MMDET3D,
    parameter: 'kernel',
    offsetOrder: 'x-odd-z-even',
    normEpsilon: 1e-5,
    rgb: { scale: 1 / 255, shift: 0 },
  },
  {
    framework: 'MinkowskiEngine',
    name: 'MinkUNet (MMDetection3D)',
    naming: MMDET3D_MINKOWSKI,
    parameter: 'kernel',
    offsetOrder: 'x-fastest',
    normEpsilon: 1e-5,
    rgb: { scale: 1 / 255, shift: 0 },
  },
  {
    framework: 'spconv',
    name: 'MinkUNet (MMDetection3D)',
    naming: MMDET3D_SPCONV,
    parameter: 'weight',
    offsetOrder: 'z-fastest',
    normEpsilon: 1e-5,
    rgb: { scale: 1 / 255, shift: 0 },
  },
  {
    framework: 'spconv',
    name: 'SpUNet (Pointcept)',
    naming: SPUNET,
    parameter: 'weight',
    offsetOrder: 'z-fastest',
    normEpsilon: 1e-3,
    rgb: { scale: 1 / 127.5, shift: -1 },
  },
];

export interface DetectedFamily {
  readonly family: Family;
  /** What the family's names stand behind, `module.backbone.` say. */
  readonly prefix: string;
}

/** Networks that people have and ours cannot be: by a name that only they use, and why. */
const OUT_OF_REACH: readonly { readonly pattern: RegExp; readonly found: string }[] = [
  {
    pattern: /(^|\.)blocks\.block\d+\.conv_branch\.\d+\.weight$/,
    found: 'batch norm and ReLU before each convolution (PointGroup, SoftGroup, OneFormer3D): ours come after',
  },
  {
    pattern: /(^|\.)conv_up_t\d+\.conv1\.weight$/,
    found: "OpenPCDet's U-Net: 3³ stride-2 convolutions and channel sums; ours are 2³ and concatenate",
  },
  { pattern: /(^|\.)(attn|attention)\./, found: 'attention layers' },
];

/** @throws WeightsError naming a layer that no family of ours has. */
export function detectFamily({ tensors }: Checkpoint): DetectedFamily {
  for (const family of FAMILIES) {
    const anchors = [family.naming.stem[0]!.conv, family.naming.down(0).conv, family.naming.encoder(1, 0).first.conv];
    const [first, ...rest] = anchors.map((name) => `${name}.${family.parameter}`);
    const prefixes = [...tensors.keys()]
      .filter((key) => key === first || key.endsWith(`.${first}`))
      .map((key) => key.slice(0, key.length - first!.length))
      .filter((prefix) => rest.every((anchor) => tensors.has(prefix + anchor)))
      .sort((a, b) => Number(isAverage(a)) - Number(isAverage(b)) || a.length - b.length);
    if (prefixes[0] !== undefined) return { family, prefix: prefixes[0] };
  }
  for (const key of tensors.keys()) {
    const known = OUT_OF_REACH.find(({ pattern }) => pattern.test(key));
    if (known) throw unfit(key, 'a residual U-Net that ours can be', known.found);
  }
  const names = [...tensors.keys()].slice(0, 4).join(', ');
  const known = FAMILIES.map(({ framework, name }) => `${framework}'s ${name}`).join(', ');
  throw unfit(names || 'checkpoint', `the layers of ${known}`, `${tensors.size} tensors with other names`);
}

function isAverage(prefix: string): boolean {
  return /(^|[._])(ema|teacher|swa)/i.test(prefix);
}
