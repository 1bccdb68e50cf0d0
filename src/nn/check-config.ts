import type { NetworkConfig } from './config.ts';

/** Configurations come from files: says what of one cannot be built. @throws RangeError naming the field. */
export function checkConfig(config: NetworkConfig): void {
  const { encoder, decoder, stem, heads, stacks = 1 } = config;
  oneOf('pool', config.pool, ['max', 'mean', 'strided']);
  oneOf('down', config.down ?? 'keep', ['keep', 'widen']);
  oneOf('up', config.up ?? 'gather', ['gather', 'inverse']);
  oneOf('block', config.block ?? 'plain', ['plain', 'residual']);
  oneOf('skip', config.skip ?? 'output', ['output', 'input']);
  oneOf('kernelSize', config.kernelSize ?? 3, [3, 5]);
  oneOf('stem.kernelSize', stem?.kernelSize ?? 3, [3, 5]);
  oneOf('normaliser', config.normaliser ?? false, [true, false]);
  widths('inputChannels', [config.inputChannels]);
  if (!Number.isInteger(stacks) || stacks < 1) throw new RangeError(`stacks: ${stacks} is no number of networks`);
  widths('stem.widths', stem?.widths ?? []);
  for (const [level, blocks] of encoder.entries()) widths(`encoder[${level}]`, blocks);
  for (const [level, blocks] of decoder.entries()) widths(`decoder[${level}]`, blocks);
  if (encoder.length === 0) throw new RangeError('encoder: a network has at least one level');
  if (decoder.length !== 0 && decoder.length !== encoder.length - 1) {
    throw new RangeError('a U-Net has one decoder level fewer than encoder levels');
  }
  if (stacks > 1 && decoder.length !== encoder.length - 1) {
    throw new RangeError('stacks: a network in series has a decoder, so that the next can start where it started');
  }
  for (const head of heads) {
    oneOf(`heads.${head.name}.layers`, head.layers ?? 'linear', ['linear', 'submanifold']);
    widths(`heads.${head.name}`, [head.outputs, ...(head.hidden === 0 ? [] : [head.hidden])]);
  }
  const names = heads.map(({ name }) => name);
  if (new Set(names).size < names.length) throw new RangeError(`heads: one of each name, not ${names.join(', ')}`);
}

function oneOf<T extends string | number | boolean>(field: string, value: T, known: readonly T[]): void {
  if (!known.includes(value)) throw new RangeError(`${field} is ${known.join(' or ')}, not ${String(value)}`);
}

function widths(field: string, values: readonly number[]): void {
  for (const value of values) {
    if (!Number.isInteger(value) || value < 1) throw new RangeError(`${field}: ${value} is no number of channels`);
  }
}
