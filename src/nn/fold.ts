import { WeightsError } from '../core/index.ts';
import { type Graph, isConv, parameterShapes } from './graph.ts';
import type { Weights } from './safetensors.ts';

/** Keras' batch-norm epsilon, as in TF 3D. */
export const NORM_EPSILON = 1e-3;

/** A layer's weights as the kernels take them: batch norm folded in. */
export interface FoldedLayer {
  /** float32 [offsets·Cin × Cout]. */
  readonly weights: Float32Array;
  readonly offsets: number;
  readonly cin: number;
  readonly cout: number;
  /** float32 [Cout]. */
  readonly bias: Float32Array;
  /** float32 [offsets]: divides the sum before the bias, and so is left as it is. */
  readonly normaliser?: Float32Array;
}

/** Checks every array against the graph. @throws WeightsError WEIGHTS_SHAPE naming the tensor, what was expected and what was found. */
export function checkWeights(graph: Graph, weights: Weights): void {
  for (const [name, shape] of parameterShapes(graph)) {
    const found = weights.get(name);
    if (!found || found.shape.join() !== shape.join()) {
      const context = { tensor: name, expected: shape.join('×'), found: found ? found.shape.join('×') : 'nothing' };
      throw new WeightsError('WEIGHTS_SHAPE', `${name}: expected ${context.expected}, found ${context.found}`, context);
    }
  }
}

/** Folds `γ·(x − mean)/√(var + ε) + β` into the preceding convolution, per layer name. @throws WeightsError */
export function foldWeights(graph: Graph, weights: Weights): Map<string, FoldedLayer> {
  checkWeights(graph, weights);
  const values = (name: string) => weights.get(name)!.values;
  const folded = new Map<string, FoldedLayer>();
  for (const layer of graph.layers) {
    if (!isConv(layer)) continue;
    const { shape, values: kernel } = weights.get(`${layer.name}.weight`)!;
    const [offsets, cin, cout] = shape as [number, number, number];
    const scaled = kernel.slice();
    const bias = new Float32Array(cout);
    if (layer.norm) {
      const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map((part) =>
        values(`${layer.name}.norm.${part}`),
      );
      for (let c = 0; c < cout; c++) {
        const scale = gamma![c]! / Math.sqrt(variance![c]! + NORM_EPSILON);
        bias[c] = beta![c]! - mean![c]! * scale;
        for (let i = c; i < scaled.length; i += cout) scaled[i]! *= scale;
      }
    } else {
      bias.set(values(`${layer.name}.bias`));
    }
    const normaliser = layer.normaliser ? { normaliser: values(`${layer.name}.normaliser`) } : {};
    folded.set(layer.name, { weights: scaled, offsets, cin, cout, bias, ...normaliser });
  }
  return folded;
}
