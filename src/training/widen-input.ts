import type { WeightArray, Weights } from '../nn/index.ts';

type Shapes = ReadonlyMap<string, readonly number[]>;

/**
 * Arrays of a network that was fed with fewer channels, for one that is fed with more after them: new channels begin with weight 0, so that
 * the wider network says at first what the narrow one said.
 * @param from shapes of the narrow network's parameters, `to` of the wider one's.
 * @param prefix before their names in `arrays`, whose own shapes may be flat.
 */
export function widenInput(arrays: Weights, from: Shapes, to: Shapes, prefix = ''): Weights {
  return new Map(
    [...arrays].map(([name, array]) => {
      const parameter = name.startsWith(prefix) ? name.slice(prefix.length) : '';
      const [had, has] = [from.get(parameter), to.get(parameter)];
      return [name, had && has ? widen(array, had, has) : array];
    }),
  );
}

/** Shapes are [offsets × inputs × outputs]; arrays of others stay. */
function widen(array: WeightArray, had: readonly number[], has: readonly number[]): WeightArray {
  if (had.length !== 3 || has.length !== 3 || had[0] !== has[0] || had[2] !== has[2] || had[1]! >= has[1]!)
    return array;
  const [offsets, inputs, outputs] = has as [number, number, number];
  const row = had[1]! * outputs;
  const values = new Float32Array(offsets * inputs * outputs);
  for (let offset = 0; offset < offsets; offset++)
    values.set(array.values.subarray(offset * row, (offset + 1) * row), offset * inputs * outputs);
  return { shape: array.shape.length === 1 ? [values.length] : has, values };
}
