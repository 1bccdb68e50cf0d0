import { Rng } from '../core/index.ts';
import { type Graph, isConv, parameterShapes, type WeightArray } from '../nn/index.ts';

/** TF 3D's normalisers begin uniform within this: at exactly 0 they would never move. */
const NORMALISER_RANGE = 0.05;

/** He-normal convolutions (fan-in counts the offsets a surface voxel typically has), unit norms, zero biases; in layer order. */
export function initialWeights(graph: Graph, seed: number): Map<string, WeightArray> {
  const rng = new Rng(seed, 77);
  const outputs = new Set(graph.layers.flatMap((layer) => (isConv(layer) && !layer.norm ? [layer.name] : [])));
  const valuesOf = (name: string, shape: readonly number[]): Float32Array => {
    const values = new Float32Array(shape.reduce((product, side) => product * side, 1));
    if (name.endsWith('norm.weight') || name.endsWith('running_var')) return values.fill(1);
    if (name.endsWith('.normaliser')) return values.map(() => rng.range(-NORMALISER_RANGE, NORMALISER_RANGE));
    if (shape.length < 3) return values;
    const [offsets, cin] = shape as [number, number, number];
    const fanIn = Math.max(1, offsets * 0.4) * cin;
    const gain = outputs.has(name.replace('.weight', '')) ? 0.3 : 1; // small logits at first: losses start near uniform
    const sigma = gain * Math.sqrt(2 / fanIn);
    return values.map(() => rng.normal(0, sigma));
  };
  return new Map([...parameterShapes(graph)].map(([name, shape]) => [name, { shape, values: valuesOf(name, shape) }]));
}
