import { Rng } from '../core/index.ts';
import { type Graph, isConv, parameterShapes } from './graph.ts';
import type { WeightArray } from './safetensors.ts';

/** Of 27 offsets the share that a voxel on a scanned surface has. */
const PRESENT = 0.4;

/**
 * He-normal convolutions that keep values near 1 through any depth; statistics far enough from 0 and 1 that folding is exercised.
 * Knows nothing: for tests, and for measuring a network that nobody trained.
 */
export function randomWeights(graph: Graph, seed: number): Map<string, WeightArray> {
  const rng = new Rng(seed);
  // What a residual block adds is kept small, or values would double with every block and leave half precision.
  const branches = new Set(graph.layers.flatMap((layer) => ('residual' in layer ? [`${layer.name}.weight`] : [])));
  const normalised = new Set(graph.layers.flatMap((layer) => (isConv(layer) && layer.normaliser ? [layer.name] : [])));
  const weights = new Map<string, WeightArray>();
  for (const [name, shape] of parameterShapes(graph)) {
    const count = shape.reduce((product, side) => product * side, 1);
    weights.set(name, { shape, values: Float32Array.from({ length: count }, drawer(name, shape)) });
  }
  return weights;

  function drawer(name: string, shape: readonly number[]): () => number {
    if (name.endsWith('running_var')) return () => rng.range(0.5, 2);
    if (name.endsWith('norm.weight')) return () => rng.normal(1, 0.2);
    if (name.endsWith('.normaliser')) return () => rng.normal(0, 0.3);
    const [offsets, cin] = shape;
    if (shape.length < 3 || !offsets || !cin) return () => rng.normal(0, 0.2);
    const fanIn = Math.max(1, offsets * PRESENT) * cin;
    const gain = (branches.has(name) ? 0.4 : 1) * (normalised.has(name.replace(/\.weight$/, '')) ? 1.8 : 1);
    const sigma = gain * Math.sqrt(2 / fanIn);
    return () => rng.normal(0, sigma);
  }
}
