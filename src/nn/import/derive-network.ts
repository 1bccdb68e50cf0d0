import type { KernelSize, NetworkConfig } from '../config.ts';
import { unfit } from './checkpoint-error.ts';
import type { DetectedFamily } from './families.ts';
import { type KernelLayout, type KernelShape, kernelShape } from './kernel-layout.ts';
import type { BlockNames, LayerNames } from './residual-unet.ts';
import type { SourceTensors } from './source-tensors.ts';

/** A network as the shapes of a checkpoint tell it. */
export interface DerivedNetwork {
  readonly network: NetworkConfig;
  readonly layout: KernelLayout;
  /** Whole name of the last layer's weights. */
  readonly head: string;
}

/** @throws WeightsError naming the layer that our networks cannot have, and why. */
export function deriveNetwork({ family, prefix }: DetectedFamily, tensors: SourceTensors): DerivedNetwork {
  return new Deriver({ family, prefix }, tensors).derive();
}

class Deriver {
  private readonly detected: DetectedFamily;
  private readonly tensors: SourceTensors;
  private readonly layout: KernelLayout;

  constructor(detected: DetectedFamily, tensors: SourceTensors) {
    this.detected = detected;
    this.tensors = tensors;
    this.layout = detected.family.parameter === 'kernel' ? 'KIO' : this.spconvLayout();
  }

  derive(): DerivedNetwork {
    const { naming } = this.detected.family;
    const stem = naming.stem.filter(({ conv }) => this.has(conv)).map(({ conv }) => this.kernel(conv));
    let levels = 0;
    while (this.has(naming.down(levels).conv)) levels++;
    const encoder: number[][] = [[]];
    for (let level = 1; level <= levels; level++) encoder.push(this.blocks((block) => naming.encoder(level, block)));
    const decoder: number[][] = [];
    for (let level = 0; level < levels; level++) {
      decoder.push(this.blocks((block) => naming.decoder(level, block, levels)));
    }
    const { head, outputs } = this.head();
    const network: NetworkConfig = {
      inputChannels: stem[0]!.inputs,
      stem: { widths: stem.map((kernel) => kernel.outputs), kernelSize: this.stemSize(stem) },
      encoder,
      decoder,
      pool: 'strided',
      down: this.downWidths(encoder),
      up: 'inverse',
      block: 'residual',
      heads: [{ name: 'semantic', hidden: 0, outputs }],
    };
    this.checkUps(decoder, levels);
    return { network, layout: this.layout, head };
  }

  /** The width of each block; every submanifold convolution has 27 offsets. */
  private blocks(names: (block: number) => BlockNames): number[] {
    const widths: number[] = [];
    for (let block = 0; this.has(names(block).first.conv); block++) {
      const { first, second, third } = names(block);
      if (third !== undefined && this.has(third)) {
        throw unfit(this.key(third), 'blocks of two convolutions', 'a block of three (MinkUNet50 and 101)');
      }
      for (const { conv } of [first, second]) this.expectOffsets(conv, 27);
      widths.push(this.kernel(second.conv).outputs);
    }
    return widths;
  }

  private stemSize(stem: readonly KernelShape[]): KernelSize {
    const { naming } = this.detected.family;
    const [{ offsets }] = stem as [KernelShape];
    if (offsets !== 27 && offsets !== 125) {
      throw unfit(this.key(naming.stem[0]!.conv), 'a kernel of 3³ or 5³ offsets', `${offsets} offsets`);
    }
    for (const { conv } of naming.stem.slice(0, stem.length)) this.expectOffsets(conv, offsets);
    return offsets === 27 ? 3 : 5;
  }

