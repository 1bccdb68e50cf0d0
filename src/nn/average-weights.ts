import { WeightsError } from '../core/index.ts';
import type { WeightArray, Weights } from './safetensors.ts';

/**
 * The mean of networks of one shape, array by array. Ends of one training that lie apart often have a better place between them
 * (Wortsman et al., "Model soups", 2022); networks that began apart have none.
 * @throws WeightsError WEIGHTS_SHAPE naming the tensor that differs.
 */
export function averageWeights([first, ...others]: readonly [Weights, ...Weights[]]): Weights {
  const mean = new Map<string, WeightArray>();
  for (const [name, { shape, values }] of first) {
    const sum = Float64Array.from(values);
    for (const other of others) {
      const found = other.get(name);
      if (!found || found.shape.join() !== shape.join()) {
        const context = { tensor: name, expected: shape.join('×'), found: found ? found.shape.join('×') : 'nothing' };
        throw new WeightsError(
          'WEIGHTS_SHAPE',
          `${name}: expected ${context.expected}, found ${context.found}`,
          context,
        );
      }
      for (let i = 0; i < sum.length; i++) sum[i]! += found.values[i]!;
    }
    mean.set(name, { shape, values: Float32Array.from(sum, (value) => value / (others.length + 1)) });
  }
  return mean;
}
