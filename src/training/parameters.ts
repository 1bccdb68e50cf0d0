import * as tf from '@tensorflow/tfjs';
import { Rng } from '../core/index.ts';
import { type Graph, isConv, parameterShapes, type WeightArray, type Weights } from '../nn/index.ts';
import type { autograd } from '../ops/index.ts';

/** Share of a new batch in the running statistics. Batches are two scenes, so it is small. */
const STATISTICS_MOMENTUM = 0.02;
/** TF 3D's normalisers begin uniform within this: at exactly 0 they would never move. */
const NORMALISER_RANGE = 0.05;

const isStatistic = (name: string) => name.includes('running_');

/** Everything a checkpoint must hold of a network: trainable variables (tfjs) and running statistics (plain arrays). */
export class Parameters {
  private readonly variables = new Map<string, tf.Variable>();
  private readonly statistics = new Map<string, Float32Array>();
  private readonly shapes: Map<string, readonly number[]>;

  private constructor(graph: Graph, value: (name: string, shape: readonly number[]) => Float32Array) {
    this.shapes = parameterShapes(graph);
    for (const [name, shape] of this.shapes) {
      const values = value(name, shape);
      if (isStatistic(name)) this.statistics.set(name, values);
      else this.variables.set(name, tf.variable(tf.tensor(values, [...shape]), true));
    }
  }

  /** He-normal convolutions (fan-in counts the offsets a surface voxel typically has), unit norms, zero biases. */
  static initialise(graph: Graph, seed: number): Parameters {
    const rng = new Rng(seed, 77);
    const outputs = new Set(graph.layers.flatMap((layer) => (isConv(layer) && !layer.norm ? [layer.name] : [])));
    return new Parameters(graph, (name, shape) => {
      const values = new Float32Array(shape.reduce((product, side) => product * side, 1));
      if (name.endsWith('norm.weight') || name.endsWith('running_var')) return values.fill(1);
      if (name.endsWith('.normaliser')) return values.map(() => rng.range(-NORMALISER_RANGE, NORMALISER_RANGE));
      if (shape.length < 3) return values;
      const [offsets, cin] = shape as [number, number, number];
      const fanIn = Math.max(1, offsets * 0.4) * cin;
      const gain = outputs.has(name.replace('.weight', '')) ? 0.3 : 1; // small logits at first: losses start near uniform
      const sigma = gain * Math.sqrt(2 / fanIn);
      return values.map(() => rng.normal(0, sigma));
    });
  }

  static from(graph: Graph, weights: Weights): Parameters {
    return new Parameters(graph, (name) => weights.get(name)!.values.slice());
  }

  variable(name: string): tf.Variable {
    return this.variables.get(name)!;
  }

  trainable(): ReadonlyMap<string, tf.Variable> {
    return this.variables;
  }

  /** @param norm prefix of the layer's statistics. */
  moveStatistics(norm: string, batchMean: Float32Array, batchVariance: Float32Array): void {
    const mean = this.statistics.get(`${norm}.running_mean`)!;
    const variance = this.statistics.get(`${norm}.running_var`)!;
    for (let c = 0; c < mean.length; c++) {
      mean[c]! += STATISTICS_MOMENTUM * (batchMean[c]! - mean[c]!);
      variance[c]! += STATISTICS_MOMENTUM * (batchVariance[c]! - variance[c]!);
    }
  }

  /** Copies of all arrays, in layer order: what goes into a checkpoint or a model file. */
  async weights(g: autograd.SparseGradients): Promise<Map<string, WeightArray>> {
    const names = [...this.variables.keys()];
    const values = await g.read([...this.variables.values()]);
    const trained = new Map(names.map((name, i) => [name, values[i]!]));
    const out = new Map<string, WeightArray>();
    for (const [name, shape] of this.shapes)
      out.set(name, { shape, values: isStatistic(name) ? this.statistics.get(name)!.slice() : trained.get(name)! });
    return out;
  }

  dispose(): void {
    for (const variable of this.variables.values()) variable.dispose();
  }
}