  /** Steps down either keep the width or take that of the level below. */
  private downWidths(encoder: readonly (readonly number[])[]): 'keep' | 'widen' {
    const { naming } = this.detected.family;
    const steps = encoder.slice(1).map((widths, level) => {
      const { conv } = naming.down(level);
      this.expectOffsets(conv, 8);
      const { inputs, outputs } = this.kernel(conv);
      return { conv, inputs, outputs, widens: widths[0] };
    });
    const misfits = {
      keep: steps.filter(({ outputs, inputs }) => outputs !== inputs),
      widen: steps.filter(({ outputs, widens }) => outputs !== widens),
    };
    const rule = misfits.keep.length <= misfits.widen.length ? 'keep' : 'widen';
    const [odd] = misfits[rule];
    if (!odd) return rule;
    throw unfit(this.key(odd.conv), `${rule === 'keep' ? odd.inputs : odd.widens} channels`, `${odd.outputs}`);
  }

  private checkUps(decoder: readonly (readonly number[])[], levels: number): void {
    for (const [level, widths] of decoder.entries()) {
      const { conv } = this.detected.family.naming.up(level, levels);
      if (!this.has(conv)) throw unfit(this.key(conv), 'a convolution to the finer level', 'nothing');
      this.expectOffsets(conv, 8);
      const { outputs } = this.kernel(conv);
      if (widths.length > 0 && outputs !== widths[0])
        throw unfit(this.key(conv), `${widths[0]} channels`, `${outputs}`);
    }
  }

  private head(): { head: string; outputs: number } {
    const { family, prefix } = this.detected;
    const outer = prefix.replace(/[^.]+\.$/, '');
    for (const name of family.naming.heads) {
      for (const place of new Set([prefix, outer])) {
        for (const parameter of ['kernel', 'weight']) {
          const key = `${place}${name}.${parameter}`;
          if (!this.tensors.has(key)) continue;
          const shape = this.tensors.take(key).shape;
          const kernel = kernelShape(shape, headLayout(key, shape, this.layout));
          if (kernel?.offsets !== 1 || shape.includes(0)) throw unfit(key, 'a layer of one offset', shape.join('×'));
          return { head: key, outputs: kernel.outputs };
        }
      }
    }
    throw unfit(
      this.key(family.naming.heads[0]!),
      'a last layer with one output a class',
      'nothing: a network without classes',
    );
  }

  private kernel(conv: string): KernelShape {
    const shape = this.tensors.shape(`${conv}.${this.detected.family.parameter}`) ?? [];
    const kernel = kernelShape(shape, this.layout);
    if (!kernel || shape.includes(0)) {
      throw unfit(this.key(conv), 'the weights of a convolution', shape.join('×') || 'nothing');
    }
    return kernel;
  }

  private expectOffsets(conv: string, offsets: number): void {
    const found = this.kernel(conv).offsets;
    if (found !== offsets) throw unfit(this.key(conv), `${offsets} offsets`, `${found}`);
  }

  private has(conv: string): boolean {
    return this.tensors.shape(`${conv}.${this.detected.family.parameter}`) !== undefined;
  }

  private key(conv: string): string {
    return `${this.detected.prefix}${conv}.${this.detected.family.parameter}`;
  }

  /** spconv 1 and 2 differ in the order of axes: the batch norm that follows tells which side is the output. */
  private spconvLayout(): KernelLayout {
    const { conv, norm }: LayerNames = this.detected.family.naming.stem[0]!;
    const shape = this.tensors.shape(`${conv}.weight`) ?? [];
    const width = this.tensors.shape(`${norm}.running_mean`)?.[0];
    for (const layout of ['OKI', 'KIO', 'KOI'] as const) {
      const kernel = kernelShape(shape, layout);
      if (kernel && kernel.outputs === width) return layout;
    }
    throw unfit(this.key(conv), `a convolution to the ${width} channels of ${norm}`, shape.join('×'));
  }
}

/** A linear layer of PyTorch stands [outputs × inputs], a kernel of one offset the other way round. */
export function headLayout(key: string, shape: readonly number[], layout: KernelLayout): KernelLayout {
  return key.endsWith('.weight') && shape.length === 2 ? 'OI' : layout;
}
