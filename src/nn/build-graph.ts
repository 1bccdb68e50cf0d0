import { KERNEL_OFFSETS, KERNEL5_OFFSETS, OCTANTS } from '../core/index.ts';
import { checkConfig } from './check-config.ts';
import type { HeadConfig, HeadName, KernelSize, NetworkConfig } from './config.ts';
import type { ConvLayer, Graph, Layer, Value } from './graph.ts';

const SUBM_OFFSETS: Readonly<Record<KernelSize, number>> = { 3: KERNEL_OFFSETS, 5: KERNEL5_OFFSETS };

/** Builds the layer list of a network. @throws RangeError when the configuration is none. */
export function buildGraph(config: NetworkConfig): Graph {
  checkConfig(config);
  return new Builder(config).build();
}

interface ConvOptions {
  /** Default: batch norm and ReLU. */
  readonly norm?: boolean;
  readonly relu?: boolean;
  readonly residual?: number;
  readonly kernelSize?: KernelSize;
}

/** Appends layers; methods return the value that the layer makes. */
class Builder {
  private readonly config: NetworkConfig;
  private readonly values: Value[];
  private readonly layers: Layer[] = [];

  constructor(config: NetworkConfig) {
    this.config = config;
    this.values = [{ level: 0, channels: config.inputChannels }];
  }

  build(): Graph {
    const { stem, stacks = 1, heads } = this.config;
    let current = 0;
    stem?.widths.forEach((channels, i) => {
      current = this.subm(`stem.${i}`, current, channels, { kernelSize: stem.kernelSize ?? 3 });
    });
    for (let stack = 0; stack < stacks - 1; stack++) {
      const decoded = this.unet(`stacks.${stack}.`, current);
      current = this.subm(`stacks.${stack}.output`, decoded, this.channels(decoded));
    }
    const backbone = this.unet('', current);
    const outputs: Partial<Record<HeadName, number>> = {};
    for (const head of heads) outputs[head.name] = this.head(head, backbone);
    return { values: this.values, layers: this.layers, input: 0, outputs, backbone };
  }

  /** Encoder, bottleneck and decoder; their names begin with `prefix`. */
  private unet(prefix: string, input: number): number {
    const { encoder, decoder, skip = 'output' } = this.config;
    let current = input;
    const skips: number[] = [];
    for (const [level, widths] of encoder.entries()) {
      const before = current;
      current = this.blocks(`${prefix}encoder.${level}`, current, widths);
      if (level === encoder.length - 1) break;
      skips.push(skip === 'input' ? before : current);
      current = this.pool(prefix, current, level);
    }
    for (let level = decoder.length - 1; level >= 0; level--) {
      const skipped = this.joinable(`${prefix}copy.${level}`, skips[level]!);
      const up = this.up(prefix, current, level);
      const joined = this.value(level, this.channels(skipped) + this.channels(up));
      this.layers.push({ kind: 'concat', name: `${prefix}concat.${level}`, inputs: [skipped, up], output: joined });
      current = this.blocks(`${prefix}decoder.${level}`, joined, decoder[level]!);
    }
    return current;
  }

  private blocks(name: string, input: number, widths: readonly number[]): number {
    return widths.reduce((current, channels, i) => this.block(`${name}.${i}`, current, channels), input);
  }

  private block(name: string, input: number, channels: number): number {
    if (this.config.block !== 'residual') return this.subm(name, input, channels);
    const inner = this.subm(`${name}.0`, input, channels);
    const residual =
      this.channels(input) === channels
        ? input
        : this.conv(`${name}.shortcut`, 'linear', input, this.level(input), channels, { relu: false });
    return this.subm(`${name}.1`, inner, channels, { residual });
  }

  private pool(prefix: string, input: number, level: number): number {
    const channels = this.channels(input);
    if (this.config.pool === 'strided') {
      const next = this.config.down === 'widen' ? this.config.encoder[level + 1]![0] : undefined;
      return this.conv(`${prefix}down.${level}`, 'down', input, level + 1, next ?? channels);
    }
    const output = this.value(level + 1, channels);
    const kind = this.config.pool === 'mean' ? 'meanPool' : 'maxPool';
    this.layers.push({ kind, name: `${prefix}pool.${level}`, input, output });
    return output;
  }

  private up(prefix: string, input: number, level: number): number {
    if (this.config.up === 'inverse') {
      const channels = this.config.decoder[level]![0] ?? this.channels(input);
      return this.conv(`${prefix}up.${level}`, 'up', input, level, channels);
    }
    const output = this.value(level, this.channels(input));
    this.layers.push({ kind: 'unpool', name: `${prefix}unpool.${level}`, input, output });
    return output;
  }

  /** The voxel features are the caller's tensor, and a value stands in one concatenation: either is copied to stand in another. */
  private joinable(name: string, value: number): number {
    const joined = this.layers.some((layer) => layer.kind === 'concat' && layer.inputs.includes(value));
    if (value !== 0 && !joined) return value;
    const output = this.value(this.level(value), this.channels(value));
    this.layers.push({ kind: 'copy', name, input: value, output });
    return output;
  }

  private head({ name, hidden, outputs, layers = 'linear' }: HeadConfig, backbone: number): number {
    const last = { norm: false, relu: false };
    const prefix = `heads.${name}`;
    if (layers === 'submanifold') {
      const widths = hidden > 0 ? [hidden, hidden] : [];
      const inner = widths.reduce((value, width, i) => this.subm(`${prefix}.${i}`, value, width), backbone);
      return this.subm(`${prefix}.${widths.length}`, inner, outputs, last);
    }
    const level = this.level(backbone);
    const inner = hidden > 0 ? this.conv(`${prefix}.0`, 'linear', backbone, level, hidden) : backbone;
    return this.conv(`${prefix}.1`, 'linear', inner, level, outputs, last);
  }

  private subm(name: string, input: number, channels: number, options: ConvOptions = {}): number {
    return this.conv(name, 'subm', input, this.level(input), channels, options);
  }

  private conv(
    name: string,
    kind: ConvLayer['kind'],
    input: number,
    level: number,
    channels: number,
    { norm = true, relu = true, residual, kernelSize = this.config.kernelSize ?? 3 }: ConvOptions = {},
  ): number {
    const output = this.value(level, channels);
    const offsets = kind === 'subm' ? SUBM_OFFSETS[kernelSize] : kind === 'linear' ? 1 : OCTANTS;
    const normaliser = kind === 'subm' && this.config.normaliser === true;
    const shortcut = residual === undefined ? {} : { residual };
    this.layers.push({ kind, name, offsets, input, output, norm, relu, normaliser, ...shortcut });
    return output;
  }

  private value(level: number, channels: number): number {
    return this.values.push({ level, channels }) - 1;
  }

  private channels(value: number): number {
    return this.values[value]!.channels;
  }

  private level(value: number): number {
    return this.values[value]!.level;
  }
}
